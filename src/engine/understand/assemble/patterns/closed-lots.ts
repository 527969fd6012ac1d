import type { Filter } from '../../../../vocabulary/plan.ts';
import type { Thing } from '../../chart/items.ts';
import { listing } from '../builders.ts';
import { nounFilters } from '../narrow.ts';
import { eventNoun, HOLDINGS, type Outline, type Pattern, type Sense } from '../outline.ts';

/** What was sold, lot by lot. */
export const CLOSED: Thing = { ...HOLDINGS, rows: { subject: 'realized_gains', where: [] } };

/** 'Which sales were short-term', 'what I sold and what I made on it': the closed lots tell it. */
export const closedLots: Pattern = (sense) => {
  const sided = sense.parts.which?.thing.rows?.subject === 'holdings' ? soldOnSide(sense) : null;
  if (sided) return sided;
  const best = bestSale(sense);
  if (best) return best;
  const { parts, metrics, groups, faint } = sense;
  const event = eventNoun(parts, sense) ?? parts.which?.thing ?? null;
  const isSale = event?.metrics.includes('sales') === true || faint.includes('sales');
  const isOfTerm = sense.narrows.some(({ all }) =>
    all.every(
      (each) => each.kind === 'values' && each.filters.every(({ dimension }) => dimension === 'term'),
    ),
  );
  const isOfEach = parts.ops.has('each') && (parts.asksTwice || parts.things.length > 0);
  const isGain = faint.includes('gain') || metrics.includes('realized_gain');
  const madeOnIt = isGain && (parts.ops.has('it') || isOfEach);
  if (!isSale || !(isOfTerm || madeOnIt) || groups.length > 0 || parts.bounds.length > 0 || parts.rank)
    return null;
  if (metrics.some((metric) => metric !== 'sales' && metric !== 'realized_gain') || parts.count) return null;
  return listing({ ...sense, metrics: [] }, CLOSED, { metrics: [] });
};

/** Closed lots with a loss. */
export const LOSS = {
  kind: 'threshold',
  field: 'amount',
  comparison: '<',
  value: '0',
  signed: true,
} as const;

/** 'Securities we sold at a loss': the closed lots on that side of nothing. */
export function soldOnSide(sense: Sense): Outline | 'reject' | null {
  const { parts, metrics, groups } = sense;
  const isLoss = parts.ops.has('under_water');
  const event = eventNoun(parts, sense);
  const isSale = event?.metrics.includes('sales') === true || sense.faint.includes('sales');
  const isOther = metrics.some(
    (metric) => metric !== 'sales' || parts.ops.has('how_much') || parts.saidTotal,
  );
  if (!(isLoss || parts.ops.has('in_profit')) || !isSale || isOther || groups.length > 0) return null;
  const side: Filter = { ...LOSS, comparison: isLoss ? '<' : '>' };
  const sold = listing(sense, CLOSED, { metrics: [], having: [] });
  // 'Which stocks': no bonds.
  const made =
    sold === 'reject'
      ? sold
      : { ...sold, where: [...sold.where, ...nounFilters(parts.which?.thing ?? null)] };
  if (made === 'reject') return 'reject';
  return parts.bounds.length > 0 ? made : { ...made, where: [...made.where, side] };
}

/** 'My best sale of 2016': the closed lot with the largest gain. */
function bestSale(sense: Sense): Outline | 'reject' | null {
  const { parts, metrics, groups } = sense;
  const { rank = null, thing = null } = parts.rank ?? {};
  const onSale = gainOnSale(sense) ?? saleOfMost(sense);
  if (onSale) return onSale;
  const isSale = thing?.metrics[0] === 'sales' || thing?.metrics[0] === 'purchases';
  if (
    rank?.tone !== 'quality' ||
    !isSale ||
    metrics.some((metric) => metric !== 'sales') ||
    groups.length > 0
  )
    return null;
  if (thing?.metrics[0] === 'purchases' || rank.both || rank.place !== undefined || parts.bounds.length > 0)
    return 'reject';
  return listing({ ...sense, metrics: [] }, CLOSED, {
    metrics: [],
    order: { by: 'amount', direction: rank.direction },
    limit: rank.limit ?? (thing?.plural ? 10 : 1),
  });
}

/** 'My biggest loss on a single sale': the closed lots with the largest gains, or losses. */
function gainOnSale(sense: Sense): Outline | 'reject' | null {
  const { parts, groups, metrics } = sense;
  const { rank = null, thing = null } = parts.rank ?? {};
  const isGain = thing !== null && /\b(?:gain|profit|loss)(?:s|es)?$/.test(thing.said);
  const sales = parts.things.filter((each) => /\bsales?$/.test(each.said) && each.rows !== null);
  if (rank?.tone !== 'size' || !isGain || sales.length !== 1 || sales.some(({ plural }) => plural))
    return null;
  const isPlain =
    groups.length === 0 && parts.bounds.length === 0 && !parts.which && !parts.count && !rank.both;
  if (!isPlain || rank.place !== undefined || rank.direction === 'asc') return 'reject';
  if (!metrics.every((metric) => FROM_SALES.has(metric))) return 'reject';
  const isLoss = /\bloss/.test(thing.said);
  return listing({ ...sense, metrics: [] }, CLOSED, {
    metrics: [],
    where: [...sense.base, { ...LOSS, comparison: isLoss ? '<' : '>' }],
    order: { by: 'amount', direction: isLoss ? 'asc' : 'desc' },
    limit: rank.limit ?? (thing.plural ? 10 : 1),
  });
}

/** 'On which sale did I lose the most': the closed lot with the largest loss, or gain. */
function saleOfMost(sense: Sense): Outline | null {
  const { parts, faint, metrics, groups } = sense;
  const isWhich = parts.which?.thing.metrics[0] === 'sales' && parts.rank?.rank.tone === 'amount';
  const verb = parts.things.find((thing) => thing.weak && thing.metrics[0] === 'gain');
  const isBare =
    groups.length === 0 && parts.bounds.length === 0 && metrics.every((each) => each === 'sales');
  if (!isWhich || !verb || !faint.includes('gain') || !isBare || parts.rank?.thing) return null;
  const isLoss = /^los[et]/.test(verb.said);
  const made = listing({ ...sense, metrics: [] }, CLOSED, {
    metrics: [],
    where: [...sense.base, { ...LOSS, comparison: isLoss ? '<' : '>' }],
    order: { by: 'amount', direction: isLoss ? 'asc' : 'desc' },
    limit: parts.which?.limit ?? (parts.which?.thing.plural ? 10 : 1),
  });
  return made === 'reject' ? null : made;
}

const FROM_SALES: ReadonlySet<string> = new Set(['sales', 'gain', 'realized_gain']);
