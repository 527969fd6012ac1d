import type { Dimension } from '../../../../vocabulary/plan.ts';
import type { Thing } from '../../chart/items.ts';
import { isEvent, type Outline, type Pattern, type Sense, outline } from '../outline.ts';
import { CASH, thresholdsOf } from '../thresholds.ts';
import { excessSide } from './whiches.ts';

/** 'Is cash above 5 %', 'has any account lost more than 10,000': one figure, or one of each, held against a limit. */
export const whethers: Pattern = (sense) => {
  const { parts, metrics, groups } = sense;
  const { ops, bounds, anyOf } = parts;
  const beaten = beatsBenchmark(sense);
  if (beaten) return beaten;
  if (!parts.whether || bounds.length !== 1 || groups.length > 0 || metrics.length > 1) return null;
  if (parts.which || parts.count || parts.rank || parts.ends || parts.average || parts.relative.length > 0)
    return null;
  if (ops.has('who') || ops.has('how_much') || ops.has('when')) return null;
  const [each, ...others] = anyOf;
  if (others.length > 0 || (each !== undefined && !MEMBERS.has(each))) return null;
  if (each === undefined && sense.nouns.some(({ rows }) => rows?.subject === 'holdings')) return null;
  if (asksForBookings(sense)) return null;
  if ((parts.time?.periods.length ?? 1) > 1) return 'reject';
  const [figure, ...more] = figuresMeant(sense, each !== undefined);
  if (figure === undefined || more.length > 0) return 'reject';
  const limits = thresholdsOf(
    bounds.map((bound) => ({ ...bound, metric: of(figure, bound.metric ?? saidOf(figure, sense)) })),
    'figures',
    [figure],
  );
  const [limit] = limits?.having ?? [];
  if (!limits || !limit) return 'reject';
  const isWeight = limit.metric === 'weight';
  const isCash = isWeight && figure === 'cash';
  if (isWeight && !isCash && sense.narrows.length === 0 && each === undefined) return 'reject';
  return outline(sense, {
    metrics: [limit.metric],
    by: each === undefined ? [] : [each],
    where: [...sense.base, ...(isCash ? [CASH] : [])],
    having: limits.having,
    shareOf: isWeight ? parts.shareWhole : null,
    derive: 'holds',
  });
};

/** 'Did I beat the benchmark': whether the excess return is above nothing. */
function beatsBenchmark(sense: Sense): Outline | null {
  const { parts, metrics, groups } = sense;
  const side = excessSide(parts, metrics);
  const isPlain = parts.bounds.length === 0 && groups.length === 0 && parts.anyOf.length === 0;
  if (!parts.whether || side === null || !isPlain || parts.which || parts.count || parts.rank) return null;
  if (parts.relative.length > 0 || parts.ops.has('by_how_much') || (parts.time?.periods.length ?? 1) > 1)
    return null;
  return outline(sense, {
    metrics: ['excess_return'],
    having: [{ metric: 'excess_return', comparison: side, value: '0' }],
    derive: 'holds',
  });
}

/** 'Were there any deposits over 100,000': bookings of that size, not their sum. */
function asksForBookings({ parts: { ops, bounds, things } }: Sense): boolean {
  const isAny = ops.has('exists') || ops.has('yes_no');
  return (
    isAny &&
    bounds.some(({ metric }) => metric === null) &&
    things.some((each) => isEvent(each) && each.plural && !each.weak)
  );
}

/** What is asked of one by one. */
const MEMBERS: ReadonlySet<Dimension> = new Set([
  'account',
  'portfolio',
  'client',
  'custodian',
  'asset_class',
  'sector',
  'country',
  'currency',
]);

/** The word for a figure, meaning just that. */
function of(figure: string, said: Thing | null): Thing {
  return { ...NO_WORD, ...said, metrics: [figure] };
}

function saidOf(figure: string, { parts }: Sense): Thing | null {
  return (
    parts.things.find(({ metrics }) =>
      metrics.some((each) => each === figure || IN_PERCENT[each] === figure),
    ) ?? null
  );
}

const NO_WORD: Thing = {
  metrics: [],
  weak: false,
  dimension: null,
  rows: null,
  filter: null,
  plural: false,
  said: '',
  at: null,
};

/** The figure that the limit is put on: the one it was said of, the one that is named, the one that a verb means. */
function figuresMeant({ parts, metrics, faint, narrows, nouns }: Sense, isEach: boolean): readonly string[] {
  const [{ metric: said, bounds } = { metric: null, bounds: [] }] = parts.bounds;
  const isPercent = bounds.some(({ number }) => number.unit === 'percent');
  const isAmount = bounds.every(({ number }) => number.unit === 'money' || Number(number.value) >= 1000);
  const named = [...new Set([...(said?.metrics ?? []).slice(0, 1), ...metrics])];
  const [verb] = faint.filter((metric) => metric !== 'market_value');
  const meant = named.length > 0 ? named : verb === undefined ? [] : [verb];
  if (meant.length > 0) return meant.map((metric) => (isPercent ? (IN_PERCENT[metric] ?? metric) : metric));
  if (isPercent) return narrows.length > 0 || isEach ? ['weight'] : [];
  return isAmount || narrows.length > 0 || nouns.length > 0 ? ['market_value'] : [];
}

/** What an amount is as a rate. */
const IN_PERCENT: Readonly<Record<string, string>> = {
  fees: 'fee_rate',
  gain: 'twr',
  market_value: 'weight',
  unrealized_gain: 'unrealized_return',
};

/** 'Do I have more than 10 % in one stock': a list of those that meet the limit answers yes or no. */
export function answersWhether({ parts }: Sense, made: Outline): Outline {
  const isHeld = made.subject === 'holdings' && parts.ops.has('own') && !parts.ops.has('how_much');
  const isList = isHeld || (made.subject === 'figures' && made.by.length > 0 && made.having.length > 0);
  const isPlain = made.derive === null && made.limit === null && (parts.time?.periods.length ?? 1) < 2;
  if (!parts.whether || !isList || !isPlain || parts.which || parts.count || parts.ops.has('who'))
    return made;
  return { ...made, derive: 'holds' };
}
