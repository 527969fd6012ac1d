import { fetchSharedConversations } from '../../api/sharing.ts';
import { formatCount } from '../../format/cells.ts';
import { formatMoment } from '../../format/dates.ts';
import { LoadedCard } from '../../parts/card.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';
import { pageAddress } from '../ask/address.ts';

/** The conversations that colleagues let one read. */
export function SharedCard({ onEnded }: { readonly onEnded: () => void }) {
  const words = strings.operations.sharing.conversation;
  const { loaded, reload } = useLoaded(fetchSharedConversations, { onSignedOut: onEnded });
  return (
    <LoadedCard title={words.withMe} loaded={loaded} onRetry={reload}>
      {(items) => (
        <>
          {items.length === 0 ? <p class="panel-note">{words.none}</p> : null}
          <ul class="grant-items">
            {items.map(({ id, by, title, turns, updatedAt }) => (
              <li key={id}>
                <span>
                  <PageLink hash={pageAddress('shared', id)}>{title ?? words.ofSomebody(by.name)}</PageLink>
                  <span class="row-note">
                    {words.about(by.name, formatCount(turns), formatMoment(updatedAt))}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </LoadedCard>
  );
}
