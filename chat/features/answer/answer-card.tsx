import type { AnsweredAnswer, PlannedAnswer } from '../../../src/vocabulary/answer.ts';
import type { OfferedVocabulary } from '../../../src/vocabulary/offer.ts';
import { askBody } from '../../api/ask.ts';
import { saveQuestion } from '../../api/client.ts';
import { formatDay } from '../../format/dates.ts';
import { steady } from '../../parts/steady.tsx';
import { strings } from '../../strings.ts';
import type { TurnActions } from '../ask/turn-item.tsx';
import type { ThreadTurn } from '../ask/thread-state.ts';
import { honestChart, Parts } from './answer-parts.tsx';
import { AnswerTools } from './answer-tools.tsx';
import { Chips } from './chips.tsx';
import { ClarificationView, DeclinedView, ProblemView, StoppedView } from './other-kinds.tsx';
import { Proof } from './proof.tsx';
import { asQuestions, Questions } from './questions.tsx';
import { StageLine } from './stage-line.tsx';

const TITLE_CHARS_MAX = 200;

interface AnswerCardProps {
  readonly turn: ThreadTurn;
  readonly examples: readonly string[];
  readonly vocabulary: OfferedVocabulary | null;
  readonly actions: TurnActions;
}

/** What came of a question, in whatever state it is. */
export const AnswerCard = steady<AnswerCardProps>('AnswerCard', ({ turn, ...rest }) => (
  <article class="answer" aria-busy={turn.outcome.state === 'asking' || turn.change.state === 'asking'}>
    <AnswerBody turn={turn} {...rest} />
  </article>
));

function AnswerBody({ turn, examples, vocabulary, actions }: AnswerCardProps) {
  const { outcome, soFar, question } = turn;
  const again = () => actions.onAskAgain(turn);
  const edit = () => actions.onEdit(question);
  switch (outcome.state) {
    case 'asking':
      return (
        <>
          <Parts text={soFar.text} table={soFar.table} chart={soFar.chart} caption={question} />
          <StageLine stage={soFar.stage} />
        </>
      );
    case 'stopped':
      return <StoppedView onAgain={again} onEdit={edit} />;
    case 'failed':
      return (
        <>
          <Parts text={soFar.text} table={soFar.table} chart={soFar.chart} caption={question} />
          <ProblemView
            title={outcome.problem.title}
            detail={outcome.problem.message}
            onRetry={again}
            onEdit={edit}
          />
        </>
      );
    case 'answered':
      break;
  }
  const { answer } = outcome;
  switch (answer.kind) {
    case 'answer':
      return <Answered answer={answer} turn={turn} vocabulary={vocabulary} actions={actions} />;
    case 'clarification':
      return <ClarificationView answer={answer} onAsk={actions.onAsk} />;
    case 'declined':
      return <DeclinedView answer={answer} examples={examples} onAsk={actions.onAsk} />;
    case 'error':
      break;
  }
  return <ProblemView title={strings.answer.failed} detail={answer.text} onRetry={again} onEdit={edit} />;
}

interface AnsweredProps extends Omit<AnswerCardProps, 'examples'> {
  readonly answer: AnsweredAnswer;
}

function Answered({ answer, turn, vocabulary, actions }: AnsweredProps) {
  const words = strings.answer;
  const { interpretation, columns, rows, text, caveats, suggestions, asOf } = answer;
  return (
    <>
      <Parts
        text={text}
        table={{ columns, rows }}
        chart={honestChart(answer)}
        caption={interpretation.text}
      />
      {caveats.length > 0 ? (
        <div class="caveats" role="note">
          <h3 class="caveats-title">{words.caveats}</h3>
          <ul class="caveats-list">
            {caveats.map((caveat) => (
              <li key={caveat}>{caveat}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <div class="basis">
        <p class="basis-line">
          <span class="basis-word">{words.understoodAs}</span> {interpretation.text}
        </p>
        {answer.freeQuery ? (
          <p class="basis-line">
            <span class="badge text-bg-warning">{words.freeQuery}</span>
          </p>
        ) : null}
        {answer.verified ? (
          <p class="basis-line">
            {words.verified(answer.verified.by, formatDay(answer.verified.at.slice(0, 10)))}
          </p>
        ) : null}
        {vocabulary === null || answer.plan === null ? null : (
          <Chips
            answer={answer}
            vocabulary={vocabulary}
            isBusy={turn.change.state === 'asking'}
            onChange={(plan) => actions.onChange(turn, plan)}
          />
        )}
        {turn.change.state === 'refused' ? (
          <p class="basis-refused" role="alert">
            {words.notChanged} {turn.change.reason}
          </p>
        ) : null}
        <p class="basis-day">{words.dataAsOf(formatDay(asOf))}</p>
      </div>
      <AnswerTools
        key={answer.id}
        answer={answer}
        onPin={answer.plan === null ? null : () => pin(turn, answer)}
        onVerify={verifying(answer, actions)}
      />
      <Proof key={answer.id} answer={answer} vocabulary={vocabulary} />
      <Questions
        title={words.suggestions}
        questions={asQuestions(suggestions)}
        kind="suggestion"
        onAsk={actions.onAsk}
      />
    </>
  );
}

function verifying(
  { id, plan, verified }: AnsweredAnswer,
  { onVerify }: TurnActions,
): (() => Promise<void>) | null {
  return plan === null || verified || onVerify === null ? null : () => onVerify(id);
}

/** What was understood is what stays on the board: the words alone could come to mean something else. */
function pin({ question, scope }: ThreadTurn, { interpretation, plan }: PlannedAnswer): Promise<void> {
  const { scope: body } = askBody(question, scope);
  const title = interpretation.text.slice(0, TITLE_CHARS_MAX);
  return saveQuestion({ title, question, ...(body ? { scope: body } : {}), plan: { ...plan } });
}
