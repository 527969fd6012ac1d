import type { Turn } from '../../vocabulary/conversation.ts';
import type { Plan } from '../../vocabulary/plan.ts';
import { isSound } from '../understand/assemble/sound.ts';
import { understand, type Understanding, type UnderstandRequest } from '../understand/understand.ts';
import { EXAMPLES } from '../understand/words.ts';
import { asksForRows, rowsBehind } from './behind.ts';
import { ofAlternatives } from './alternatives.ts';
import { contextOf, type Context } from './context.ts';
import { againstBenchmark, asksForNameOrder, rankOfLast } from './elliptic.ts';
import { changed } from './follow-up.ts';
import { openingOf, type Opening } from './opening.ts';
import { pickedChoice } from './picked-choice.ts';
import { inSameTime, isBareFigure, isCutOff, ofSameParties } from './leaning.ts';
import { isPartOfUnanswered, lostWord } from './lost.ts';
import { namesParty, whoIsMeant, withReferents } from './referents.ts';
import { placeIn, type Reference } from './referring.ts';
import { withSaidTime } from './said-time.ts';
import { asksWhy, figureOfShare, figureOfWhy, reasonsFor } from './why.ts';

/**
 * Understands a question in its dialogue: the choice of a clarification, a follow-up that changes one part of the last
 * Plan or asks what is behind it, or a question of its own, which leaves the dialogue's context behind.
 */
export function understandInDialogue(request: UnderstandRequest, turns: readonly Turn[]): Understanding {
  const last = turns.at(-1);
  const picked = last ? pickedChoice(request.text, last) : null;
  if (picked !== null) return understand({ ...request, text: picked });
  if (isPartOfUnanswered(request.text, turns)) return UNCHANGED;
  const understood = ofAllAsked(request, turns) ?? inContext(request, contextOf(turns));
  return last?.answer.kind === 'clarification' ? withoutAskingAgain(understood) : understood;
}

/** What is asked of all the things that the last questions were about. */
function ofAllAsked({ text }: UnderstandRequest, turns: readonly Turn[]): Understanding | null {
  const plan = ofAlternatives(text, turns);
  return plan && { kind: 'plan', plan, repairs: [] };
}

function inContext(request: UnderstandRequest, context: Context | null): Understanding {
  const opening = openingOf(request.text);
  if (opening.kind === 'topic')
    return opening.text === '' ? NEW_TOPIC : inContext({ ...request, text: opening.text }, null);
  const share = figureOfShare(request.text);
  if (share !== null) return reasonsBehind(request, share);
  const figure = figureOfWhy(request.text);
  if (!context)
    return figure === null ? withReferents(request, null) : whyOf(request, figure, understand(request));
  if (asksWhy(request.text) || asksWhy(opening.text)) return reasoned(reasonsFor(context.plan, context.turn));
  const dated = withSaidTime(request.text, context);
  if (dated === null) return TIME_UNKNOWN;
  if (dated !== request.text) return atSaidTime({ ...request, text: dated }, context);
  const alone = understand(request);
  const lost = lostWord(request.text, context);
  if (lost !== null && !(alone.kind === 'plan' && namesParty(alone.plan))) return whoIsMeant(lost);
  if (alone.kind === 'declined' && alone.reason !== 'not_understood' && alone.reason !== 'no_data')
    return alone;
  if (figure !== null) return whyOf(request, figure, alone);
  return followUp(request, context, opening, alone) ?? own(request, context, opening, alone);
}

/** A question whose 'then' was written out: one of its own if it is whole without the last one. */
function atSaidTime(request: UnderstandRequest, context: Context): Understanding {
  const { text } = openingOf(request.text);
  const whole = withReferents({ ...request, text }, context);
  return whole.kind === 'plan' ? ofSameParties(whole, context.plan) : inContext(request, context);
}

/** What a question means by the last one; null where it is none of its follow-ups. */
function followUp(
  request: UnderstandRequest,
  context: Context,
  opening: Opening,
  alone: Understanding,
): Understanding | null {
  const elliptic = rankOfLast(opening.text, context.plan) ?? againstBenchmark(request.text, context.plan);
  if (elliptic) return { kind: 'plan', plan: elliptic, repairs: [] };
  if (asksForNameOrder(opening.text)) return UNCHANGED;
  const rows = behind(opening.text, context.plan);
  if (rows) return { kind: 'plan', plan: rows, repairs: [] };
  const place = placeIn(opening.text, context);
  if (place) return ofRow(request, context, place);
  const isOfFigure = speaksOfFigure(opening.text);
  if (asksOfThing(opening.text) && !isOfFigure) return null;
  if (alone.kind === 'plan' && !isOfFigure && (opening.kind === 'own' || asksForThings(opening, alone.plan)))
    return null;
  const isWilling =
    opening.kind === 'follows' ||
    opening.kind === 'correction' ||
    alone.kind !== 'plan' ||
    opening.adds ||
    isOfFigure ||
    isBareFigure(opening, alone.plan, context.plan, request.today);
  const change = changed(request, context.plan, opening, isWilling);
  // What is asked about a name of several is known better from the whole question.
  return change?.kind === 'declined' && alone.kind === 'clarification' ? null : change;
}

