import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { PlusIcon } from '../../parts/icons.tsx';
import { strings } from '../../strings.ts';
import { ConversationItem } from './conversation-item.tsx';
import { groupByAge } from './grouping.ts';
import type { ConversationsControl } from './use-conversations.ts';

/** A few are seen at a glance. */
const SEARCH_FROM = 4;

interface HistoryPanelProps {
  readonly conversations: ConversationsControl;
  readonly currentId: string | null;
  readonly onOpen: (id: string) => void;
  readonly onNew: () => void;
  readonly mayShare: boolean;
  readonly onShare: (id: string) => void;
  readonly onRemoved: (id: string) => void;
  /** Stands above the list: the brand, or what closes the panel. */
  readonly head: ComponentChildren;
  readonly places: ComponentChildren;
  readonly foot: ComponentChildren;
}

/** The conversations: a new one, and the past ones to open, rename and delete. */
export function HistoryPanel({
  conversations,
  currentId,
  onOpen,
  onNew,
  mayShare,
  onShare,
  onRemoved,
  head,
  places,
  foot,
}: HistoryPanelProps) {
  const { items, hasFailed, refresh, rename, remove } = conversations;
  const words = strings.history;
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const found = (items ?? []).filter(({ title }) => title.toLowerCase().includes(wanted));
  return (
    <nav class="history" aria-label={words.title}>
      {head}
      {places}
      <button type="button" class="btn btn-new" onClick={onNew}>
        <PlusIcon />
        {words.startNew}
      </button>
      {(items ?? []).length >= SEARCH_FROM || wanted !== '' ? (
        <input
          class="form-control form-control-sm history-search"
          type="search"
          aria-label={words.search}
          placeholder={words.search}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      ) : null}
      <div class="history-list">
        {hasFailed ? (
          <div class="history-note" role="alert">
            <p>{words.failed}</p>
            <button type="button" class="btn btn-sm btn-quiet" onClick={refresh}>
              {words.retry}
            </button>
          </div>
        ) : null}
        {items !== null && items.length === 0 ? <p class="history-note">{words.empty}</p> : null}
        {wanted !== '' && found.length === 0 ? <p class="history-note">{words.noMatch}</p> : null}
        {groupByAge(found, new Date()).map((group) => (
          <section key={group.title}>
            <h2 class="history-group">{group.title}</h2>
            <ul class="history-items">
              {group.items.map((item) => (
                <ConversationItem
                  key={item.id}
                  item={item}
                  isCurrent={item.id === currentId}
                  onOpen={onOpen}
                  onShare={mayShare ? onShare : null}
                  onRename={(id, title) => void rename(id, title)}
                  onRemove={(id) => void remove(id).then(() => onRemoved(id))}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {foot}
    </nav>
  );
}
