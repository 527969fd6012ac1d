import type { Answer } from '../vocabulary/answer.ts';
import { matches } from './match.ts';
import type { EvaluatedQuestion } from './question-set.ts';

/**
 * What an answer was worth. `wrong`: answered, and not rightly. `unhelpful`: not answered though it could be.
 * `guessed`: answered where it should have asked. `leaked`: answered what the asker has no right to.
 */
export type Verdict =
  | 'right'
  | 'wrong'
  | 'unhelpful'
  | 'asked_rightly'
  | 'guessed'
  | 'did_not_ask'
  | 'declined_rightly'
  | 'declined_otherwise'
  | 'should_have_declined'
  | 'leaked'
  | 'failed';

export const GOOD: ReadonlySet<Verdict> = new Set(['right', 'asked_rightly', 'declined_rightly']);

/** Holds an answer against what was expected; `answer` is null where the question failed altogether. */
export function judge(question: EvaluatedQuestion, answer: Answer | null): Verdict {
  if (answer === null || answer.kind === 'error') return 'failed';
  const expected = [...(question.gold ? [question.gold] : []), ...question.also];
  const isRight = answer.kind === 'answer' && expected.some((each) => matches(each, answer.rows));
  switch (question.kind) {
    case 'answer':
      return isRight ? 'right' : answer.kind === 'answer' ? 'wrong' : 'unhelpful';
    case 'clarification':
      if (isRight) return 'right';
      if (answer.kind === 'answer') return 'guessed';
      return answer.kind === 'clarification' && answer.choices.length > 0 ? 'asked_rightly' : 'did_not_ask';
    case 'declined':
      if (answer.kind === 'declined')
        return reasonFits(question, answer.reason) ? 'declined_rightly' : 'declined_otherwise';
      if (answer.kind === 'answer' && question.reason === 'not_permitted') return 'leaked';
      return 'should_have_declined';
    default:
      return question.kind satisfies never;
  }
}

function reasonFits({ reason, reasons }: EvaluatedQuestion, got: string): boolean {
  return reason === undefined || reason === got || reasons.includes(got);
}
