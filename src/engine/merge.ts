import type { Comparison } from '../vocabulary/plan.ts';
import type { Cell } from '../vocabulary/rows.ts';
import {
  metricOfOrder,
  ordersByChange,
  ordersBySolved,
  SOLVED_METRIC,
  type FigureQuery,
} from './compile/figure-query.ts';
import { DEEPEST_FIRST } from './compile/result-rows.ts';
import type { NamedRow } from './solve.ts';

/**
 * Puts rows in order, and cuts them, where a statement could not: money-weighted returns are solved after it, and
 * groups of several reporting currencies come from several statements. Otherwise they are in order already.
 */
export function orderedRows(
  query: FigureQuery,
  rows: readonly NamedRow[],
  statements: number,
): readonly NamedRow[] {
  const solved = ordersBySolved(query);
  if (!solved && statements < 2) return rows;
  const kept = rows.filter((row) =>
    query.having
      .filter(({ metric }) => metric === SOLVED_METRIC)
      .every(({ comparison, value }) => holds(row[SOLVED_METRIC] ?? null, comparison, Number(value))),
  );
  const sorted = kept.toSorted(comparing(query));
  const { limit, limitPer } = query;
  if (limit === null) return sorted;
  if (limitPer.length === 0) return sorted.slice(0, limit);
  const outer = (row: NamedRow): string =>
    JSON.stringify(
      limitPer.map((each) => (query.keys.includes(each) ? row[each] : row['period_no']) ?? null),
    );
  return [...Map.groupBy(sorted, outer).values()].flatMap((group) => group.slice(0, limit));
}

const COMPARE: Readonly<Record<Comparison, (have: number, want: number) => boolean>> = {
  '>': (have, want) => have > want,
  '>=': (have, want) => have >= want,
  '<': (have, want) => have < want,
  '<=': (have, want) => have <= want,
  '=': (have, want) => have === want,
  '!=': (have, want) => have !== want,
};

function holds(cell: Cell, comparison: Comparison, want: number): boolean {
  return cell !== null && COMPARE[comparison](Number(cell), want);
}

/** As the statement would: the order asked for, otherwise time and then the largest first; ties by time and keys. */
function comparing(query: FigureQuery): (a: NamedRow, b: NamedRow) => number {
  const { order } = query;
  const series = query.grain !== null || query.spans.length > 1;
  const byKeys = (a: NamedRow, b: NamedRow): number =>
    query.keys.reduce((found, key) => found || compareTexts(a[key] ?? null, b[key] ?? null), 0);
  const [first = ''] = query.metrics;
  if (order === null) {
    const largest =
      query.keys.length > 0 ? byFigure(first, false, first === DEEPEST_FIRST ? 1 : -1) : () => 0;
    return (a, b) => (series ? byTime(a, b) : 0) || largest(a, b) || byTime(a, b) || byKeys(a, b);
  }
  const sign = order.direction === 'asc' ? 1 : -1;
  const name = metricOfOrder(order.by);
  if (ordersByChange(query)) {
    const asked = byFigure(order.by === 'change' ? 'change_amount' : 'change_percent', false, sign);
    return (a, b) => asked(a, b) || byKeys(a, b);
  }
  const asked = query.keys.some((key) => key === order.by)
    ? (a: NamedRow, b: NamedRow) => sign * compareTexts(a[name] ?? null, b[name] ?? null)
    : query.metrics.includes(name)
      ? byFigure(name, name !== order.by, sign)
      : (a: NamedRow, b: NamedRow) => sign * byTime(a, b);
  return (a, b) => asked(a, b) || byTime(a, b) || byKeys(a, b);
}

/** What is undefined comes last. */
function byFigure(name: string, bySize: boolean, sign: 1 | -1): (a: NamedRow, b: NamedRow) => number {
  const rank = (row: NamedRow): number => {
    const cell = row[name] ?? null;
    if (cell === null) return Infinity;
    return sign * (bySize ? Math.abs(Number(cell)) : Number(cell));
  };
  return (a, b) => {
    const [left, right] = [rank(a), rank(b)];
    return left === right ? 0 : left < right ? -1 : 1;
  };
}

function compareTexts(a: Cell, b: Cell): number {
  const [left, right] = [String(a ?? ''), String(b ?? '')];
  return left === right ? 0 : left < right ? -1 : 1;
}

function byTime(a: NamedRow, b: NamedRow): number {
  return Number(a['period_no']) - Number(b['period_no']);
}
