import type { RefObject } from 'preact';
import type { LIMITS } from '../../../src/vocabulary/limits.ts';
import { SendIcon, StopIcon } from '../../parts/icons.tsx';
import { strings } from '../../strings.ts';

const QUESTION_CHARS_MAX: (typeof LIMITS)['question_chars_max'] = 2_000;
const ROWS_MAX = 6;

interface ComposerProps {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly draft: string;
  readonly isAsking: boolean;
  readonly onDraft: (draft: string) => void;
  readonly onSend: () => void;
  readonly onStop: () => void;
}

/** The question box. Enter asks, Shift+Enter starts a new line; while an answer is made the button stops it. */
export function Composer({ field, draft, isAsking, onDraft, onSend, onStop }: ComposerProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter picks a word and must not send.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    onSend();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <div class="composer-box">
        <textarea
          ref={field}
          id="question"
          class="composer-field"
          aria-label={strings.ask.label}
          placeholder={strings.ask.placeholder}
          rows={Math.min(ROWS_MAX, draft.split('\n').length)}
          maxLength={QUESTION_CHARS_MAX}
          value={draft}
          enterkeyhint="send"
          onInput={(event) => onDraft(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {isAsking ? (
          <button type="button" class="btn btn-send is-stop" aria-label={strings.ask.stop} onClick={onStop}>
            <StopIcon />
          </button>
        ) : (
          <button
            type="submit"
            class="btn btn-send"
            aria-label={strings.ask.send}
            disabled={draft.trim() === ''}
          >
            <SendIcon />
          </button>
        )}
      </div>
      <p class="composer-keys" aria-hidden="true">
        {strings.ask.hintKeys.map(({ keys, does }) => (
          <span key={keys}>
            <kbd>{keys}</kbd> {does}
          </span>
        ))}
      </p>
    </form>
  );
}
