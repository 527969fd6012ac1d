import { useState } from 'preact/hooks';
import type { ExportFormat, FeedbackBody } from '../../../src/api/contract.ts';
import type { AnsweredAnswer } from '../../../src/vocabulary/answer.ts';
import { isDrawable } from '../../../src/present/chart-data.ts';
import { downloadAnswer } from '../../api/download.ts';
import { sendFeedback } from '../../api/client.ts';
import { asPageProblem } from '../../api/problem.ts';
import { toTabSeparated } from '../../format/cells.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { DownloadIcon, PinIcon, ThumbDownIcon, ThumbUpIcon, VerifyIcon } from '../../parts/icons.tsx';
import { PickMenu } from '../../parts/pick-menu.tsx';
import { strings } from '../../strings.ts';
import { useAnswerMemory } from './answer-memory.ts';

const TABLES: readonly ExportFormat[] = ['csv', 'xlsx', 'pdf'];
const PICTURES: readonly ExportFormat[] = ['png', 'svg'];
type Reason = NonNullable<FeedbackBody['reason']>;
const REASONS: readonly Reason[] = [
  'wrong_figure',
  'misunderstood',
  'incomplete',
  'unclear',
  'slow',
  'other',
];

interface AnswerToolsProps {
  readonly answer: AnsweredAnswer;
  /** Puts the question on the board; null for one that only a language model's SQL answers. */
  readonly onPin: (() => Promise<void>) | null;
  /** Settles what the question means, for all who ask it; null for whoever may not, or where that is settled. */
  readonly onVerify: (() => Promise<void>) | null;
}

/** What can be done with an answer: copied, taken as a file, kept in view, found good or bad. */
export function AnswerTools({ answer, onPin, onVerify }: AnswerToolsProps) {
  const words = strings.tools;
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const hasChart = answer.chart !== null && isDrawable(answer.chart, answer.rows.length);

  const download = async (format: ExportFormat): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await downloadAnswer(answer.id, format);
    } catch (thrown) {
      setProblem(asPageProblem(thrown).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="tools">
      <div class="tools-row">
        <CopyButton label={words.copy} text={() => answerText(answer)} />
        <PickMenu
          label={
            <>
              <DownloadIcon /> {isBusy ? words.making : words.download}
            </>
          }
          name={words.downloadAs}
          class="is-tool"
          isDisabled={isBusy}
          options={[...TABLES, ...(hasChart ? PICTURES : [])].map((format) => ({
            key: format,
            label: words.formats[format],
            onPick: () => void download(format),
          }))}
        />
        {onPin === null ? null : <PinButton answer={answer} onPin={onPin} />}
        {onVerify === null ? null : (
          <VerifyButton answer={answer} onVerify={onVerify} onProblem={setProblem} />
        )}
        <Opinion answer={answer} />
      </div>
      {problem === null ? null : (
        <p class="tools-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function answerText({ text, columns, rows, interpretation }: AnsweredAnswer): string {
  const table = rows.length > 1 ? `\n\n${toTabSeparated(columns, rows)}` : '';
  return `${text}\n${interpretation.text}${table}`;
}

function PinButton({ answer, onPin }: { answer: AnsweredAnswer; onPin: () => Promise<void> }) {
  const words = strings.tools;
  const [state, setState] = useAnswerMemory(answer, 'pin', 'idle');
  const label = { idle: words.pin, pinned: words.pinned, failed: words.notPinned }[state];
  return (
    <button
      type="button"
      class="btn btn-sm btn-quiet"
      disabled={state === 'pinned'}
      onClick={() =>
        void onPin().then(
          () => setState('pinned'),
          () => setState('failed'),
        )
      }
    >
      <PinIcon />
      <span aria-live="polite">{label}</span>
    </button>
  );
}

interface VerifyButtonProps extends Pick<AnswerToolsProps, 'answer'> {
  readonly onVerify: () => Promise<void>;
  readonly onProblem: (problem: string | null) => void;
}

function VerifyButton({ answer, onVerify, onProblem }: VerifyButtonProps) {
  const words = strings.tools;
  const [isVerified, setVerified] = useAnswerMemory(answer, 'isVerified', false);
  const verify = async (): Promise<void> => {
    onProblem(null);
    try {
      await onVerify();
      setVerified(true);
    } catch (thrown) {
      onProblem(asPageProblem(thrown).message);
    }
  };
  return (
    <button type="button" class="btn btn-sm btn-quiet" disabled={isVerified} onClick={() => void verify()}>
      <VerifyIcon />
      <span aria-live="polite">{isVerified ? words.verified : words.verify}</span>
    </button>
  );
}

/** Thumbs up or down; a bad answer is asked for its reason. */
function Opinion({ answer }: Pick<AnswerToolsProps, 'answer'>) {
  const { id } = answer;
  const words = strings.tools;
  const [state, setState] = useAnswerMemory(answer, 'opinion', 'none');
  const [reason, setReason] = useState<Reason>('wrong_figure');
  const [comment, setComment] = useState('');
  const give = async (body: FeedbackBody, then: 'up' | 'down'): Promise<void> => {
    try {
      await sendFeedback(id, body);
      setState(then);
    } catch {
      setState('failed');
    }
  };
  const said = { none: '', why: '', up: words.thanks, down: words.thanks, failed: words.notKept }[state];
  return (
    <>
      <span class="tools-thumbs">
        <button
          type="button"
          class="btn btn-icon btn-small"
          aria-label={words.good}
          title={words.good}
          aria-pressed={state === 'up'}
          onClick={() => void give({ verdict: 'up' }, 'up')}
        >
          <ThumbUpIcon />
        </button>
        <button
          type="button"
          class="btn btn-icon btn-small"
          aria-label={words.bad}
          title={words.bad}
          aria-pressed={state === 'down'}
          aria-expanded={state === 'why'}
          onClick={() => setState(state === 'why' ? 'none' : 'why')}
        >
          <ThumbDownIcon />
        </button>
      </span>
      <span class="tools-said" role="status">
        {said}
      </span>
      {state === 'why' ? (
        <form
          class="opinion"
          onSubmit={(event) => {
            event.preventDefault();
            void give({ verdict: 'down', reason, comment: comment.trim() }, 'down');
          }}
        >
          <fieldset class="opinion-reasons">
            <legend>{words.why}</legend>
            {REASONS.map((each) => (
              <label key={each} class="opinion-reason">
                <input
                  type="radio"
                  name={`reason-${id}`}
                  checked={reason === each}
                  onChange={() => setReason(each)}
                />
                {words.reasons[each]}
              </label>
            ))}
          </fieldset>
          <textarea
            class="form-control form-control-sm"
            aria-label={words.comment}
            placeholder={words.comment}
            maxLength={1_000}
            rows={2}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          <button type="submit" class="btn btn-sm btn-primary">
            {words.send}
          </button>
        </form>
      ) : null}
    </>
  );
}