const SHOW = /^(?:show|list|give|display|name|which|who)\b/i;

/** 'Show the ten largest holdings': things of their own, whatever the last answer showed. */
function asksForThings({ kind, text }: Opening, { subject, by }: Plan): boolean {
  const namesThings = subject !== 'figures' || by.some((key) => THINGS.has(key));
  return kind === 'open' && SHOW.test(text) && namesThings;
}

const THINGS: ReadonlySet<string> = new Set(['security', 'account', 'portfolio', 'client', 'advisor']);

const HOW_MUCH = /^how much(?: (?:is|was|are|were) (?:it|that|they|those))?\s*[?.!]*$/i;
const END_OF_LIST =
  /^(?:(?:show(?: me)?|only|just) )?the (first|earliest|oldest|last|latest|most recent)(?: one)?\s*[?.!]*$/i;

/** What lies behind the last figure, or what of a list of bookings is meant. */
function behind(text: string, last: Plan): Plan | null {
  if (WHOLE_LIST.test(text) && last.limit !== null) return wholeList(last);
  if (HOW_MUCH.test(text) && last.derive === 'holds' && last.subject === 'figures' && last.by.length === 0)
    return { ...last, derive: null, having: [] };
  const rows = asksForRows(text) || (HOW_MUCH.test(text) && isCount(last)) ? rowsBehind(last) : null;
  if (rows) return HOW_MUCH.test(text) ? { ...rows, derive: 'total' } : rows;
  const end = END_OF_LIST.exec(text)?.[1]?.toLowerCase();
  if (end === undefined || !BOOKED.has(last.subject) || last.derive !== null) return null;
  const derive = /first|earliest|oldest/.test(end) ? 'first' : 'last';
  return { ...last, derive, order: null, limit: null };
}

const WHOLE_LIST =
  /^(?:(?:can you |please )?(?:show|list|give)(?: me| us)? )?(?:(?:me )?(?:all of them|them all|everyone|everybody|the rest|the whole list|the full list)|all)\s*[?.!]*$/i;

/** All that the last answer showed the first of. */
function wholeList({ place: _place, limitPer: _per, ...last }: Plan): Plan {
  return { ...last, limit: null, derive: last.derive === 'extreme' ? null : last.derive };
}

const BOOKED: ReadonlySet<string> = new Set([
  'transactions',
  'income',
  'fees',
  'cash_flows',
  'realized_gains',
]);

function isCount({ metrics, derive }: Plan): boolean {
  return (
    derive === 'count' ||
    metrics.every((metric) => metric === 'transaction_count' || metric === 'payment_count')
  );
}

const LEANS =
  /^(?:and (?:its|their|his|her)|vs|versus|against|compared|relative to|in (?:dollars|money|currency)|make (?:that|it)|instead|rather|no\b|not|as (?:a |an )?(?:share|percentage|percent|proportion|fraction))\b|\b(?:of (?:it|that|those|them)|for (?:it|that|those|them))\s*[?.!]*$/i;

/** 'How much is that of my income?' asks for a part, which the figure of the whole is not. */
const PART_OF =
  /^(?:and |so )?(?:how much|what (?:share|part|percentage|percent|proportion|fraction)) (?:is|was|are|were) (?:that|this|it|they|those) (?:out )?of\b/i;

const REGISTERS: ReadonlySet<string> = new Set(['accounts', 'portfolios', 'clients', 'advisors']);
const PREPOSITION = /^(?:for|in|of|by|with|per|at|on|from)\b/i;

/** A question of its own; one that means nothing without the last would be answered as another's. */
function own(
  request: UnderstandRequest,
  context: Context,
  opening: Opening,
  alone: Understanding,
): Understanding {
  const isOther = opening.kind === 'follows' || opening.kind === 'correction';
  const isList = alone.kind === 'plan' && REGISTERS.has(alone.plan.subject) && PREPOSITION.test(opening.text);
  const leans = LEANS.test(request.text.trim()) || opening.kind === 'correction' || isList;
  const { plan: last } = context;
  if (isOther && alone.kind === 'plan' && leans) return UNCHANGED;
  if (PART_OF.test(request.text.trim())) return UNCHANGED;
  const read = inSameTime(withReferents(request, context), last, request);
  if (read.kind === 'plan' && isCutOff(request, opening, read.plan, last)) return UNCHANGED;
  if (read.kind === 'plan' || opening.text === request.text) return read;
  const rest = withReferents({ ...request, text: opening.text }, context);
  return rest.kind === 'plan' ? rest : read;
}

