import type { RefObject } from 'preact';
import { useId, useImperativeHandle, useRef, useState } from 'preact/hooks';
import type { LIMITS } from '../../../src/vocabulary/limits.ts';
import { formatCount } from '../../format/cells.ts';
import { SendIcon, StopIcon } from '../../parts/icons.tsx';
import { strings } from '../../strings.ts';
import { useDraft } from './use-draft.ts';
import { type Shortcut, type Suggestion, useSuggestions } from './use-suggestions.ts';

const QUESTION_CHARS_MAX: (typeof LIMITS)['question_chars_max'] = 2_000;
const ROWS_MAX = 6;
const NONE = -1;

/** What the page can do with the question box from outside. */
export interface QuestionBox {
  readonly focus: () => void;
  /** Puts a question in to be edited. */
  readonly put: (question: string) => void;
}

interface ComposerProps {
  readonly box: RefObject<QuestionBox | null>;
  readonly isAsking: boolean;
  readonly shortcuts: readonly Shortcut[];
  /** Questions asked before, the newest first. */
  readonly past: readonly string[];
  readonly onSend: (question: string) => void;
  readonly onStop: () => void;
}

/**
 * The question box. Enter asks, Shift+Enter starts a new line; while an answer is made the button stops it. Arrow keys
 * walk through what is suggested while one types, Enter takes it, Escape puts it away. What is typed is known here alone:
 * a key must not draw the page around the box.
 */
export function Composer(props: ComposerProps) {
  const { box, isAsking, shortcuts, past, onSend, onStop } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const { draft, setDraft } = useDraft();
  const id = useId();
  const [hiddenFor, setHiddenFor] = useState<string | null>(draft);
  const [active, setActive] = useState(NONE);
  const [isFocused, setFocused] = useState(false);
  const suggestions = useSuggestions(draft, shortcuts, past);
  const isOpen = isFocused && suggestions.length > 0 && hiddenFor !== draft;
  // A shortcut is done by Enter alone; a question must not turn into another one by it.
  const chosen = active === NONE && draft.startsWith('/') ? 0 : Math.min(active, suggestions.length - 1);

  const put = (text: string): void => {
    setActive(NONE);
    setDraft(text);
  };
  const focus = (): void => field.current?.focus();
  useImperativeHandle(box, () => ({
    focus,
    put: (question) => {
      setHiddenFor(question);
      put(question);
      focus();
    },
  }));
  const send = (): void => {
    // The field knows first: its last key may be on its way to the draft still.
    const question = (field.current?.value ?? draft).trim();
    if (question === '' || question.startsWith('/') || isAsking) return;
    put('');
    onSend(question);
  };
  const take = ({ text, run }: Suggestion): void => {
    setHiddenFor(text ?? '');
    put(text ?? '');
    run?.();
    if (text !== null) focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter picks a word and must not send.
    if (event.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const suggestion = isOpen ? suggestions[chosen] : undefined;
    if (isOpen && step !== 0) {
      event.preventDefault();
      const count = suggestions.length + 1;
      setActive(((chosen + 1 + step + count) % count) - 1);
    } else if (step === -1 && draft === '' && past[0] !== undefined) {
      event.preventDefault();
      setHiddenFor(past[0]);
      put(past[0]);
    } else if (isOpen && event.key === 'Escape') {
      event.preventDefault();
      setHiddenFor(draft);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (suggestion) take(suggestion);
      else send();
    }
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <SuggestionList
        id={id}
        isOpen={isOpen}
        suggestions={suggestions}
        chosen={chosen}
        onTake={take}
        onHover={setActive}
      />
      <div class="composer-box">
        <textarea
          ref={field}
          id="question"
          class="composer-field"
          aria-label={strings.ask.label}
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          {...(isOpen && chosen >= 0 ? { 'aria-activedescendant': `${id}-option-${chosen}` } : {})}
          placeholder={strings.ask.placeholder}
          rows={Math.min(ROWS_MAX, draft.split('\n').length)}
          maxLength={QUESTION_CHARS_MAX}
          value={draft}
          enterkeyhint="send"
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onInput={(event) => {
            setHiddenFor(null);
            put(event.currentTarget.value);
          }}
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

interface SuggestionListProps {
  readonly id: string;
  readonly isOpen: boolean;
  readonly suggestions: readonly Suggestion[];
  readonly chosen: number;
  readonly onTake: (suggestion: Suggestion) => void;
  readonly onHover: (index: number) => void;
}

function SuggestionList({ id, isOpen, suggestions, chosen, onTake, onHover }: SuggestionListProps) {
  return (
    <>
      <div
        id={`${id}-list`}
        class="suggestions"
        role="listbox"
        aria-label={strings.shortcuts.title}
        hidden={!isOpen}
        // Keeps the focus in the box.
        onMouseDown={(event) => event.preventDefault()}
      >
        {isOpen
          ? suggestions.map((suggestion, index) => (
              <div
                key={suggestion.key}
                id={`${id}-option-${index}`}
                class={`suggestion${index === chosen ? ' is-active' : ''}`}
                role="option"
                aria-selected={index === chosen}
                onMouseMove={() => onHover(index)}
                onClick={() => onTake(suggestion)}
              >
                <span class="suggestion-label">{suggestion.label}</span>
                <span class="suggestion-hint">{suggestion.hint}</span>
              </div>
            ))
          : null}
      </div>
      <div class="visually-hidden" role="status">
        {isOpen ? strings.shortcuts.found(formatCount(suggestions.length)) : ''}
      </div>
    </>
  );
}
