import { METRICS } from '../../../model/index.ts';
import { answersKind } from './asked-kind.ts';
import type { Thing } from '../chart/items.ts';
import { EVENTS, GRAINS, namesSecurity, type Outline, isOnSecurities } from './outline.ts';
import type { Parts } from './parts.ts';
import { COUNTS } from './row-counts.ts';
import { isPointMetric } from './periods.ts';
import { GAINS, onlyMade, verbsFit } from './verbs-fit.ts';
import { lossesShow } from './losses-show.ts';
import { nounIsUsed } from './nouns-used.ts';
import { SHOWN_OF_LOTS } from './patterns/lots.ts';
import { opsAreUsed } from './words-show.ts';

/** Whether everything that was said has a place in the outline: nothing is dropped in silence. */
export function isWhole(
  parts: Parts,
  outline: Outline,
  nouns: readonly Thing[],
  faint: readonly string[],
): boolean {
  return (
    opsAreUsed(parts, outline) &&
    headsAreUsed(parts, outline) &&
    answersKind(parts, outline) &&
    !(parts.shareWhole !== null && outline.shareOf === null && isPartOf(outline)) &&
    !isOnlyOfRegister(outline, parts) &&
    verbsFit(
      outline,
      faint.filter((verb) => verb !== 'gain' || !onlyMade(parts, outline)),
    ) &&
    lossesShow(parts, outline) &&
    !paysNothing(parts, outline) &&
    !(parts.perfect && parts.time === null && isHeldNow(outline)) &&
    !(parts.saidTotal && outline.subject === 'holdings' && outline.having.length > 0) &&
    !(parts.saidTotal && EVENTS.has(outline.subject) && outline.derive === null && outline.limit === null) &&
    !(parts.saidTotal && REGISTERS.has(outline.subject) && outline.metrics.length === 0) &&
    !asksForHoldings(parts, outline, nouns) &&
    joinedShow(parts, outline) &&
    onlyShows(parts, outline) &&
    carriedShow(parts, outline) &&
    growthShows(parts, outline) &&
    averageShows(parts, outline) &&
    bothAreAnswered(parts, outline) &&
    timeShows(parts, outline) &&
    besidesShow(parts, outline, faint) &&
    nouns.every((noun) => nounIsUsed(noun, parts, outline)) &&
    (parts.bounds.length === 0 ||
      outline.having.length > 0 ||
      outline.where.some(({ kind }) => kind === 'threshold')) &&
    parts.groups.every(
      (group) =>
        outline.by.includes(group) || outline.limitPer.includes(group) || group === 'transaction_type',
    )
  );
}

/** 'What did it pay my clients' asks for what was paid: no list of who holds it. */
function paysNothing({ passedVerb, ops }: Parts, { subject, metrics, narrows }: Outline): boolean {
  const isRegister = REGISTERS.has(subject) && metrics.length === 0;
  return passedVerb && ops.has('what') && isRegister && narrows.some(namesSecurity);
}

/** 'Holdings bought in 2014' asks which they are, not what all of them came to. */
function asksForHoldings(
  { ops, saidTotal }: Parts,
  { subject, by, metrics }: Outline,
  nouns: readonly Thing[],
): boolean {
  const isTotal = ops.has('how_much') || ops.has('total') || saidTotal || by.length > 0;
  const isTraded = metrics.every((metric) => metric === 'purchases' || metric === 'sales');
  const holdings = nouns.some(({ rows, plural, weak }) => rows?.subject === 'holdings' && plural && !weak);
  return subject === 'figures' && metrics.length > 0 && isTraded && holdings && !isTotal;
}

function isPartOf({ derive, metrics, subject }: Outline): boolean {
  return derive === 'share' || metrics.includes('weight') || (subject === 'holdings' && metrics.length === 0);
}

/** 'Clients only at one custodian' excludes those with accounts elsewhere, which no register can say. */
function isOnlyOfRegister({ subject, narrows }: Outline, { ops }: Parts): boolean {
  const only = ops.has('only') || narrows.some((narrow) => narrow.only === true);
  if (!only) return false;
  const isRegister = subject === 'clients' || subject === 'portfolios' || subject === 'advisors';
  const isOfHoldings = narrows.some((narrow) => narrow.only === true && narrow.all.some(isOnSecurities));
  if (
    subject === 'accounts' &&
    (isOfHoldings || (ops.has('only') && narrows.some(({ all }) => all.some(isOnSecurities))))
  )
    return true;
  return isRegister && (narrows.length > 0 || ops.has('only'));
}

/** What is held at the end does not tell what was held at any time. */
function isHeldNow({ subject, metrics, holders }: Outline): boolean {
  return (
    subject === 'holdings' ||
    holders ||
    metrics.includes('security_count') ||
    metrics.includes('position_count')
  );
}

