import type { Thing } from '../chart/items.ts';
import { EVENTS, type Outline } from './outline.ts';
import type { Parts } from './parts.ts';
import { COUNTS } from './row-counts.ts';
import { onlyMade, verbsFit } from './verbs-fit.ts';
import { lossesShow } from './losses-show.ts';
import { nounIsUsed } from './nouns-used.ts';
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
    !isOnlyOfRegister(outline, parts) &&
    verbsFit(
      outline,
      faint.filter((verb) => verb !== 'gain' || !onlyMade(parts, outline)),
    ) &&
    lossesShow(parts, outline) &&
    !(parts.perfect && parts.time === null && isHeldNow(outline)) &&
    !(parts.saidTotal && outline.subject === 'holdings' && outline.having.length > 0) &&
    !(parts.saidTotal && EVENTS.has(outline.subject) && outline.derive === null && outline.limit === null) &&
    !asksForHoldings(parts, outline, nouns) &&
    joinedShow(parts, outline) &&
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

/** 'Clients only at one custodian' excludes those with accounts elsewhere, which no register can say. */
function isOnlyOfRegister({ subject, narrows }: Outline, { ops }: Parts): boolean {
  const only = ops.has('only') || narrows.some((narrow) => narrow.only === true);
  if (!only) return false;
  const isRegister = subject === 'clients' || subject === 'portfolios' || subject === 'advisors';
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

/** Both of two figures joined by 'and' are shown. */
function joinedShow({ joined }: Parts, outline: Outline): boolean {
  return joined.every((thing) => {
    if (thing.metrics.some((metric) => outline.metrics.includes(metric))) return true;
    if (outline.metrics.includes('income') && outline.by.includes('income_kind')) return true;
    if (thing.metrics.includes('net_contributions') && outline.metrics.includes('deposits')) return true;
    if (outline.metrics.includes(COUNTS[thing.rows?.subject ?? 'figures'] ?? '')) return true;
    if (outline.subject === 'figures') return false;
    return (
      outline.subject === 'holdings' ||
      thing.rows?.subject === outline.subject ||
      (thing.weak && thing.rows === null)
    );
  });
}

const SIZES: ReadonlySet<string> = new Set(['market_value', 'weight', 'quantity', 'cost_basis', 'cash']);

function headsAreUsed(parts: Parts, outline: Outline): boolean {
  const { derive, order, by, limit } = outline;
  if (parts.ends && derive !== 'first' && derive !== 'last' && order?.by !== 'date') return false;
  if (parts.rank && order === null && derive !== 'change') return false;
  if (parts.rank && parts.rank.rank.limit !== null && limit !== parts.rank.rank.limit) return false;
  if ((parts.rank?.rank.place ?? null) !== outline.place) return false;
  if (parts.order && order === null) return false;
  // 'Best' and 'worst' are about what came out, never about how much of it there is.
  if (parts.rank?.rank.tone === 'quality' && order !== null && SIZES.has(order.by)) return false;
  if (outline.subject === 'figures' && parts.relative.some((dimension) => !by.includes(dimension)))
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
  return named.some((metric) => metrics.includes(metric)) || by.includes('income_kind');
}
