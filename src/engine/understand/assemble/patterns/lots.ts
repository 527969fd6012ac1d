import type { Filter } from '../../../../vocabulary/plan.ts';
import type { Thing } from '../../chart/items.ts';
import { listing } from '../builders.ts';
import { nounFilters } from '../narrow.ts';
import { type Outline, type Pattern, type Sense } from '../outline.ts';
import type { Narrow } from '../parts.ts';

/** What the list of open lots shows of each anyway. */
export const SHOWN_OF_LOTS: ReadonlySet<string> = new Set([
  'unrealized_gain',
  'gain',
  'cost_basis',
  'market_value',
  'quantity',
  'lot_count',
]);

export const ACQUIRED: Filter = { kind: 'during', event: 'acquired' };

const LOTS: Thing = {
  metrics: [],
  weak: false,
  dimension: null,
  rows: { subject: 'lots', where: [] },
  filter: null,
  plural: true,
  said: 'lots',
  at: null,
};

/** 'Lots bought before 2015', 'short-term lots', 'lots at a loss', 'the shares that I bought in 2014 and still own'. */
export const lots: Pattern = (sense) => {
  const { parts, metrics, groups, narrows } = sense;
  const { ops } = parts;
  const carried = narrows.map(({ thing }) => thing);
  const isOfLots = [
    parts.which?.thing,
    parts.count?.thing,
    parts.rank?.thing,
    ...parts.things,
    ...carried,
  ].some((noun) => noun?.rows?.subject === 'lots');
  if (!isOfLots && !isKept(sense)) return null;
  const term = narrows.find((narrow) => termOf(narrow) !== null) ?? null;
  const isRange = parts.time?.periods.length === 1 && parts.time.periods[0]?.kind === 'range';
  const isLimited = parts.bounds.length > 0 || ops.has('under_water') || ops.has('in_profit');
  const isToldBy = metrics.length > 0 || (parts.rank?.thing?.metrics.length ?? 0) > 0;
  if (!term && !isRange && !isLimited && !isToldBy && !parts.whether) return null;
  if (groups.length > 0 || parts.ends || parts.average || ops.has('how_much') || ops.has('total'))
    return null;
  if (metrics.some((metric) => !SHOWN_OF_LOTS.has(metric)) || (term && isRange)) return 'reject';
  const order = rankOrder(sense);
  if (order === 'reject') return 'reject';
  const made = listing(
    { ...sense, metrics: [], narrows: narrows.filter((narrow) => narrow !== term), faint: [] },
    LOTS,
    { metrics: [], having: [], ...order },
  );
  if (made === 'reject') return 'reject';
  return {
    ...made,
    where: [
      ...made.where,
      ...[parts.which?.thing ?? null, ...sense.nouns].flatMap((noun) => nounFilters(noun)),
      ...(term || isRange ? [ACQUIRED] : []),
      ...sideOf(sense),
    ],
    heldOver: term ? termOf(term) : null,
    derive: parts.count ? 'count' : parts.whether ? 'exists' : null,
  };
};

/** 'Largest lots', 'the five lots with the biggest loss'. */
function rankOrder({ parts, metrics }: Sense): Pick<Outline, 'order' | 'limit'> | 'reject' | null {
  if (!parts.rank) return null;
  const { rank, thing } = parts.rank;
  const [by = 'cost_basis', ...more] = [...new Set([...metrics, ...(thing?.metrics ?? [])])].filter(
    (metric) => metric !== 'lot_count',
  );
  if (more.length > 0 || !SHOWN_OF_LOTS.has(by) || rank.both || rank.place !== undefined) return 'reject';
  const isLoss = [...parts.things, ...(thing ? [thing] : [])].some(({ said }) => /\bloss/.test(said));
  const field = by === 'gain' ? 'unrealized_gain' : by;
  return {
    order: { by: field, direction: isLoss ? 'asc' : rank.direction },
    limit: rank.limit ?? (thing?.plural ? 10 : 1),
  };
}

/** What was bought and not sold since, or has been held for so long. */
function isKept({ parts, faint, nouns, metrics }: Sense): boolean {
  const period = parts.time?.periods[0];
  const heads = [...nouns, ...(parts.which ? [parts.which.thing] : [])];
  const isOfHoldings = heads.some(({ rows }) => rows?.subject === 'holdings');
  if (period?.kind !== 'range' || metrics.length > 0) return false;
  if (parts.ops.has('how_many') || parts.count || parts.rank) return false;
  const bought =
    faint.includes('purchases') ||
    parts.things.some(
      ({ metrics: each, said }) =>
        each.includes('purchases') && (said.startsWith('b') || said.startsWith('acq')),
    );
  if (bought && parts.ops.has('still')) return true;
  return period.aged === true && isOfHoldings;
}

/** Lots on one side of nothing. */
function sideOf({ parts: { ops, things } }: Sense): readonly Filter[] {
  const isLoss = ops.has('under_water') || things.some(({ said }) => /^(?:un\w+ )?losses$/.test(said));
  if (!isLoss && !ops.has('in_profit')) return [];
  return [{ kind: 'threshold', field: 'gain', comparison: isLoss ? '<' : '>', value: '0', signed: true }];
}

function termOf({ all, negated }: Narrow): 'long' | 'short' | null {
  const [only, ...more] = all;
  if (negated || more.length > 0 || only?.kind !== 'values') return null;
  const [filter, ...others] = only.filters;
  if (filter?.dimension !== 'term' || others.length > 0) return null;
  return filter.values[0] === 'long' ? 'long' : filter.values[0] === 'short' ? 'short' : null;
}
