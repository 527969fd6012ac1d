import { useCallback, useState } from 'preact/hooks';
import { fetchTurns } from '../../api/client.ts';
import { fetchShares, shareConversation, unshareConversation } from '../../api/sharing.ts';
import { LoadedCard, Said } from '../../parts/card.tsx';
import { TrashIcon } from '../../parts/icons.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { useAction } from '../../parts/use-action.ts';
import { useLoaded } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';
import { conversationAddress } from '../ask/address.ts';
import { Field } from '../people/person-form.tsx';

interface ShareCardProps {
  readonly conversationId: string;
  readonly onEnded: () => void;
}

/** Who may read one conversation of one's own; another is added, or one taken out. */
export function ShareCard({ conversationId, onEnded }: ShareCardProps) {
  const words = strings.operations.sharing.conversation;
  const load = useCallback(async () => {
    const [shares, [first]] = await Promise.all([fetchShares(conversationId), fetchTurns(conversationId)]);
    return { shares, began: first?.question ?? '' };
  }, [conversationId]);
  const { loaded, reload } = useLoaded(load, { onSignedOut: onEnded });
  const action = useAction(onEnded);
  const [user, setUser] = useState('');
  const share = async (): Promise<void> => {
    const reader = user.trim();
    if (!(await action.run(() => shareConversation(conversationId, reader), words.shared(reader)))) return;
    setUser('');
    reload();
  };
  const unshare = async (reader: string): Promise<void> => {
    if (await action.run(() => unshareConversation(conversationId, reader), words.unshared(reader))) reload();
  };
  return (
    <LoadedCard title={words.title} loaded={loaded} onRetry={reload}>
      {({ shares, began }) => (
        <>
          <p>
            <PageLink hash={conversationAddress(conversationId)}>{began}</PageLink>
          </p>
          <p class="panel-note">{words.intro}</p>
          <form
            class="field-form"
            onSubmit={(event) => {
              event.preventDefault();
              void share();
            }}
          >
            <Field label={words.with} value={user} onValue={setUser} isRequired />
            <button type="submit" class="btn btn-primary" disabled={action.isBusy || user.trim() === ''}>
              {words.share}
            </button>
          </form>
          {shares.length === 0 ? <p class="panel-note">{words.nobody}</p> : null}
          <ul class="grant-items" aria-label={words.readers}>
            {shares.map(({ user: reader }) => (
              <li key={reader}>
                <span>{reader}</span>
                <button
                  type="button"
                  class="btn btn-icon btn-small"
                  aria-label={words.takeBack(reader)}
                  title={words.takeBack(reader)}
                  disabled={action.isBusy}
                  onClick={() => void unshare(reader)}
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
  );
}
