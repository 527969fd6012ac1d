import type { Dimension, Filter, Order, Subject, Threshold } from '../../../vocabulary/plan.ts';
import type { Thing } from '../chart/items.ts';
import { nounFilters } from './narrow.ts';
import { ENTITY_SUBJECTS, GRAINS, type Outline, type Sense, isOnSecurities, outline } from './outline.ts';
import { CASH, onSideOf, thresholdsOf } from './thresholds.ts';

/** A listing of rows narrowed by its noun, with thresholds on its amounts. */
export function listing(sense: Sense, thing: Thing, more: Partial<Outline> = {}): Outline | 'reject' {
  const rows = thing.rows;
  if (!rows) return 'reject';
  const subject = rows.subject;
  const thresholds = thresholdsOf(sense.parts.bounds, subject, sense.metrics);
  if (!thresholds || (subject !== 'realized_gains' && isOfLossOrValue(sense))) return 'reject';
  if (sense.groups.some((group) => GRAINS.has(group))) return 'reject';
  const isEntity = Object.values(ENTITY_SUBJECTS).includes(subject);
  const by = sense.groups.filter((group) => ENTITY_SUBJECTS[group] !== subject);
  if (by.length > 0 && !isEntity && subject !== 'holdings') return 'reject';
  const having = [...thresholds.having, ...conditionsOf(sense)];
  return outline(sense, {
    subject,
    metrics: subject === 'holdings' || isEntity ? sense.metrics : [],
    by: isEntity || subject === 'holdings' ? heldIn(by, subject, having) : [],
    where: [
      ...sense.base,
      ...rows.where,
      ...thresholds.where.map((filter) => onSideOf(thing, filter, sense.parts.ops)),
    ],
    having,
    order: orderOf(sense, subject),
    holders: isEntity,
    ...more,
  });
}

/** A short position is one account's: what another holds of the same makes none of it. */
function heldIn(
  by: readonly Dimension[],
  subject: Subject,
  having: readonly Threshold[],
): readonly Dimension[] {
  const isShort = having.some(
    ({ metric, comparison }) => metric === 'quantity' && comparison.startsWith('<'),
  );
  return subject === 'holdings' && isShort && by.length === 0 ? ['account'] : by;
}

export function figures(
  sense: Sense,
  metrics: readonly string[],
  more: Partial<Outline> = {},
): Outline | 'reject' {
  const { parts } = sense;
  const rates = ratesOf(sense, metrics, more.by ?? sense.groups);
  if (rates)
    return figures(rates, ['twr'], {
      ...more,
      ...(more.order ? { order: { ...more.order, by: 'twr' } } : {}),
    });
  const thresholds = thresholdsOf(parts.bounds, 'figures', metrics);
  if (!thresholds || thresholds.having.some(isTrueOfNone)) return 'reject';
  // 'My split without cash' leaves cash out; no part of it is one without cash.
  const isOfHeld =
    sense.groups.some((group) => HELD.has(group)) || parts.split || parts.ops.has('split_noun');
  if (isOfHeld && thresholds.having.some(({ metric, comparison }) => metric === 'cash' && comparison === '='))
    return 'reject';
  const having = [...thresholds.having, ...conditionsOf(sense)];
  const head = parts.which?.thing ?? parts.rank?.thing ?? null;
  const dimension = head?.dimension ?? null;
  const groups = [...sense.groups];
  if (dimension !== null && !groups.includes(dimension)) groups.unshift(dimension);
  // 'Accounts whose cash …' are accounts; a bare 'who' is a client.
  const whose: readonly Dimension[] = parts.relative.length > 0 ? parts.relative : ['client'];
  if (parts.ops.has('who')) groups.unshift(...whose.filter((each) => !groups.includes(each)));
  if (having.length > 0 && groups.length === 0) {
    const over = sense.head?.dimension;
    if (!over) return 'reject';
    groups.push(over);
  }
  const where = [
    ...sense.base,
    ...parts.bounds.flatMap(({ metric }) => kindCounted(metric)),
    ...nounFilters(head),
    ...(sense.head && sense.head !== head && having.length > 0 ? nounFilters(sense.head) : []),
  ];
  const isPart =
    having.some(({ metric }) => metric === 'weight') && metrics.every((metric) => metric === 'cash');
  return outline(sense, {
    metrics: isPart ? ['weight'] : metrics,
    by: groups,
    where: isPart ? [...where, CASH] : where,
    having,
    // 'Sectors above 15 % of our equities'.
    shareOf: having.some(({ metric }) => metric === 'weight') ? parts.shareWhole : null,
    order: orderOf(sense, 'figures'),
    ...more,
  });
}

const HELD: ReadonlySet<Dimension> = new Set(['asset_class', 'sector', 'country', 'security']);

/** 'Fewer than 3 trades' is true of those without any too, of whom no booking tells. */
function isTrueOfNone({ metric, comparison }: Threshold): boolean {
  return metric === 'transaction_count' && comparison.startsWith('<');
}

