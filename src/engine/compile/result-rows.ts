import { METRICS } from '../../model/index.ts';
import type { SqlDialect } from '../../store/dialect.ts';
import { nullsLast, select } from './draft.ts';
import {
  isMetric,
  metricOfOrder,
  ordersByChange,
  ordersBySolved,
  SOLVED_METRIC,
  type FigureQuery,
} from './figure-query.ts';
import { changesInOrder } from './changes-in-order.ts';
import { operatorOf } from './filters.ts';

/** The last SELECT: which groups are shown, in which order, and what is derived from their figures. */
export function outerSelect(
  query: FigureQuery,
  names: readonly string[],
  share: string | null,
  figures: string,
  dialect: SqlDialect,
): string {
  const conditions = conditionsOf(query, names);
  const from = [`${figures} AS f`];
  switch (query.derive) {
    case 'count':
    case 'exists':
      return select({ columns: ['COUNT(*) AS count'], from, where: conditions });
    case 'proportion':
      return metOfAll(query, names, from);
    case 'average':
    case 'total': {
      const columns = names.flatMap((name) => [
        `SUM(f.${name}) AS ${name}`,
        `COUNT(f.${name}) AS ${name}_groups`,
      ]);
      if (query.derive === 'average' && query.within.length > 0)
        return withinEach(query, names, columns, conditions, from);
      if (query.limit === null) return select({ columns, from, where: conditions });
      const first = select({
        columns: names.map((name) => `f.${name}`),
        from,
        where: conditions,
        orderBy: orderOf(query, names),
        limit: query.limit,
      });
      return select({ columns, from: [`(${first.replaceAll('\n', ' ')}) AS f`] });
    }
    case 'share':
    case 'change':
    case 'first':
    case 'last':
    case 'extreme':
    case 'median':
    case 'running':
    case 'difference':
    case 'ratio':
    case 'holds':
    case null:
      break;
  }
  const partition =
    query.keys.length > 0 ? `PARTITION BY ${query.keys.map((key) => `f.${key}`).join(', ')} ` : '';
  const [first] = names;
  const previous = `LAG(f.${first}) OVER (${partition}ORDER BY f.period_no)`;
  const changes =
    query.derive === 'change' && first !== undefined
      ? [
          `f.${first} - ${previous} AS change_amount`,
          `${dialect.double(`f.${first} - ${previous}`)} / ${dialect.double(`NULLIF(ABS(${previous}), 0)`)} AS change_percent`,
        ]
      : [];
  const solvedLater = ordersBySolved(query);
  if (ordersByChange(query)) return changesInOrder(query, names, figures, dialect);
  if (query.limitPer.length > 0 && query.limit !== null && !solvedLater) {
    return limitedWithin(query, names, share, changes, conditions, from);
  }
  return select({
    columns: [...shownColumns(query, names, share), ...changes],
    from,
    where: conditions,
    orderBy: orderOf(query, names),
    limit: solvedLater ? null : query.limit,
  });
}

/** How many groups meet the limits, of all that have a figure to hold against them. */
function metOfAll(query: FigureQuery, names: readonly string[], from: readonly string[]): string {
  const known = query.having.map(({ metric }) => `f.${metric} IS NOT NULL`);
  const met = thresholdsOf(query).join(' AND ');
  return select({
    columns: [`COUNT(CASE WHEN ${met} THEN 1 END) AS count`, 'COUNT(*) AS groups'],
    from,
    where: [...conditionsOf({ ...query, having: [] }, names), ...known],
  });
}

/** Whether averages are told for each period: of a series, or of several that stand side by side. */
export function isWithinTime({ grain, within, spans }: FigureQuery): boolean {
  return within.length > 0 && (grain === null ? spans.length > 1 : within.includes(grain));
}

/** The sums and counts that averages are made of, for each outer group. */
function withinEach(
  query: FigureQuery,
  names: readonly string[],
  sums: readonly string[],
  conditions: readonly string[],
  from: readonly string[],
): string {
  const keys = query.keys.filter((key) => query.within.includes(key)).map((key) => `f.${key}`);
  const isInTime = isWithinTime(query);
  const time = isInTime ? ['f.period_no', 'f.period'] : [];
  const outer = [...time, ...keys];
  const [first] = names;
  const direction = query.order?.direction === 'asc' ? 'ASC' : 'DESC';
  const mean =
    first === undefined ? [] : nullsLast(`SUM(f.${first}) / NULLIF(COUNT(f.${first}), 0)`, direction);
  return select({
    columns: [...outer, ...sums],
    from,
    where: [...conditions, ...keys.map((key) => `${key} IS NOT NULL`)],
    groupBy: outer,
    orderBy: [...(isInTime ? ['f.period_no'] : []), ...mean, ...keys],
  });
}

function shownColumns(query: FigureQuery, names: readonly string[], share: string | null): readonly string[] {
  return [
    'f.period_no',
    'f.period',
    'f.from_day',
    'f.to_day',
    'f.started',
    ...query.keys.map((key) => `f.${key}`),
    ...names.map((name) => `f.${name}`),
    ...(share === null ? [] : ['f.share']),
  ];
}

