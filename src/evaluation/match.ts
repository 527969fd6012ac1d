import type { Cell } from '../vocabulary/rows.ts';
import { agrees, isFigure, numberOf } from './cells.ts';
import type { Expected, ExpectedCell } from './question-set.ts';

type Row = readonly (Cell | undefined)[];
/** Which column of the answer stands for which expected one. */
type Columns = ReadonlyMap<number, number>;

/** Ways to lay expected columns on those of an answer that are tried at the most. */
const WAYS_MAX = 20_000;
const TOTAL = /^(?:total|all|sum|overall|grand total|combined)$/i;

/**
 * Whether an answer's rows are what was expected. Names and order of columns do not matter, and further columns are
 * as good; further rows are where they are totals, or nothing but zeros, or allowed.
 */
export function matches(expected: Expected, rows: readonly (readonly Cell[])[]): boolean {
  const needed = expected.columns.flatMap(({ optional }, place) => (optional ? [] : [place]));
  if (expected.rows.length === 0) return rows.every(isZero);
  if (expected.match === 'scalar') return scalarMatches(expected, needed, rows);
  const fewest = expected.rows.filter((row) => expected.match !== 'series' || !isZero(row)).length;
  if (rows.length < fewest) return false;
  const all = Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, column) => column);
  let ways = 0;
  const lay = (at: number, columns: Columns): boolean => {
    const place = needed[at];
    if (place === undefined) {
      ways += 1;
      return rowsMatch(expected, columns, rows);
    }
    const free = all.filter((column) => ![...columns.values()].includes(column));
    return free.some(
      (column) =>
        ways < WAYS_MAX &&
        mayBe(expected, place, column, rows) &&
        lay(at + 1, new Map([...columns, [place, column]])),
    );
  };
  return lay(0, new Map());
}

function scalarMatches(expected: Expected, needed: readonly number[], rows: readonly Row[]): boolean {
  const [wanted = []] = expected.rows;
  const [first] = rows;
  if (!first) return wanted.every((cell) => cell === null);
  const lay = (at: number, used: ReadonlySet<number>): boolean => {
    const place = needed[at];
    if (place === undefined) return true;
    return first.some(
      (cell, column) =>
        !used.has(column) &&
        cellAgrees(expected, place, wanted[place], cell) &&
        lay(at + 1, new Set([...used, column])),
    );
  };
  return lay(0, new Set());
}

/** A column that agrees with hardly any expected cell is not worth laying. */
function mayBe(expected: Expected, place: number, column: number, rows: readonly Row[]): boolean {
  const hits = rows.filter((row) =>
    expected.rows.some((wanted) => cellAgrees(expected, place, wanted[place], row[column])),
  );
  return hits.length >= Math.min(expected.rows.length, rows.length) * 0.3;
}

function rowsMatch(expected: Expected, columns: Columns, rows: readonly Row[]): boolean {
  const fits = (wanted: readonly ExpectedCell[], row: Row): boolean =>
    [...columns].every(([place, column]) => cellAgrees(expected, place, wanted[place], row[column]));
  const figures = [...columns]
    .filter(([place]) => isFigure(expected.columns[place]))
    .map(([, column]) => column);
  const isForgiven = (row: Row): boolean =>
    isTotal(row) || (figures.length > 0 && figures.every((column) => isZero([row[column] ?? null])));
  if (expected.match === 'ordered') {
    const body = rows.length === expected.rows.length ? rows : rows.filter((row) => !isForgiven(row));
    const isLong = body.length > expected.rows.length && !expected.extra;
    return !isLong && expected.rows.every((wanted, place) => fits(wanted, body[place] ?? []));
  }
  const left = [...rows];
  for (const wanted of expected.rows) {
    const found = left.findIndex((row) => fits(wanted, row));
    if (found >= 0) left.splice(found, 1);
    else if (expected.match !== 'series' || !isZero(wanted)) return false;
  }
  return expected.extra || left.every(isForgiven);
}

function cellAgrees(
  expected: Expected,
  place: number,
  wanted: ExpectedCell | undefined,
  got: Cell | undefined,
): boolean {
  const column = expected.columns[place];
  return column !== undefined && wanted !== undefined && agrees(wanted, got, column, expected.tolerance);
}

function isTotal(row: Row): boolean {
  return row.some((cell) => typeof cell === 'string' && TOTAL.test(cell.trim()));
}

/** Nothing but zeros beside its names. */
function isZero(row: readonly (Cell | ExpectedCell | undefined)[]): boolean {
  const numbers = row.map(numberOf);
  return (
    numbers.some((number) => number?.isZero() === true) &&
    numbers.every((number) => number === null || number.isZero())
  );
}
