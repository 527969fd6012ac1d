import { formatScaled, parseScaled } from '../../accounting/decimal.ts';
import { METRICS } from '../../model/index.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Locale } from '../../vocabulary/locale.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { Cell, Column } from '../../vocabulary/rows.ts';
import type { FigureQuery } from '../compile/figure-query.ts';
import type { Sentence } from '../explain/telling.ts';
import type { Table } from '../explain/table.ts';
import { cellWords } from '../../present/sentence-words.ts';

/** An answer that fails here is a fault of ours and is never shown. Throws a Problem `check_failed`. */
export function checkTable(table: Table): void {
  const { columns, rows } = table;
  const names = new Set(columns.map(({ name }) => name));
  if (names.size !== columns.length) throw wrong('two columns of one name');
  if (rows.length > LIMITS.rows_max) throw wrong('more rows than an answer holds');
  for (const row of rows) {
    if (row.length !== columns.length) throw wrong('a row of another length than its columns');
    columns.forEach((column, index) => {
      if (!fits(row[index], column)) throw wrong(`a cell of ${column.name} that is no ${column.type}`);
    });
  }
}

const DECIMAL = /^-?\d+(\.\d+)?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const PERIOD = /^\d{4}(-Q[1-4]|-W\d{2}|-\d{2}(-\d{2})?)?$|^\d{4}-\d{2}-\d{2}\/\d{4}-\d{2}-\d{2}$/;

const FITS: Readonly<Record<Column['type'], (cell: string | number | boolean) => boolean>> = {
  money: (cell) => typeof cell === 'string' && DECIMAL.test(cell),
  percent: (cell) => typeof cell === 'number' && Number.isFinite(cell),
  integer: (cell) => Number.isInteger(cell),
  number: (cell) => (typeof cell === 'number' ? Number.isFinite(cell) : DECIMAL.test(String(cell))),
  date: (cell) => typeof cell === 'string' && DAY.test(cell),
  period: (cell) => typeof cell === 'string' && PERIOD.test(cell),
  string: (cell) => typeof cell === 'string',
};

function fits(cell: Cell | undefined, { type }: Column): boolean {
  return cell === null || (cell !== undefined && FITS[type](cell));
}

/** Parts make up their whole, and a period's end is its beginning, what came in, and what was gained. */
export function checkFigures(query: FigureQuery, table: Table): void {
  const at = new Map(table.columns.map(({ name }, index) => [name, index]));
  const cell = (row: readonly Cell[], name: string): Cell | undefined => row[at.get(name) ?? -1];
  const parts = at.has('share') ? 'share' : 'weight';
  if (at.has(parts) && makeUpWhole(query)) {
    const shares = table.rows.map((row) => cell(row, parts) ?? null);
    const sum = shares.reduce<number>((total, share) => total + Number(share), 0);
    const known = shares.length > 0 && !shares.includes(null);
    if (known && Math.abs(sum - 1) > 1e-6) throw wrong('shares that do not make a whole');
  }
  const bridge = ['opening_value', 'net_contributions', 'gain', 'market_value'];
  if (!bridge.every((name) => at.has(name)) || query.keys.length > 0) return;
  for (const row of table.rows) {
    const [opening = 0n, contributions = 0n, gain = 0n, closing = 0n] = bridge.map((name) =>
      parseScaled(String(cell(row, name) ?? '0'), 2),
    );
    const off = opening + contributions + gain - closing;
    // Four figures, each rounded on its own.
    if (off > 2n || off < -2n) throw wrong(`values that do not add up by ${formatScaled(off, 2)}`);
  }
}

/** What makes one figure, or another one, of all groups. */
const MADE_OF_ALL: ReadonlySet<string | null> = new Set([
  'average',
  'count',
  'total',
  'exists',
  'holds',
  'proportion',
]);

function makeUpWhole(query: FigureQuery): boolean {
  const { filters } = query;
  const metric = METRICS.get(query.metrics[0] ?? '');
  const addsUp = metric?.unit === 'money' && (metric.additivity === 'flow' || metric.additivity === 'stock');
  if (!addsUp && metric?.name !== 'weight') return false;
  // What is a flow of two accounts can be none of both together.
  if (metric.facts.includes('flows') || metric.facts.includes('gains')) return false;
  const unlimited = [filters.account, filters.security, filters.row, query.having, filters.without].every(
    (each) => each.length === 0,
  );
  return (
    unlimited &&
    filters.open === null &&
    query.keys.length === 1 &&
    query.grain === null &&
    query.spans.length === 1 &&
    query.limit === null &&
    query.keepNameless &&
    query.wholeBy === 'scope' &&
    !MADE_OF_ALL.has(query.derive)
  );
}

/**
 * Each number of a sentence is that of the cell it is said to be, or stands in what the question itself was about: its
 * days, its limits, its names. A figure of another cell does not do.
 */
export function checkSentence(
  { text, bound }: Sentence,
  { columns, rows }: Table,
  currency: string,
  locale: Locale,
  context: readonly string[],
): void {
  const own = columns.findIndex(({ name }) => name === 'currency');
  let rest = text;
  for (const said of bound) {
    const [row, column] = [rows[said.row], columns[said.column]];
    const cell = row?.[said.column];
    if (row === undefined || column === undefined || cell === undefined)
      throw wrong('a figure without a cell');
    const unit = column.currency ?? String((own >= 0 ? row[own] : null) ?? currency);
    if (cellWords(cell, column.type, unit, locale) !== said.text)
      throw wrong(`a figure (${said.text}) that is not its cell`);
    rest = rest.replace(alone(said.text), ' ');
  }
  const known = new Set(context.flatMap(numbersOf));
  const unbound = numbersOf(rest).find((number) => !known.has(number));
  if (unbound !== undefined)
    throw wrong(`a number in the sentence (${unbound}) that is no figure of the result`);
}

/** The text where it is no part of a longer number. */
function alone(text: string): RegExp {
  const escaped = text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const before = /^\d/.test(text) ? String.raw`(?<!\d[.,]?)` : '';
  const after = /\d$/.test(text) ? String.raw`(?!\d|[.,]\d)` : '';
  return new RegExp(`${before}${escaped}${after}`, 'u');
}

function numbersOf(text: string): readonly string[] {
  return [...text.matchAll(/\d+(?:[.,]\d+)*/g)].map(([number]) => number);
}

function wrong(what: string): Problem {
  return new Problem(
    'check_failed',
    'The answer did not pass its own checks and is not shown; please report the question.',
    {
      cause: new Error(what),
    },
  );
}
