import type { Turn } from '../../vocabulary/conversation.ts';
import type { Context } from './context.ts';
import { referredTo } from './referring.ts';
import { relativePeriod } from './relative-period.ts';

const NAMES =
  /\b(?:my|our|the|a|an|his|her|their)\s+\p{L}|\b(?:what|how) about\b|\b(?:for|of|at|from)\s+\p{Lu}|(?<=\p{L}[’']?s?\s)\p{Lu}\p{Ll}/u;
const DATES =
  /\b(?:19|20)\d\d\b|\b(?:last|this|past|previous|next)\s+(?:\w+\s+)?(?:day|week|month|quarter|half|year)/i;

/**
 * The word of a question that may stand for something said in a question before it that was not answered, and not for
 * what the last answer was about; null where it has none.
 */
export function lostWord(text: string, context: Context): string | null {
  const unanswered = context.unanswered.filter((turn) => speaksAlone(turn, context));
  if (unanswered.length === 0) return null;
  const relative = relativePeriod(text, context.plan);
  if (relative && unanswered.some(({ question }) => DATES.test(question))) return relative.said;
  const word = pronounIn(text, context);
  return word !== null && unanswered.some(({ question }) => NAMES.test(question)) ? word : null;
}

/** A question that spoke of the last answer itself leaves it what is spoken of. */
function speaksAlone({ question }: Turn, context: Context): boolean {
  return pronounIn(question, context) === null;
}

function pronounIn(text: string, context: Context): string | null {
  const some = { kind: 'in', dimension: 'security', values: ['?'], negated: false } as const;
  const referred = referredTo(text, { ...context, spokenOf: [some], together: [some], isList: false });
  if (referred === null) return null;
  return 'unknown' in referred ? referred.unknown : referred.said;
}