const UNCHANGED: Understanding = {
  kind: 'declined',
  reason: 'not_understood',
  text: 'I did not understand what that changes in the last question. Please ask the whole question.',
  suggestions: EXAMPLES,
};

const TIME_UNKNOWN: Understanding = {
  kind: 'declined',
  reason: 'not_understood',
  text: 'I do not know which time is meant by that; please say the days, the month or the year.',
  suggestions: EXAMPLES,
};

const NEW_TOPIC: Understanding = {
  kind: 'declined',
  reason: 'out_of_scope',
  text: 'All right, the last question is put aside. What would you like to know?',
  suggestions: EXAMPLES,
};

const MERE =
  /^(?:(?:what about|how about|and|tell me (?:more )?about|more (?:on|about)|show me|show|just|only|details (?:of|on)|i mean|i meant|the) )*(?:it|its)?$/i;

/** 'How did the second one do?': a question about that row, or the last question about it alone. */
function ofRow(request: UnderstandRequest, context: Context, { text, filters }: Reference): Understanding {
  const bare = text.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
  const plan = MERE.test(bare) ? aboutRow(context.plan, filters) : null;
  if (plan) return { kind: 'plan', plan, repairs: [] };
  return withReferents({ ...request, text }, { ...context, spokenOf: filters, together: filters });
}

function aboutRow(plan: Plan, filters: Reference['filters']): Plan | null {
  const dimension = filters[0]?.dimension;
  const others = plan.where.filter((filter) => filter.kind !== 'in' || filter.dimension !== dimension);
  const narrowed: Plan = {
    ...plan,
    by: plan.by.filter((each) => each !== dimension),
    where: [...others, ...filters],
    having: [],
    order: null,
    limit: null,
    derive: plan.derive === 'extreme' ? null : plan.derive,
  };
  return isSound(narrowed) ? narrowed : null;
}

const OF_FIGURE =
  /^(?:how much|how many|what|is|was|are|were|how does|how did|how do)\b.{0,24}\b(?:that|this|those|these|it|there)\b/i;
const IN_OTHER_TERMS =
  /\b(?:in (?:total|all|percent|percentage|dollars?|euros?|pounds?|francs?|yen|money|usd|eur|gbp|chf|jpy)|as (?:a )?(?:percent|percentage|share)|altogether|compare[ds]?|more|less|better|worse|higher|lower|than|how many (?:are|were)|per (?:year|month|account|client)|by (?:year|month|account|client))\b/i;

/** 'How much is that in euros?', 'is that more than in 2019?': 'that' is the figure, no thing with figures of its own. */
function speaksOfFigure(text: string): boolean {
  return OF_FIGURE.test(text) && IN_OTHER_TERMS.test(text);
}

const OF_THING =
  /^(?:what|how|when|where|who|which|did|does|do|has|have|is|was|are|were)\b.*\b(?:it|its|they|their|them|he|she|his|her|him|there|(?:that|this|those|these) (?:account|portfolio|client|fund|stock|share|security|bond|position|custodian|advisor|adviser)s?)\b/i;

/** 'What does it hold?', 'how did she do in 2020?': a question of its own about something named before. */
function asksOfThing(text: string): boolean {
  return OF_THING.test(text);
}

/** Why the figure of a whole question is what it is. */
function whyOf(request: UnderstandRequest, figure: string, alone: Understanding): Understanding {
  if (alone.kind === 'plan') return alone;
  if (alone.kind === 'declined' && alone.reason !== 'not_understood') return alone;
  return reasonsBehind(request, figure);
}

function reasonsBehind(request: UnderstandRequest, figure: string): Understanding {
  const read = understand({ ...request, text: figure });
  return read.kind === 'plan' ? reasoned(reasonsFor(read.plan, null)) : read;
}

function reasoned(plan: Plan | null): Understanding {
  if (plan) return { kind: 'plan', plan, repairs: [] };
  return {
    kind: 'declined',
    reason: 'not_understood',
    text: 'I can say what moved a value, a return, a gain, income or fees; ask for one of these first.',
    suggestions: EXAMPLES,
  };
}

/** Nobody is asked twice in a row: what is still unclear is said, with the questions that are clear. */
function withoutAskingAgain(understood: Understanding): Understanding {
  if (understood.kind !== 'clarification') return understood;
  const labels = understood.choices.map(({ label }) => `“${label}”`);
  return {
    kind: 'declined',
    reason: 'not_understood',
    text: `That can still mean ${labels.join(' or ')}; please ask the whole question, for example like these.`,
    suggestions: understood.choices.map(({ question }) => question),
  };
}
