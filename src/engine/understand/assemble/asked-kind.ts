import type { Dimension } from '../../../vocabulary/plan.ts';
import type { Item, Thing } from '../chart/items.ts';
import type { Token } from '../tokens.ts';
import { ENTITIES } from './clauses.ts';
import { ENTITY_SUBJECTS, EVENTS, GRAINS, type Outline, SPLITS } from './outline.ts';
import type { Narrow, Parts } from './parts.ts';

/** What the words of a question say of the kind of answer that they want. */
export interface AskedKind {
  /** The members that the question begins with: the accounts of 'accounts with more than ten trades'. */
  readonly led: Dimension | null;
  /** One by one: the account of 'clients with half of their money in one account', 'is any of my accounts in debt'. */
  readonly single: readonly Dimension[];
  /** Members that a superlative is said of, with a figure between: 'the top five fee paying clients'. */
  readonly ranked: readonly Dimension[];
  /** All are meant, and not those that it is true of: 'which stocks paid in every quarter', 'did every account pay'. */
  readonly ofEvery: boolean;
  /** At any time: 'has it ever lost more than 10 %'. */
  readonly ever: boolean;
  /** What part of a move something was: 'how much of the growth was deposits'. */
  readonly ofMove: boolean;
  /** Of what is still there: 'how much of what I own did I buy this year'. */
  readonly ofOwned: boolean;
  /** 'How much have I invested'. */
  readonly invested: boolean;
  /** 'With over 2m': an amount, and no two months. */
  readonly amountForTime: boolean;
  /** Where people are: 'clients in Germany'. */
  readonly whereabouts: boolean;
  /** The asker is the one who is charged: 'who charges me'. */
  readonly chargesAsker: boolean;
}

export function askedKindOf(items: readonly Item[], tokens: readonly Token[], whether: boolean): AskedKind {
  const said = tokens.map(({ norm }) => norm).join(' ');
  return {
    led: ledByMembers(items, tokens),
    single: singles(items, tokens),
    ranked: rankedMembers(items, tokens),
    ofEvery: asksOfEvery(items, tokens, whether) || OF_ALL.test(said),
    ofMove: OF_MOVE.test(said),
    ofOwned: OF_OWNED.test(said),
    amountForTime: AMOUNT_FOR_TIME.test(said),
    whereabouts: WHEREABOUTS.test(said),
    invested: /\bhave (?:i|we|they) invested\b/.test(said),
    ever: tokens.some(({ norm }) => norm === 'ever'),
    chargesAsker: chargesAsker(tokens),
  };
}

const OF_ALL = /^(?:so |and )?(?:are|is|do|does|did|have|has|were|was) (?:all|every|each)\b/;

const OF_MOVE =
  /\b(?:how much|what (?:part|share|percentage|portion|fraction)) of (?:the|my|our|that|this) (?:growth|increase|rise|drop|fall|change|decline)\b/;

const OF_OWNED = /\bof what (?:i|we|they) (?:own|hold|have)\b/;

const AMOUNT_FOR_TIME =
  /\b(?:with|worth|have|has|had|having|holding|owning) (?:over|above|under|below) \d+(?:\.\d+)? ?m\b/;

const WHEREABOUTS =
  /\b(?:clients?|customers?|households?|famil(?:y|ies)|investors?|advis[eo]rs?|people|who|lives?) (?:is |are |lives? |living |based |located |resident |domiciled )*(?:in|from) /;

const FRAMES: ReadonlySet<string> = new Set(['list', 'show', 'courtesy', 'all', 'open', 'closed']);

const BEHIND: ReadonlySet<string> = new Set([
  'with',
  'without',
  'that',
  'who',
  'whose',
  'which',
  'having',
  'paying',
  'invested',
  'exposed',
  'holding',
  'owning',
  'where',
]);

function ledByMembers(items: readonly Item[], tokens: readonly Token[]): Dimension | null {
  const first = items.find(({ sem }) => sem.cat !== 'op' || !FRAMES.has(sem.op));
  const noun = first && nounOf(first);
  if (!first || !noun?.plural || noun.metrics.length > 0) return null;
  const dimension = noun.filter?.dimension === 'asset_class' ? 'security' : noun.dimension;
  const isMember = dimension !== null && (ENTITIES.has(dimension) || dimension === 'security');
  return isMember && BEHIND.has(tokens[first.end]?.norm ?? '') ? dimension : null;
}

function nounOf({ sem }: Item): Thing | null {
  return sem.cat === 'thing' || sem.cat === 'state' ? sem.thing : null;
}

const ONE: ReadonlySet<string> = new Set(['one', 'single']);

function singles(items: readonly Item[], tokens: readonly Token[]): readonly Dimension[] {
  return items.flatMap((item) => {
    const noun = nounOf(item);
    const isMember =
      noun !== null &&
      noun.dimension !== null &&
      (ENTITIES.has(noun.dimension) || noun.rows?.subject === 'holdings');
    if (!noun || noun.dimension === null || noun.metrics.length > 0 || !isMember) return [];
    const before = tokens.slice(Math.max(0, item.start - 3), item.start).map(({ norm }) => norm);
    const isOne = !noun.plural && ONE.has(before.at(-1) ?? '') && ENTITIES.has(noun.dimension);
    const isAny =
      noun.plural && /\b(?:any|one|either) of(?: (?:my|our|the|their|his|her))?$/.test(before.join(' '));
    return isOne || isAny ? [noun.dimension] : [];
  });
}

const BEFORE_OTHERS =
  /^(?:of|among|amongst|across|for|by|in|with|from|between|at|on|to|my|our|their|his|her|the|all|any|per|each|every|and|or|which|what|that|than|vs)$/;

