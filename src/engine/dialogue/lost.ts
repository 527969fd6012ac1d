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

/** A question that spoke of the last answer itself leaves it what is spoken of, unless it went on to somebody else. */
function speaksAlone({ question }: Turn, context: Context): boolean {
  return pronounIn(question, context) === null || OTHERS.test(question);
}

const OTHERS =
  /\b(?:his|her|its|their|whose)\s+(?:advis[eo]r|client|account|portfolio|custodian|bank|broker|benchmark)s?\b/i;

const WHOLE_WORDS_MIN = 4;
const PART = /^(?:and|what about|how about|same for)\b/i;
const WHOLE = /^(?:what|how|who|which|when|where|show|list|give|tell|compare|did|does|do|is|are|was|were)\b/i;

/** 'And Hanna?' after a whole question that was not answered means that question, and none before it. */
export function isPartOfUnanswered(text: string, turns: readonly Turn[]): boolean {
  const last = turns.at(-1);
  if (!last || last.answer.kind !== 'declined' || !PART.test(text.trim())) return false;
  if (last.answer.reason !== 'not_understood' || WHOLE.test(text.trim().replace(PART, '').trim()))
    return false;
  const isWhole = last.question.trim().split(/\s+/).length >= WHOLE_WORDS_MIN;
  return isWhole && WHOLE.test(last.question.trim()) && !/^(?:what|how) about\b/i.test(last.question.trim());
}

function pronounIn(text: string, context: Context): string | null {
  const some = { kind: 'in', dimension: 'security', values: ['?'], negated: false } as const;
  const referred = referredTo(text, { ...context, spokenOf: [some], together: [some], isList: false });
  if (referred === null) return null;
  return 'unknown' in referred ? referred.unknown : referred.said;
}
