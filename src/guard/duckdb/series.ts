import { dayNumber, parseDay } from '../../vocabulary/day.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Problem } from '../../vocabulary/problem.ts';
import { limit, refusal } from '../refusal.ts';
import { constantOf, isBranch, isList, textOf, type Tree } from './tree.ts';

const SECONDS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 604_800,
  month: 2_419_200,
  quarter: 7_776_000,
  year: 31_536_000,
};
const STEP = /^(\d{1,6}) *(second|minute|hour|day|week|month|quarter|year)s?$/i;

/** range and generate_series: their size must be known before they run, because some forms cannot be stopped. */
export function judgeSeries(args: readonly Tree[]): Problem | null {
  const rows = rowsOf(args);
  if (rows === null)
    return refusal('A series with bounds that are computed', 'write the bounds as numbers or as dates');
  return rows > LIMITS.sql_series_rows_max
    ? limit(`a series has more than ${LIMITS.sql_series_rows_max} rows`)
    : null;
}

function rowsOf(args: readonly Tree[]): number | null {
  const bounds = args.map((arg) => constantOf(arg));
  const [first, second, third = 1] = bounds;
  if (bounds.every((bound) => typeof bound === 'number') && args.length <= 3) {
    const [from, to] = args.length === 1 ? [0, Number(first)] : [Number(first), Number(second)];
    const rows = Math.abs((to - from) / Number(third)) + 1;
    return Number.isFinite(rows) ? rows : null;
  }
  const [from, to, step] = [instantOf(first), instantOf(second), secondsOf(args[2])];
  return from === null || to === null || step === null ? null : Math.abs((to - from) / step) + 1;
}

/** Seconds since 1970 of a written date, give or take a day for its time. */
function instantOf(bound: string | number | null | undefined): number | null {
  if (typeof bound !== 'string') return null;
  const day = parseDay(bound.trim().slice(0, 10));
  return day === null ? null : dayNumber(day) * 86_400;
}

/** The seconds of a written interval: INTERVAL 1 DAY comes as to_days(…), INTERVAL '1 day' as a cast text. */
function secondsOf(step: Tree | undefined): number | null {
  if (!isBranch(step)) return null;
  const text = constantOf(step);
  if (typeof text === 'string') {
    const [, count, unit] = STEP.exec(text.trim()) ?? [];
    return positive(Number(count) * (SECONDS[(unit ?? '').toLowerCase()] ?? Number.NaN));
  }
  const [, unit] = /^to_(\w+)s$/.exec(textOf(step, 'function_name')) ?? [];
  return positive(Math.abs(countOf(step)) * (SECONDS[unit ?? ''] ?? Number.NaN));
}

/** The count inside to_days(CAST(trunc(CAST(1 AS DOUBLE)) AS INTEGER)). */
function countOf(tree: Tree | undefined): number {
  const constant = constantOf(tree);
  if (constant !== null) return Number(constant);
  if (!isBranch(tree)) return Number.NaN;
  if (tree['class'] === 'CAST') return countOf(tree['child']);
  const children = tree['children'];
  const wraps = /^(?:to_\w+|trunc)$/.test(textOf(tree, 'function_name'));
  return wraps && isList(children) && children.length === 1 ? countOf(children[0]) : Number.NaN;
}

function positive(seconds: number): number | null {
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}