function rankedMembers(items: readonly Item[], tokens: readonly Token[]): readonly Dimension[] {
  return items.flatMap((item, index) => {
    const before = items[index - 1];
    const noun = nounOf(item);
    const isRanked = before?.sem.cat === 'ranked' && before.sem.thing.dimension === null;
    // 'The lowest fee account' is an account.
    const isNext = before?.end === item.start;
    if (!isRanked || !(noun?.plural || isNext) || !noun || noun.dimension === null || noun.metrics.length > 0)
      return [];
    const between = tokens.slice(before.end, item.start).map(({ norm }) => norm);
    return ENTITIES.has(noun.dimension) && between.every((word) => !BEFORE_OTHERS.test(word))
      ? [noun.dimension]
      : [];
  });
}

const EVERY: ReadonlySet<string> = new Set(['every', 'each', 'all']);

function asksOfEvery(items: readonly Item[], tokens: readonly Token[], whether: boolean): boolean {
  const saysEvery = ({ start, end }: Item): boolean =>
    tokens.slice(start, end).some(({ norm }) => EVERY.has(norm));
  const [first] = items.filter(({ sem }) => sem.cat !== 'op' || sem.op === 'each' || sem.op === 'all');
  if (whether && first?.sem.cat === 'group')
    return first.sem.dimensions.every((each) => ENTITIES.has(each)) && saysEvery(first);
  const isRanked = items.some(({ sem }) => sem.cat === 'rank' || sem.cat === 'ranked');
  const asksWhich = items.some(({ sem }) => sem.cat === 'which' && sem.thing.plural);
  return (
    asksWhich &&
    !isRanked &&
    items.some(
      (item) =>
        item.sem.cat === 'group' &&
        item.sem.dimensions.every((each) => GRAINS.has(each) || ENTITIES.has(each)) &&
        tokens.slice(item.start, item.end).some(({ norm }) => norm === 'every'),
    )
  );
}

const CHARGING: ReadonlySet<string> = new Set([
  'charge',
  'charges',
  'charged',
  'charging',
  'bills',
  'billed',
  'costs',
  'cost',
]);

function chargesAsker(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ norm }, at) => (norm === 'me' || norm === 'us') && CHARGING.has(tokens[at - 1]?.norm ?? ''),
  );
}

const GAINED: ReadonlySet<string> = new Set([
  'gain',
  'realized_gain',
  'realized_gain_long',
  'realized_gain_short',
]);

const RETURNS: ReadonlySet<string> = new Set(['twr', 'twr_gross', 'mwr']);

/** Whether the answer is of the kind that is asked for: of those members, of each of them, of all of them. */
export function answersKind(parts: Parts, outline: Outline): boolean {
  const { asked, ops, currency } = parts;
  const { subject, by, metrics, derive, having } = outline;
  const { led, single, ofEvery } = asked;
  if (asked.amountForTime && parts.bounds.length === 0) return false;
  // The countries in the data are those of securities.
  if (asked.whereabouts && outline.narrows.some(isCountry)) return false;
  // 'The largest position of each client' is a position, and no client.
  const { rank } = parts;
  const isOfHeld = rank?.thing?.rows?.subject === 'holdings' && rank.thing.metrics.length === 0;
  if (isOfHeld && !tellsHeld(outline)) return false;
  // 'In dollars and percent' asks for two units, and dividends that were 'paid in cash' are no balance of it.
  if (currency !== null && ops.has('in_percent') && metrics.length > 0) return false;
  if (metrics.includes('reinvested_dividends') && metrics.includes('cash')) return false;
  // Bookings do not tell what came of them.
  if (
    subject === 'transactions' &&
    parts.things.some(({ weak, metrics: [each] }) => !weak && GAINED.has(each ?? ''))
  )
    return false;
  // 'Has it ever lost more than 10 %' is not told by what it made in all.
  if (
    asked.ever &&
    derive === 'holds' &&
    having.some(({ metric, comparison }) => RETURNS.has(metric) && comparison !== '>')
  )
    return false;
  // What was invested in a time is no value at its end.
  const isOver = parts.time?.periods.some(({ kind }) => kind === 'range') ?? false;
  if (asked.invested && isOver && metrics.join() === 'market_value' && by.length === 0 && derive === null)
    return false;
  if (asked.ofMove && derive !== 'share') return false;
  if (asked.ofOwned && subject === 'figures' && metrics.every((metric) => metric === 'purchases'))
    return false;
  if (ofEvery || (asked.chargesAsker && ops.has('who'))) return false;
  const shows = (dimension: Dimension): boolean =>
    by.includes(dimension) ||
    subject === ENTITY_SUBJECTS[dimension] ||
    metrics.includes(`${dimension}_count`) ||
    (dimension === 'security' &&
      (subject === 'holdings' || (EVENTS.has(subject) && parts.bounds.length === 0))) ||
    derive === 'total';
  return (led === null || shows(led)) && single.every(shows) && asked.ranked.every(shows);
}

function isCountry({ all }: Narrow): boolean {
  return all.some(
    (each) => each.kind === 'values' && each.filters.some(({ dimension }) => dimension === 'country'),
  );
}

/** What is held, how much there is of it, or how many. */
function tellsHeld({ subject, by, metrics }: Outline): boolean {
  return (
    subject === 'holdings' ||
    EVENTS.has(subject) ||
    by.some((each) => SPLITS.has(each)) ||
    metrics.some((metric) => metric.endsWith('_count') || metric === 'quantity')
  );
}
