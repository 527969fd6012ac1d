import type { ClarificationAnswer, DeclinedAnswer } from '../../../src/vocabulary/answer.ts';
import { strings } from '../../strings.ts';
import { asQuestions, Questions } from './questions.tsx';

type OnAsk = (question: string) => void;

export function ClarificationView({ answer, onAsk }: { answer: ClarificationAnswer; onAsk: OnAsk }) {
  return (
    <>
      <p class="sentence is-lead">{answer.text}</p>
      <Questions title={strings.answer.choices} questions={answer.choices} kind="choice" onAsk={onAsk} />
    </>
  );
}

interface DeclinedProps {
  readonly answer: DeclinedAnswer;
  readonly examples: readonly string[];
  readonly onAsk: OnAsk;
}

/** A question that is not answered, in plain words, with some that are. */
export function DeclinedView({ answer, examples, onAsk }: DeclinedProps) {
  const offered = answer.suggestions.length > 0 ? answer.suggestions : examples.slice(0, 3);
  return (
    <>
      <p class="sentence is-lead">{answer.text}</p>
      <Questions
        title={strings.answer.tryThese}
        questions={asQuestions(offered)}
        kind="suggestion"
        onAsk={onAsk}
      />
    </>
  );
}

interface AgainProps {
  readonly onRetry: () => void;
  readonly onEdit: () => void;
  readonly retry: string;
}

function Again({ onRetry, onEdit, retry }: AgainProps) {
  return (
    <div class="again">
      <button type="button" class="btn btn-sm btn-primary" onClick={onRetry}>
        {retry}
      </button>
      <button type="button" class="btn btn-sm btn-quiet" onClick={onEdit}>
        {strings.answer.edit}
      </button>
    </div>
  );
}

interface ProblemProps {
  readonly title: string;
  readonly detail: string;
  readonly onRetry: () => void;
  readonly onEdit: () => void;
}

export function ProblemView({ title, detail, onRetry, onEdit }: ProblemProps) {
  return (
    <div class="problem" role="alert">
      <p class="problem-title">{title}</p>
      <p>{detail}</p>
      <Again retry={strings.answer.retry} onRetry={onRetry} onEdit={onEdit} />
    </div>
  );
}

export function StoppedView({ onAgain, onEdit }: { onAgain: () => void; onEdit: () => void }) {
  return (
    <div class="stopped">
      <p>{strings.answer.stopped}</p>
      <Again retry={strings.answer.askAgain} onRetry={onAgain} onEdit={onEdit} />
    </div>
  );
}