/** 'How many accounts had a stock split': what happened, said with what it happened to, is a condition or what is shown. */
function carriedShow({ narrows }: Parts, outline: Outline): boolean {
  const { subject, metrics, where } = outline;
  const said = where.map((filter) => JSON.stringify(filter));
  return narrows.every(({ thing }) => {
    if (thing?.rows && EVENTS.has(thing.rows.subject) && REGISTERS.has(subject) && metrics.length === 0)
      return thing.weak || where.some(({ kind }) => kind === 'without');
    if (!thing?.rows || thing.weak || !EVENTS.has(thing.rows.subject) || thing.rows.where.length === 0)
      return true;
    return (
      thing.rows.subject === subject ||
      EVENTS.has(subject) ||
      (metrics.length > 0 && !metrics.every((metric) => REGISTER_COUNTS.has(metric))) ||
      thing.rows.where.every((filter) => said.includes(JSON.stringify(filter)))
    );
  });
}

/** 'The last bookings in growth': where growth is not what is told, it is the name of something. */
function growthShows({ things }: Parts, { metrics, derive, order, by }: Outline): boolean {
  if (
    !things.some(
      ({ said, weak }) =>
        weak && (said === 'growth' || (metrics.includes('weight') && /^gr[oe]w/.test(said))),
    )
  )
    return true;
  return (
    derive === 'change' ||
    [...metrics, order?.by ?? ''].some((metric) => TOLD_AS_GROWTH.has(metric)) ||
    by.some((each) => GRAINS.has(each))
  );
}

const TOLD_AS_GROWTH: ReadonlySet<string> = new Set([
  'twr',
  'twr_gross',
  'twr_annualized',
  'mwr',
  'gain',
  'excess_return',
  'benchmark_return',
]);

const REGISTER_COUNTS: ReadonlySet<string> = new Set([
  'account_count',
  'client_count',
  'portfolio_count',
  'advisor_count',
]);

/** 'Trades by month, only buys': what 'only' was said of is a condition, or the figure itself. */
function onlyShows({ onlyOf }: Parts, outline: Outline): boolean {
  if (onlyOf === null || onlyOf.rows === null || onlyOf.rows.where.length === 0) return true;
  if (onlyOf.metrics.some((metric) => outline.metrics.includes(metric))) return true;
  const said = outline.where.map((filter) => JSON.stringify(filter));
  return (
    onlyOf.rows.where.every((filter) => said.includes(JSON.stringify(filter))) ||
    (onlyOf.rows.subject === outline.subject && onlyOf.rows.subject !== 'transactions')
  );
}

/** Both of two figures joined by 'and' are shown. */
function joinedShow({ joined }: Parts, outline: Outline): boolean {
  return joined.every((thing) => {
    if (thing.metrics.some((metric) => outline.metrics.includes(metric))) return true;
    if (outline.metrics.includes('income') && outline.by.includes('income_kind')) return true;
    if (thing.metrics.includes('net_contributions') && outline.metrics.includes('deposits')) return true;
    if (outline.metrics.includes(COUNTS[thing.rows?.subject ?? 'figures'] ?? '')) return true;
    if (outline.subject === 'figures') return false;
    if (outline.subject === 'lots' && thing.metrics.some((metric) => SHOWN_OF_LOTS.has(metric))) return true;
    return (
      outline.subject === 'holdings' ||
      thing.rows?.subject === outline.subject ||
      (thing.weak && thing.rows === null)
    );
  });
}

/** 'How many clients do I have and what is their average size' asks for two things. */
function averageShows({ average, count }: Parts, { derive }: Outline): boolean {
  return average === null || count === null || derive === 'average' || derive === 'median';
}

/** One figure answers one question. */
function bothAreAnswered(
  { asksTwice, asksHowItDid, time, ops }: Parts,
  { subject, metrics, by, derive }: Outline,
): boolean {
  if (asksHowItDid && derive !== 'change' && !metrics.some((metric) => GAINS.includes(metric))) return false;
  // 'Which accounts are there, and how much is in them'.
  const asksAmount = (['how_much', 'by_how_much', 'how_big_was_it'] as const).some((op) => ops.has(op));
  if (asksTwice && asksAmount && REGISTERS.has(subject) && metrics.length === 0) return false;
  const isOneFigure = subject === 'figures' && metrics.length < 2 && by.length === 0 && derive === null;
  return !asksTwice || !isOneFigure || (time?.periods.length ?? 0) > 1;
}

const REGISTERS: ReadonlySet<string> = new Set(['accounts', 'portfolios', 'clients', 'advisors']);

