import { useState } from 'preact/hooks';
import type { ApiKey } from '../../../src/vocabulary/custody.ts';
import type { Right } from '../../../src/vocabulary/scope.ts';
import { type MadeApiKey, makeApiKey, revokeApiKey } from '../../api/keys.ts';
import { formatMoment } from '../../format/dates.ts';
import { Card, LoadedCard, Said } from '../../parts/card.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { SureButton } from '../../parts/sure-button.tsx';
import { useAction } from '../../parts/use-action.ts';
import type { LoadControl } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';
import { endOfDay } from '../people/grant-list.tsx';
import { Field } from '../people/person-form.tsx';

/** What a program is let do; what a person alone does is not among it. In the order of src/vocabulary/scope.ts. */
const OFFERED: readonly Right[] = [
  'ask',
  'figures',
  'runs.read',
  'runs.start',
  'audit.read',
  'installation.read',
];
const USUAL: readonly Right[] = ['ask', 'figures'];

interface MakeApiKeyCardProps {
  readonly onMade: () => void;
  readonly onEnded: () => void;
}

/** A key with which a program comes in the name of a person; its secret is shown once. */
export function MakeApiKeyCard({ onMade, onEnded }: MakeApiKeyCardProps) {
  const words = strings.operations.keys.api;
  const action = useAction(onEnded);
  const [user, setUser] = useState('');
  const [label, setLabel] = useState('');
  const [until, setUntil] = useState('');
  const [rights, setRights] = useState(USUAL);
  const [made, setMade] = useState<MadeApiKey | null>(null);
  const expiresAt = endOfDay(until);
  const make = async (): Promise<void> => {
    if (expiresAt === null) return;
    setMade(null);
    const isMade = await action.run(async () => {
      setMade(await makeApiKey({ user: user.trim(), label: label.trim(), rights, expiresAt }));
    });
    if (!isMade) return;
    setLabel('');
    onMade();
  };
  const isReady = user.trim() !== '' && label.trim() !== '' && expiresAt !== null && rights.length > 0;
  return (
    <Card title={words.make}>
      <p class="panel-note">{words.intro}</p>
      <form
        class="field-form"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Field label={words.user} value={user} onValue={setUser} isRequired />
        <Field label={words.label} value={label} onValue={setLabel} isRequired />
        <Field label={words.until} type="date" value={until} onValue={setUntil} isRequired />
        <fieldset class="field key-rights">
          <legend>{words.rights}</legend>
          {OFFERED.map((right) => (
            <label key={right} class="form-check">
              <input
                type="checkbox"
                class="form-check-input"
                checked={rights.includes(right)}
                onChange={(event) =>
                  setRights(
                    event.currentTarget.checked
                      ? [...rights, right]
                      : rights.filter((each) => each !== right),
                  )
                }
              />
              <span class="form-check-label">{words.rightNames[right]}</span>
            </label>
          ))}
        </fieldset>
        <button type="submit" class="btn btn-primary" disabled={action.isBusy || !isReady}>
          {words.make}
        </button>
      </form>
      <div aria-live="polite">
        {made === null ? null : (
          <p class="offer-code">
            {words.secret(made.key.label)} <code>{made.secret}</code>{' '}
            <CopyButton label={words.copy} text={() => made.secret} />
            <span class="row-note">{words.secretHint}</span>
          </p>
        )}
      </div>
      <Said said={action.said} />
    </Card>
  );
}

interface ApiKeysCardProps {
  readonly control: LoadControl<readonly ApiKey[]>;
  readonly onEnded: () => void;
}

/** The keys that open something still, without their secrets. */
export function ApiKeysCard({ control: { loaded, reload }, onEnded }: ApiKeysCardProps) {
  const words = strings.operations.keys.api;
  const action = useAction(onEnded);
  const end = async ({ id, label }: ApiKey): Promise<void> => {
    if (await action.run(() => revokeApiKey(id), words.ended(label))) reload();
  };
  return (
    <LoadedCard title={words.title} loaded={loaded} onRetry={reload}>
      {(keys) => {
        const open = keys.filter(
          ({ revokedAt, expiresAt }) => revokedAt === null && Date.parse(expiresAt) > Date.now(),
        );
        return (
          <>
            {open.length === 0 ? (
              <p class="panel-note">{words.none}</p>
            ) : (
              <DataTable
                caption={words.title}
                rows={open}
                rowKey={({ id }) => id}
                columns={[
                  { key: 'label', head: words.label, cell: ({ label }) => label },
                  { key: 'user', head: words.user, cell: ({ user }) => user },
                  {
                    key: 'rights',
                    head: words.rights,
                    cell: ({ rights }) => rights.map((right) => words.rightNames[right] ?? right).join(', '),
                  },
                  { key: 'until', head: words.until, cell: ({ expiresAt }) => formatMoment(expiresAt) },
                  {
                    key: 'used',
                    head: words.used,
                    cell: ({ lastUsedAt }) => (lastUsedAt === null ? words.never : formatMoment(lastUsedAt)),
                  },
                  {
                    key: 'end',
                    head: '',
                    cell: (key) => (
                      <SureButton
                        label={words.end(key.label)}
                        question={words.endSure}
                        yes={words.endYes}
                        no={words.endNo}
                        isDisabled={action.isBusy}
                        onSure={() => void end(key)}
                      />
                    ),
                  },
                ]}
              />
            )}
            <Said said={action.said} />
          </>
        );
      }}
    </LoadedCard>
  );
}
