import type { SqlDialect } from '../../../store/dialect.ts';
import type { Day } from '../../../vocabulary/day.ts';
import { addDays } from '../../../vocabulary/day.ts';
import { accountKeys, cells, inCell, keyColumns, members, on, type CellSet } from '../cells.ts';
import { select } from '../draft.ts';
import { flowRows } from './rows.ts';
import { measures } from './stocks.ts';

/** Returns: daily factors of each group, linked over the days of each period. */

/** Annualizes a daily deviation: trading days of a year (metrics: volatility). */
const TRADING_DAYS = 252;

/** Each day's value of a group. */
function days(set: CellSet): string {
  const { draft } = set;
  const keys = accountKeys(set);
  return draft.define(`${set.prefix}days`, () => {
    const from = draft.dialect.day(draft.bind(addDays(firstDay(set), -1)));
    const to = draft.dialect.day(draft.bind(lastDay(set)));
    return select({
      columns: [...keyColumns('m', keys), 'v.value_date AS day', 'SUM(v.market_value) AS value'],
      from: ['daily_values AS v', `JOIN ${members(set)} AS m ON m.account_id = v.account_id`],
      where: [`v.value_date BETWEEN ${from} AND ${to}`],
      groupBy: [...keyColumns('m', keys), 'v.value_date'],
    });
  });
}

function firstDay(set: CellSet): Day {
  return set.spans.reduce((first, { from }) => (from < first ? from : first), lastDay(set));
}

function lastDay(set: CellSet): Day {
  return set.spans.reduce((last, { to }) => (to > last ? to : last), '0001-01-01' as Day);
}

/** External flows of a group by day, both directions positive. */
function dayFlows(set: CellSet): string {
  const keys = accountKeys(set);
  return set.draft.define(`${set.prefix}day_flows`, () =>
    select({
      columns: [
        ...keyColumns('f', keys),
        'f.trade_date AS day',
        'SUM(CASE WHEN f.amount > 0 THEN f.amount ELSE 0 END) AS inflow',
        'SUM(CASE WHEN f.amount < 0 THEN -f.amount ELSE 0 END) AS outflow',
      ],
      from: [`${flowRows(set)} AS f`],
      where: ['f.legs = 1'],
      groupBy: [...keyColumns('f', keys), 'f.trade_date'],
    }),
  );
}

/** FEE bookings of a group by day: what a gross return adds back. */
function dayFees(set: CellSet): string {
  const keys = accountKeys(set);
  return set.draft.define(`${set.prefix}day_fees`, () =>
    select({
      columns: [...keyColumns('m', keys), 'x.trade_date AS day', 'SUM(x.amount) AS fees'],
      from: ['fees AS x', `JOIN ${members(set)} AS m ON m.account_id = x.account_id`],
      where: ["x.kind <> 'commission'"],
      groupBy: [...keyColumns('m', keys), 'x.trade_date'],
    }),
  );
}

/**
 * The day's factor (V + O) ÷ (V₋₁ + I), 1 where that divisor is nothing; `base` is the divisor: inflows arrive before
 * the market opens, outflows leave after it closes.
 */
function links(set: CellSet): string {
  const { draft, gross } = set;
  const { dialect } = draft;
  const keys = accountKeys(set);
  return draft.define(`${set.prefix}links`, () => {
    const partition = keys.length > 0 ? `PARTITION BY ${keyColumns('d', keys).join(', ')} ` : '';
    const before = `COALESCE(LAG(d.value) OVER (${partition}ORDER BY d.day), 0)`;
    const inner = select({
      columns: [
        ...keyColumns('d', keys),
        'd.day',
        'd.value',
        'd.value + COALESCE(o.outflow, 0) AS reached',
        ...(gross ? ['COALESCE(x.fees, 0) AS fees'] : []),
        `${before} + COALESCE(o.inflow, 0) AS base`,
      ],
      from: [
        `${days(set)} AS d`,
        `LEFT JOIN ${dayFlows(set)} AS o ${on('o', 'd', keys, 'o.day = d.day')}`,
        ...(gross ? [`LEFT JOIN ${dayFees(set)} AS x ${on('x', 'd', keys, 'x.day = d.day')}`] : []),
      ],
    });
    return select({
      columns: [
        ...keyColumns('l', keys),
        'l.day',
        'l.value',
        'l.base',
        `${factorOf(dialect, 'l.reached')} AS factor`,
        ...(gross ? [`${factorOf(dialect, '(l.reached + l.fees)')} AS gross_factor`] : []),
      ],
      from: [`(${inner.replaceAll('\n', '\n  ')}) AS l`],
    });
  });
}

function factorOf(dialect: SqlDialect, reached: string): string {
  return `CASE WHEN l.base <> 0 THEN ${dialect.double(reached)} / ${dialect.double('l.base')} ELSE 1 END`;
}

