import { METRICS } from '../../model/index.ts';
import type { Cell } from '../../vocabulary/rows.ts';
import { pairOf, type FigureQuery } from '../compile/figure-query.ts';
import type { NamedRow } from '../solve.ts';
import { lessMoney, meanMoneyOfTwo } from './rounding.ts';

/** What is made of two figures, or of the middle one of many: exact where they are amounts. */

type Pair = 'difference' | 'ratio';

/**
 * Adds the difference or the ratio: to each row of two figures; of one figure to the first of two rows, which stand as
 * they were named.
 */
export function pairedRows(query: FigureQuery, derive: Pair, rows: readonly NamedRow[]): readonly NamedRow[] {
  const [first = '', second] = query.metrics;
  const made = (a: Cell, b: Cell): Cell => (derive === 'ratio' ? ratioOf(a, b) : differenceOf(first, a, b));
  if (second !== undefined)
    return rows.map((row) => ({ ...row, [derive]: made(row[first] ?? null, row[second] ?? null) }));
  const [left, right] = asNamed(query, rows);
  if (left === undefined || right === undefined) return rows.map((row) => ({ ...row, [derive]: null }));
  return [
    { ...left, [derive]: made(left[first] ?? null, right[first] ?? null) },
    { ...right, [derive]: null },
  ];
}

function asNamed(query: FigureQuery, rows: readonly NamedRow[]): readonly NamedRow[] {
  const pair = pairOf(query);
  if (pair === null || pair.kind === 'periods')
    return rows.toSorted((a, b) => Number(a['period_no']) - Number(b['period_no']));
  return pair.values.flatMap((value) => rows.filter((row) => row[pair.key] === value).slice(0, 1));
}

function differenceOf(metric: string, a: Cell, b: Cell): Cell {
  if (a === null || b === null) return null;
  return METRICS.get(metric)?.unit === 'money' ? lessMoney(a, b) : Number(a) - Number(b);
}

function ratioOf(a: Cell, b: Cell): Cell {
  return a === null || b === null || Number(b) === 0 ? null : Number(a) / Number(b);
}

/** The middle figure of each outer group, the highest first; of all groups where there are none. */
export function mediansOf(query: FigureQuery, rows: readonly NamedRow[]): readonly NamedRow[] {
  if (query.within.length === 0) return [medianRow(query, rows)];
  const names = query.within.map((each) => (query.keys.includes(each) ? each : 'period_no'));
  const [first = ''] = query.metrics;
  const groups = Map.groupBy(rows, (row) => JSON.stringify(names.map((name) => row[name] ?? null)));
  return [...groups.values()]
    .map((group) => ({ ...group[0], ...medianRow(query, group) }))
    .filter((row) => query.keys.every((key) => !query.within.includes(key) || (row[key] ?? null) !== null))
    .toSorted((a, b) => Number(b[first] ?? 0) - Number(a[first] ?? 0));
}

/** The middle figure of all groups, or the mean of the two in the middle; groups without one do not count. */
function medianRow(query: FigureQuery, rows: readonly NamedRow[]): NamedRow {
  const [first = ''] = query.metrics;
  const medians = query.metrics.map((name) => [name, medianOf(name, rows)] as const);
  const groups = rows.filter((row) => (row[first] ?? null) !== null).length;
  return { ...Object.fromEntries(medians), groups };
}

function medianOf(metric: string, rows: readonly NamedRow[]): Cell {
  const sorted = rows
    .map((row) => row[metric] ?? null)
    .filter((cell) => cell !== null)
    .toSorted((a, b) => Number(a) - Number(b));
  const middle = Math.floor((sorted.length - 1) / 2);
  const [low, high] = [sorted[middle] ?? null, sorted[sorted.length - 1 - middle] ?? null];
  if (low === null || high === null) return null;
  return METRICS.get(metric)?.unit === 'money' ? meanMoneyOfTwo(low, high) : (Number(low) + Number(high)) / 2;
}
