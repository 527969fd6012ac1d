import { useRef, useState } from 'preact/hooks';
import { type Board, saveQuestion } from '../../api/client.ts';
import { asPageProblem } from '../../api/problem.ts';
import { strings } from '../../strings.ts';
import type { ScopeControl } from '../scope/use-scope.ts';

interface WatchFormProps {
  readonly board: Board;
  readonly scope: ScopeControl;
  readonly onSaved: () => void;
}

const EVERY = ['publish', 'day', 'week', 'month'] as const;
type When = '' | (typeof EVERY)[number];

/** Saves a question to the board: an alert in words, or any question, sent by itself where that is set up. */
export function WatchForm({ board, scope, onSaved }: WatchFormProps) {
  const { channels, items } = board;
  const field = useRef<HTMLInputElement>(null);
  const words = strings.board;
  const [text, setText] = useState('');
  const [when, setWhen] = useState<When>('');
  const [webhook, setWebhook] = useState('');
  const [email, setEmail] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  // What begins like an alert is one; everything else is a question to keep in view.
  const isAlert = /^(please\s+)?(tell|alert|notify|warn|let)\b/i.test(text.trim());

  const save = async (): Promise<void> => {
    setProblem(null);
    const { accounts, portfolio, client } = scope.picked.choice;
    try {
      await saveQuestion({
        title: text.trim(),
        scope: {
          ...(accounts ? { accounts: [...accounts] } : {}),
          ...(portfolio === undefined ? {} : { portfolio }),
          ...(client === undefined ? {} : { client }),
        },
        words: isAlert ? text.trim() : null,
        every: isAlert || when === '' ? null : when,
        webhook: webhook.trim() || null,
        email: email.trim() || null,
      });
      setText('');
      onSaved();
    } catch (thrown) {
      setProblem(asPageProblem(thrown).message);
    }
  };
  return (
    <>
      <form
        class="watch-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') void save();
        }}
      >
        <label class="watch-words">
          <span>{words.newLabel(scope.picked.label)}</span>
          <input
            ref={field}
            class="form-control"
            value={text}
            maxLength={200}
            placeholder={words.placeholder}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <label>
          <span>{words.when}</span>
          <select
            class="form-select"
            value={when}
            disabled={isAlert}
            onChange={(event) => setWhen(event.currentTarget.value as When)}
          >
            <option value="">{words.never}</option>
            {EVERY.map((each) => (
              <option key={each} value={each}>
                {words.every[each]}
              </option>
            ))}
          </select>
        </label>
        {channels.webhook ? (
          <label>
            <span>{words.webhook}</span>
            <input
              class="form-control"
              type="url"
              value={webhook}
              onInput={(event) => setWebhook(event.currentTarget.value)}
            />
          </label>
        ) : null}
        {channels.email ? (
          <label>
            <span>{words.email}</span>
            <input
              class="form-control"
              type="email"
              value={email}
              onInput={(event) => setEmail(event.currentTarget.value)}
            />
          </label>
        ) : null}
        <button type="submit" class="btn btn-primary" disabled={text.trim() === ''}>
          {words.save}
        </button>
        {problem === null ? null : (
          <p class="watch-problem" role="alert">
            {problem}
          </p>
        )}
      </form>
      {items.length > 0 ? null : (
        <section class="empty">
          <h2 class="empty-title">{words.empty}</h2>
          <p>{words.emptyBody}</p>
          <ul class="questions-list">
            {words.starts.map((start) => (
              <li key={start}>
                <button
                  type="button"
                  class="btn question-button"
                  onClick={() => {
                    setText(start);
                    field.current?.focus();
                  }}
                >
                  {start}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