export function linked(set: CellSet, needed: ReadonlySet<string>): string {
  const { dialect } = set.draft;
  const keys = accountKeys(set);
  // 1900-01-01 was a Monday.
  const weekday = `${dialect.daysBetween(dialect.day("'1900-01-01'"), 'l.day')} % 7 < 5`;
  const all: Readonly<Record<string, string>> = {
    twr: `${dialect.product('l.factor')} - 1`,
    twr_gross: needed.has('twr_gross') ? `${dialect.product('l.gross_factor')} - 1` : '',
    volatility: `STDDEV_SAMP(CASE WHEN ${weekday} AND l.base <> 0 THEN l.factor END) * SQRT(${TRADING_DAYS})`,
    value_days: 'SUM(l.value)',
    held: 'COUNT(CASE WHEN l.base <> 0 THEN 1 END)',
  };
  return set.draft.define(`${set.prefix}linked`, () =>
    select({
      columns: ['c.period_no', ...keyColumns('c', keys), ...measures(all, needed)],
      from: [`${cells(set)} AS c`, `JOIN ${links(set)} AS l ${on('l', 'c', keys, inCell(set, 'l.day'))}`],
      groupBy: ['c.period_no', ...keyColumns('c', keys)],
    }),
  );
}

/** The deepest fall of each cell's return index: depth (null where it never falls), and its days. */
export function drawdown(set: CellSet): string {
  const { draft } = set;
  const { dialect } = draft;
  const keys = accountKeys(set);
  const cell = ['period_no', ...keys.map((key) => `by_${key}`)];
  const of = (alias: string): readonly string[] => cell.map((column) => `${alias}.${column}`);
  const walk = draft.define(`${set.prefix}walk`, () =>
    select({
      columns: [
        ...of('c'),
        'c.from_day',
        'l.day',
        // Rounded: a day without a change must not look like a new high or a fall by the last digit of a double.
        `ROUND(${dialect.runningProduct('l.factor', `PARTITION BY ${of('c').join(', ')} ORDER BY l.day`)}, 12) AS level`,
      ],
      from: [`${cells(set)} AS c`, `JOIN ${links(set)} AS l ${on('l', 'c', keys, inCell(set, 'l.day'))}`],
    }),
  );
  const peaks = draft.define(`${set.prefix}peaks`, () =>
    select({
      columns: [
        'w.*',
        `GREATEST(1, MAX(w.level) OVER (PARTITION BY ${of('w').join(', ')} ORDER BY w.day)) AS peak`,
      ],
      from: [`${walk} AS w`],
    }),
  );
  const dips = draft.define(`${set.prefix}dips`, () =>
    select({
      columns: [
        ...of('p'),
        'p.day',
        'p.level / p.peak - 1 AS fall',
        `CASE WHEN p.peak = 1 THEN ${dialect.addDays('p.from_day', '-1')} ELSE MIN(p.day) OVER (PARTITION BY ${[...of('p'), 'p.peak'].join(', ')}) END AS peak_day`,
      ],
      from: [`${peaks} AS p`],
    }),
  );
  return draft.define(`${set.prefix}drawdown`, () =>
    select({
      columns: [
        ...of('q'),
        'MIN(q.fall) AS depth',
        'MIN(CASE WHEN q.fall = e.depth THEN q.peak_day END) AS from_day',
        'MIN(CASE WHEN q.fall = e.depth THEN q.day END) AS to_day',
      ],
      from: [
        `${dips} AS q`,
        `JOIN (SELECT ${[...of('n'), 'MIN(n.fall) AS depth'].join(', ')} FROM ${dips} AS n GROUP BY ${of('n').join(', ')}) AS e`,
        `  ON ${cell.map((column) => `e.${column} = q.${column}`).join(' AND ')}`,
      ],
      where: ['e.depth < 0'],
      groupBy: of('q'),
    }),
  );
}

/** The shared benchmark's level at the period's end and at its opening, for each cell. */
export function benchmark(set: CellSet): string {
  const { draft } = set;
  const keys = accountKeys(set);
  const groups = select({
    columns: [
      ...keyColumns('m', keys),
      'CASE WHEN COUNT(*) = COUNT(m.benchmark_id) AND MIN(m.benchmark_id) = MAX(m.benchmark_id) THEN MIN(m.benchmark_id) END AS benchmark_id',
    ],
    from: [`${members(set)} AS m`],
    groupBy: keyColumns('m', keys),
  }).replaceAll('\n', ' ');
  const level = (condition: string): string =>
    draft.dialect.latest(
      `CASE WHEN ${condition} THEN b.level END`,
      `CASE WHEN ${condition} THEN b.level_date END`,
    );
  return draft.define(`${set.prefix}benchmark`, () =>
    select({
      columns: [
        'c.period_no',
        ...keyColumns('c', keys),
        `${level('b.level_date <= c.to_day')} AS closing`,
        `${level('b.level_date < c.from_day')} AS opening`,
      ],
      from: [
        `${cells(set)} AS c`,
        `JOIN (${groups}) AS g ${on('g', 'c', keys)}`,
        'JOIN benchmark_levels AS b ON b.benchmark_id = g.benchmark_id AND b.level_date <= c.to_day',
      ],
      groupBy: ['c.period_no', ...keyColumns('c', keys)],
    }),
  );
}