/** The first rows of each outer group, the groups in the order of their best rows. */
function limitedWithin(
  query: FigureQuery,
  names: readonly string[],
  share: string | null,
  changes: readonly string[],
  conditions: readonly string[],
  from: readonly string[],
): string {
  const outer = query.limitPer.map((each) =>
    query.keys.some((key) => key === each) ? `f.${each}` : 'f.period_no',
  );
  const order = orderOf(query, names);
  const ranked = select({
    columns: [
      ...shownColumns(query, names, share),
      ...changes,
      `ROW_NUMBER() OVER (PARTITION BY ${outer.join(', ')} ORDER BY ${order.join(', ')}) AS place`,
      `ROW_NUMBER() OVER (ORDER BY ${order.join(', ')}) AS overall`,
    ],
    from,
    where: conditions,
  });
  const placed = select({
    columns: ['f.*', `MIN(f.overall) OVER (PARTITION BY ${outer.join(', ')}) AS best`],
    from: [`(${ranked.replaceAll('\n', '\n  ')}) AS f`],
    where: [`f.place <= ${query.limit ?? 0}`],
  });
  const columns = [
    ...shownColumns(query, names, share),
    ...(changes.length > 0 ? ['f.change_amount', 'f.change_percent'] : []),
  ];
  const inTime = query.limitPer.some((each) => !query.keys.some((key) => key === each));
  return select({
    columns,
    from: [`(${placed.replaceAll('\n', '\n  ')}) AS f`],
    orderBy: [...(inTime ? ['f.period_no'] : []), 'f.best', 'f.place'],
  });
}

function conditionsOf(query: FigureQuery, names: readonly string[]): readonly string[] {
  const thresholds = [...(holdsOne(query) ? [] : thresholdsOf(query))];
  if (!query.keepNameless) thresholds.push(...query.keys.map((key) => `f.${key} IS NOT NULL`));
  if (query.keys.length === 0 || query.keepEmpty || asksForNothing(query)) return thresholds;
  const filled = [...new Set(names.flatMap(filledCondition))];
  return filled.length > 0 ? [`(${filled.join(' OR ')})`, ...thresholds] : thresholds;
}

function thresholdsOf({ having }: FigureQuery): readonly string[] {
  return having
    .filter(({ metric }) => metric !== SOLVED_METRIC)
    .map(({ metric, comparison, value, size }) => {
      const figure = size === true ? `abs(f.${metric})` : `f.${metric}`;
      return `${figure} ${operatorOf(comparison)} ${decimalLiteral(value)}`;
    });
}

/** Whether one figure is held against the conditions: it is shown whether it meets them or not. */
export function holdsOne({ derive, keys, grain, spans }: FigureQuery): boolean {
  return derive === 'holds' && keys.length === 0 && grain === null && spans.length === 1;
}

/** Whether groups are meant that have nothing: no fees, no bonds. */
export function asksForNothing(query: FigureQuery): boolean {
  return query.having.some(
    ({ comparison, value }) => Number(value) === 0 && ['=', '<=', '>='].includes(comparison),
  );
}

/** Falls are below nothing: the deepest one is the largest. */
export const DEEPEST_FIRST = 'max_drawdown';

/** Rates that are 0 for a group that held nothing, as for one that did not move: only `held` tells them apart. */
export const HELD: ReadonlySet<string> = new Set([
  'twr',
  'twr_gross',
  'twr_annualized',
  'excess_return',
  'max_drawdown',
]);
/** Ratios that are null, not 0, where there was nothing to divide by. */
const NULL_IF_NOTHING: ReadonlySet<string> = new Set([
  'yield',
  'turnover',
  'fee_rate',
  'unrealized_return',
  'average_cost',
  'volatility',
  'sharpe',
  'drift',
]);
/** They say nothing about whether the group has anything. */
const TELLS_NOTHING: ReadonlySet<string> = new Set(['price', 'benchmark_return']);

/** What is true of a group that the figure has something to say about. */
function filledCondition(name: string): readonly string[] {
  if (TELLS_NOTHING.has(name) || METRICS.get(name)?.unit === 'date') return [];
  if (HELD.has(name)) return ['f.held > 0'];
  return [NULL_IF_NOTHING.has(name) ? `f.${name} IS NOT NULL` : `COALESCE(f.${name}, 0) <> 0`];
}

/** A checked number, written out: a bound text would be compared as text. */
function decimalLiteral(value: string): string {
  if (!/^-?\d{1,28}(\.\d{1,10})?$/.test(value)) throw new RangeError(`not a decimal: ${value}`);
  return value;
}

function orderOf(query: FigureQuery, names: readonly string[]): readonly string[] {
  const series = query.grain !== null || query.spans.length > 1;
  const ties = ['f.period_no', ...query.keys.flatMap((key) => nullsLast(`f.${key}`, 'ASC'))];
  const { order } = query;
  const [first] = names;
  if (order === null || order.by === SOLVED_METRIC) {
    const down = first === DEEPEST_FIRST ? 'ASC' : 'DESC';
    const byFigure = query.keys.length > 0 && first !== undefined ? nullsLast(`f.${first}`, down) : [];
    return series ? ['f.period_no', ...byFigure, ...ties.slice(1)] : [...byFigure, ...ties];
  }
  const direction = order.direction === 'asc' ? 'ASC' : 'DESC';
  if (isMetric(order.by)) {
    const name = metricOfOrder(order.by);
    const expression = order.by === name ? `f.${name}` : `ABS(f.${name})`;
    return [...nullsLast(expression, direction), ...ties];
  }
  const key = query.keys.find((each) => each === order.by);
  return [...(key === undefined ? [`f.period_no ${direction}`] : nullsLast(`f.${key}`, direction)), ...ties];
}