/** What is asked of each of those shown besides is told of them: whose it is, what came of it, what part it is. */
function besidesShow(parts: Parts, outline: Outline, faint: readonly string[]): boolean {
  const { subject, metrics, by, derive } = outline;
  const isCount =
    derive === 'count' || (metrics.length > 0 && metrics.every((name) => name.endsWith('_count')));
  const asksAmount = parts.ops.has('by_how_much') || parts.ops.has('how_big_was_it');
  if (isCount && (asksAmount || parts.asksSum || parts.asksTwice) && parts.count !== null) return false;
  // 'What it is worth, and how much of it is cash': the part alone is half of it.
  if (parts.asksPart && parts.asksTwice && derive === 'share' && by.length === 0) return false;
  if (parts.saysAnything && parts.bounds.length > 0 && subject === 'figures' && by.length === 0) return false;
  const [counted] = parts.things;
  const isCounted = parts.per && counted?.plural === true && REGISTERS.has(counted.rows?.subject ?? '');
  const isShown = counted?.dimension !== null && by.some((each) => each === counted?.dimension);
  if (
    isCounted &&
    subject === 'figures' &&
    !isShown &&
    !metrics.includes(COUNTS[counted.rows?.subject ?? 'figures'] ?? '')
  )
    return false;
  const isTold = parts.factsTold.every((each) => by.includes(each) || REGISTERS.has(subject));
  const asksGain = parts.asksBesides && faint.includes('gain') && EVENTS.has(subject);
  const tellsPart =
    subject === 'holdings' ||
    derive === 'share' ||
    derive === 'change' ||
    metrics.some((metric) => METRICS.get(metric)?.unit === 'percent');
  return (
    isTold &&
    !(asksGain && subject !== 'realized_gains' && subject !== 'lots') &&
    (tellsPart || !parts.asksPart)
  );
}

/** What happens over a time is not told as of its end. */
function timeShows({ time }: Parts, { subject, having }: Outline): boolean {
  const isOver = time?.periods.some(({ kind, from }) => kind === 'range' && from !== null) ?? false;
  const isRegister = REGISTERS.has(subject);
  return !(
    isOver &&
    isRegister &&
    having.some(({ metric }) => {
      const known = METRICS.get(metric);
      return known !== undefined && !isPointMetric(known);
    })
  );
}

const SIZES: ReadonlySet<string> = new Set(['market_value', 'weight', 'quantity', 'cost_basis', 'cash']);

function headsAreUsed(parts: Parts, outline: Outline): boolean {
  const { derive, order, by, limit } = outline;
  if (parts.ends && derive !== 'first' && derive !== 'last' && order?.by !== 'date') return false;
  if (parts.rank && order === null && derive !== 'change' && !parts.ops.has('exceeds')) return false;
  if (parts.rank && parts.rank.rank.limit !== null && limit !== parts.rank.rank.limit) return false;
  if ((parts.rank?.rank.place ?? null) !== outline.place) return false;
  if (parts.order && order === null) return false;
  // 'Best' and 'worst' are about what came out, never about how much of it there is.
  if (parts.rank?.rank.tone === 'quality' && order !== null && SIZES.has(order.by)) return false;
  if (outline.subject === 'figures' && parts.relative.some((dimension) => !by.includes(dimension)))
    return false;
  // 'Stocks paying more than 500 in dividends' are told by what each paid, not by its payments.
  if (EVENTS.has(outline.subject) && parts.bounds.length > 0 && parts.relative.includes('security'))
    return false;
  const ranked = parts.rank?.thing;
  if (
    ranked?.dimension &&
    ranked.metrics.length === 0 &&
    outline.subject === 'figures' &&
    !by.includes(ranked.dimension) &&
    !outline.metrics.some(
      (metric) => metric === COUNTS[ranked.rows?.subject ?? 'figures'] || metric === 'position_count',
    )
  )
    return false;
  const which = parts.which?.thing;
  if (which?.dimension && outline.subject === 'figures' && !by.includes(which.dimension)) return false;
  if (which && !figureShows(which, outline)) return false;
  // 'Who is my advisor and which bank holds my money' are two questions.
  const isRegister = outline.subject === 'advisors' || outline.subject === 'clients';
  if (which && parts.ops.has('who') && isRegister && which.rows?.subject !== outline.subject) return false;
  if (parts.which?.limit && limit !== parts.which.limit) return false;
  return true;
}

/** 'Which fees …': the figure that is asked about is shown, as such or as rows. */
function figureShows(
  { metrics: named, weak, dimension, rows }: Thing,
  { metrics, subject, by }: Outline,
): boolean {
  if (weak || dimension !== null || named.length === 0 || rows?.subject === subject) return true;
  if (named.includes('fees') && metrics.includes('fee_rate')) return true;
  if (named.includes('sales') && subject === 'realized_gains') return true;
  return named.some((metric) => metrics.includes(metric)) || by.includes('income_kind');
}
