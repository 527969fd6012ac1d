import { useEffect, useState } from 'preact/hooks';
import type { Grant } from '../../../src/vocabulary/person.ts';
import { acceptDelegation, delegate, fetchDelegations, revokeGrant } from '../../api/operations.ts';
import { Card, LoadedCard, Said } from '../../parts/card.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { TrashIcon } from '../../parts/icons.tsx';
import { PageBody } from '../../parts/page-body.tsx';
import { useAction } from '../../parts/use-action.ts';
import { useLoaded } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';
import { onAddressChange, subjectInAddress } from '../ask/address.ts';
import type { PageProps } from '../frame/page-props.ts';
import { endOfDay, grantWords } from '../people/grant-list.tsx';
import { Field } from '../people/person-form.tsx';
import type { ScopeOption } from '../scope/scope-options.ts';
import { ShareCard } from './share-card.tsx';
import { SharedCard } from './shared-card.tsx';

/** Letting others see accounts or conversations of one's own, and what others let one see. */
export function SharingPage({ me, scope, menu, onEnded }: PageProps) {
  const mayDelegate = me.rights.includes('delegate');
  const mayShare = me.rights.includes('conversations.share');
  const [conversationId, setConversationId] = useState(subjectInAddress);
  useEffect(() => onAddressChange(() => setConversationId(subjectInAddress())), []);
  return (
    <PageBody title={strings.operations.sharing.title} menu={menu}>
      {mayShare && conversationId !== null ? (
        <ShareCard conversationId={conversationId} onEnded={onEnded} />
      ) : null}
      {mayShare ? <SharedCard onEnded={onEnded} /> : null}
      {mayDelegate ? <Offered options={scope.options} onEnded={onEnded} /> : null}
      <AcceptCard onEnded={onEnded} />
    </PageBody>
  );
}

interface OfferedProps {
  readonly options: readonly ScopeOption[];
  readonly onEnded: () => void;
}

function Offered({ options, onEnded }: OfferedProps) {
  const words = strings.operations.sharing;
  const { loaded, reload } = useLoaded(fetchDelegations, { onSignedOut: onEnded });
  const action = useAction(onEnded);
  const revoke = async (grant: Grant): Promise<void> => {
    if (await action.run(() => revokeGrant(grant.id))) reload();
  };
  return (
    <>
      <OfferCard options={options} onEnded={onEnded} onOffered={reload} />
      <LoadedCard title={words.given} loaded={loaded} onRetry={reload}>
        {(grants) => (
          <>
            {grants.length === 0 ? <p class="panel-note">{words.nothing}</p> : null}
            <ul class="grant-items">
              {grants.map((grant) => (
                <li key={grant.id}>
                  <span>
                    {grantWords({ ...grant, delegated: false })} ·{' '}
                    {grant.user === null ? words.notTaken : words.taken(grant.user)}
                  </span>
                  <button
                    type="button"
                    class="btn btn-icon btn-small"
                    aria-label={words.revoke(grant.target)}
                    disabled={action.isBusy}
                    onClick={() => void revoke(grant)}
                  >
                    <TrashIcon />
                  </button>
                </li>
              ))}
            </ul>
            <Said said={action.said} />
          </>
        )}
      </LoadedCard>
    </>
  );
}

/** What can be offered: single accounts, portfolios and clients, not everything at once. */
function OfferCard({ options, onEnded, onOffered }: OfferedProps & { readonly onOffered: () => void }) {
  const words = strings.operations.sharing;
  const action = useAction(onEnded);
  const offered = options.filter(({ kind }) => kind !== 'everything');
  const [picked, setPicked] = useState(0);
  const [until, setUntil] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const offer = async (): Promise<void> => {
    const option = offered[picked];
    if (!option || option.kind === 'everything') return;
    const { kind, id } = option;
    setCode(null);
    const isMade = await action.run(async () => {
      setCode(await delegate({ kind, target: id, expiresAt: endOfDay(until) }));
    });
    if (isMade) onOffered();
  };
  return (
    <Card title={words.offer}>
      <p class="panel-note">{words.intro}</p>
      <form
        class="field-form"
        onSubmit={(event) => {
          event.preventDefault();
          void offer();
        }}
      >
        <label>
          <span>{words.choose}</span>
          <select
            class="form-select"
            value={picked}
            onChange={(event) => setPicked(Number(event.currentTarget.value))}
          >
            {offered.map(({ kind, id, label }, index) => (
              <option key={`${kind} ${id}`} value={index}>
                {kind === 'everything' ? label : `${strings.operations.people.kinds[kind]}: ${label}`}
              </option>
            ))}
          </select>
        </label>
        <Field label={words.until} type="date" value={until} onValue={setUntil} isRequired />
        <button type="submit" class="btn btn-primary" disabled={action.isBusy || offered.length === 0}>
          {words.offer}
        </button>
      </form>
      <div aria-live="polite">
        {code === null ? null : (
          <p class="offer-code">
            {words.code} <code>{code}</code> <CopyButton label={strings.tools.copy} text={() => code} />
            <span class="row-note">{words.codeHint}</span>
          </p>
        )}
      </div>
      <Said said={action.said} />
    </Card>
  );
}

function AcceptCard({ onEnded }: { onEnded: () => void }) {
  const words = strings.operations.sharing;
  const action = useAction(onEnded);
  const [code, setCode] = useState('');
  const take = async (): Promise<void> => {
    if (await action.run(() => acceptDelegation(code.trim()), words.accepted)) setCode('');
  };
  return (
    <Card title={words.accept}>
      <form
        class="field-form"
        onSubmit={(event) => {
          event.preventDefault();
          void take();
        }}
      >
        <Field label={words.acceptLabel} value={code} onValue={setCode} />
        <button type="submit" class="btn btn-primary" disabled={action.isBusy || code.trim() === ''}>
          {words.take}
        </button>
      </form>
      <Said said={action.said} />
    </Card>
  );
}
