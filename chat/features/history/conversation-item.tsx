import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConversationSummary } from '../../../src/api/contract.ts';
import { formatInstant } from '../../format/dates.ts';
import { PencilIcon, ShareIcon, TrashIcon } from '../../parts/icons.tsx';
import { strings } from '../../strings.ts';

const TITLE_CHARS_MAX = 200;

interface ConversationItemProps {
  readonly item: ConversationSummary;
  readonly isCurrent: boolean;
  readonly onOpen: (id: string) => void;
  /** Goes where it is shared with colleagues; null for whoever has none. */
  readonly onShare: ((id: string) => void) | null;
  readonly onRename: (id: string, title: string) => void;
  readonly onRemove: (id: string) => void;
}

type Mode = 'shown' | 'renaming' | 'removing';

export function ConversationItem({
  item,
  isCurrent,
  onOpen,
  onShare,
  onRename,
  onRemove,
}: ConversationItemProps) {
  const [mode, setMode] = useState<Mode>('shown');
  const words = strings.history;
  const title = item.title || words.untitled;
  const back = () => setMode('shown');

  if (mode === 'renaming') {
    return (
      <RenameForm
        title={item.title}
        onCancel={back}
        onSave={(name) => {
          back();
          if (name !== item.title) onRename(item.id, name);
        }}
      />
    );
  }
  if (mode === 'removing') return <RemoveQuestion onKeep={back} onRemove={() => onRemove(item.id)} />;
  return (
    <li class={`conversation${isCurrent ? ' is-current' : ''}`}>
      <button
        type="button"
        class="conversation-open"
        {...(isCurrent ? { 'aria-current': 'true' } : {})}
        onClick={() => onOpen(item.id)}
      >
        <span class="conversation-title">{title}</span>
        <span class="conversation-when">{formatInstant(item.updatedAt, new Date())}</span>
      </button>
      <span class="conversation-tools">
        {onShare === null ? null : (
          <button
            type="button"
            class="btn btn-icon btn-small"
            aria-label={words.share(title)}
            title={words.share(title)}
            onClick={() => onShare(item.id)}
          >
            <ShareIcon />
          </button>
        )}
        <button
          type="button"
          class="btn btn-icon btn-small"
          aria-label={words.rename(title)}
          title={words.rename(title)}
          onClick={() => setMode('renaming')}
        >
          <PencilIcon />
        </button>
        <button
          type="button"
          class="btn btn-icon btn-small"
          aria-label={words.remove(title)}
          title={words.remove(title)}
          onClick={() => setMode('removing')}
        >
          <TrashIcon />
        </button>
      </span>
    </li>
  );
}

interface RenameFormProps {
  readonly title: string;
  readonly onSave: (title: string) => void;
  readonly onCancel: () => void;
}

/** Escape belongs to what is open: it must not also stop an answer under way. */
function onEscape(leave: () => void) {
  return (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    leave();
  };
}

function RenameForm({ title, onSave, onCancel }: RenameFormProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <li class="conversation is-editing">
      <form
        class="conversation-form"
        onKeyDown={onEscape(onCancel)}
        onSubmit={(event) => {
          event.preventDefault();
          const name = field.current?.value.trim() ?? '';
          if (name !== '') onSave(name);
        }}
      >
        <input
          ref={field}
          class="form-control form-control-sm"
          aria-label={strings.history.renameLabel}
          defaultValue={title}
          maxLength={TITLE_CHARS_MAX}
        />
        <div class="conversation-choices">
          <button type="submit" class="btn btn-sm btn-primary">
            {strings.history.save}
          </button>
          <button type="button" class="btn btn-sm btn-quiet" onClick={onCancel}>
            {strings.history.cancel}
          </button>
        </div>
      </form>
    </li>
  );
}

function RemoveQuestion({ onKeep, onRemove }: { onKeep: () => void; onRemove: () => void }) {
  const keepButton = useRef<HTMLButtonElement>(null);
  useEffect(() => keepButton.current?.focus(), []);
  return (
    <li class="conversation is-editing">
      <div
        class="conversation-form"
        role="group"
        aria-label={strings.history.removeSure}
        onKeyDown={onEscape(onKeep)}
      >
        <p class="conversation-sure">{strings.history.removeSure}</p>
        <div class="conversation-choices">
          <button type="button" class="btn btn-sm btn-danger" onClick={onRemove}>
            {strings.history.removeYes}
          </button>
          <button type="button" ref={keepButton} class="btn btn-sm btn-quiet" onClick={onKeep}>
            {strings.history.removeNo}
          </button>
        </div>
      </div>
    </li>
  );
}