/** The kind of bookings that 'more than 20 trades' counts. */
function kindCounted(counted: Thing | null): readonly Filter[] {
  return counted?.metrics[0] === 'transaction_count' ? (counted.rows?.where ?? []) : [];
}

/** 'Accounts that gained over 10 %': of whole accounts, and of stretches of time, a gain in percent is the return. */
function ratesOf(sense: Sense, metrics: readonly string[], by: readonly Dimension[]): Sense | null {
  const { bounds, which, rank } = sense.parts;
  const heads = [which?.thing, rank?.thing, sense.head].flatMap((noun) => noun?.dimension ?? []);
  const groups = [...by, ...heads];
  const isPercent = bounds.every(({ bounds: each }) => each.every(({ number }) => number.unit === 'percent'));
  const isGain = bounds.every(({ metric }) => metric === null || metric.metrics[0] === 'gain');
  const isLinked =
    groups.length > 0 && groups.every((each) => ENTITY_SUBJECTS[each] !== undefined || GRAINS.has(each));
  if (bounds.length === 0 || metrics.join() !== 'gain' || !isPercent || !isGain || !isLinked) return null;
  if (sense.narrows.some(({ all }) => all.some(isOnSecurities))) return null;
  const rates = bounds.map((bound) => ({ ...bound, metric: { ...RETURN, said: bound.metric?.said ?? '' } }));
  return { ...sense, parts: { ...sense.parts, bounds: rates } };
}

const RETURN: Thing = {
  metrics: ['twr'],
  weak: false,
  dimension: null,
  rows: null,
  filter: null,
  plural: false,
  said: 'return',
  at: null,
};

/** Of 'positions with a loss over 1,000' nobody can tell whether 1,000 is the loss or the value. */
function isOfLossOrValue({ parts: { ops, bounds } }: Sense): boolean {
  const isAmount = bounds.some(
    ({ metric, bounds: each }) => metric === null && each.some(({ number }) => number.unit !== 'percent'),
  );
  return isAmount && (ops.has('under_water') || ops.has('in_profit'));
}

/** 'short', 'under water', 'in profit' as conditions on positions. */
export function conditionsOf({ parts, metrics, head }: Sense): readonly Threshold[] {
  const having: Threshold[] = [];
  const isNegative = parts.ops.has('negative') && metrics.length === 0 && head?.rows?.subject === 'holdings';
  if (parts.ops.has('short') || isNegative) having.push({ metric: 'quantity', comparison: '<', value: '0' });
  if (parts.ops.has('overdrawn')) having.push({ metric: 'cash', comparison: '<', value: '0' });
  if (parts.ops.has('long')) having.push({ metric: 'quantity', comparison: '>', value: '0' });
  if (parts.ops.has('under_water')) having.push({ metric: 'unrealized_gain', comparison: '<', value: '0' });
  if (parts.ops.has('in_profit')) having.push({ metric: 'unrealized_gain', comparison: '>', value: '0' });
  return having;
}

/** What a booking has besides its amount to be ordered by. */
const ROW_FIELDS: ReadonlySet<string> = new Set([
  'quantity',
  'price',
  'fees',
  'commissions',
  'taxes',
  'realized_gain',
]);

function orderOf(sense: Sense, subject: Subject): Order | null {
  const { ops, order } = sense.parts;
  if (ops.has('newest_first')) return { by: 'date', direction: 'desc' };
  if (ops.has('oldest_first')) return { by: 'date', direction: 'asc' };
  const bound = sense.parts.bounds.length === 1 ? (sense.parts.bounds[0]?.metric?.metrics[0] ?? null) : null;
  const metric = order?.metrics[0] ?? sense.metrics[0] ?? bound;
  const isRows =
    subject !== 'figures' &&
    subject !== 'holdings' &&
    !(Object.values(ENTITY_SUBJECTS) as string[]).includes(subject);
  const plain = subject === 'holdings' ? 'market_value' : null;
  const field = metric !== null && ROW_FIELDS.has(metric) ? metric : 'amount';
  const by = isRows ? field : (metric ?? plain);
  if (ops.has('order_up')) return by === null ? null : { by, direction: 'asc' };
  if (ops.has('order_down')) return by === null ? null : { by, direction: 'desc' };
  if (order && metric !== null) return { by: isRows ? field : metric, direction: 'desc' };
  return null;
}

/** What was spent on buying includes fee and tax: the bookings' own amounts, added up. */
export function totalOfTrades(sense: Sense, trade: string): Outline | 'reject' {
  const type = trade === 'purchases' ? 'BUY' : 'SELL';
  const filter: Filter = { kind: 'in', dimension: 'transaction_type', values: [type], negated: false };
  return sense.groups.length > 0
    ? figures({ ...sense, base: [...sense.base, filter] }, ['transaction_amount'])
    : outline(sense, { subject: 'transactions', where: [...sense.base, filter], derive: 'total' });
}
