import { Decimal } from 'decimal.js';
import { minorUnits } from '../vocabulary/currency.ts';
import type { Cell, Column } from '../vocabulary/rows.ts';

const CELL_CHARS_MAX = 60;

/**
 * Text without the characters that steer a terminal; names and memos come from files. Line breaks become blanks
 * unless `keepLines`.
 */
export function plainText(text: string, keepLines = false): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (character) => {
    const isBreak = character === '\n' || character === '\t';
    return isBreak ? (keepLines ? character : ' ') : '';
  });
  return keepLines ? clean : clean.replaceAll(/ {2,}/g, ' ');
}

/** A cell as people read it: money to the minor unit, half-even, with its currency's own decimals; percent to two. */
export function showCell(cell: Cell, column: Column, currency: string | null): string {
  if (cell === null) return '–';
  if (column.type === 'money' && typeof cell !== 'boolean') return grouped(cell, minorUnits(currency ?? ''));
  if (column.type === 'percent' && typeof cell !== 'boolean') {
    return `${grouped(new Decimal(cell).times(100).toFixed(), 2)} %`;
  }
  return plainText(String(cell)).slice(0, CELL_CHARS_MAX);
}

function grouped(value: string | number, decimals: number): string {
  const rounded = new Decimal(value).toDecimalPlaces(decimals, Decimal.ROUND_HALF_EVEN);
  const [whole = '', fraction] = (rounded.isZero() ? rounded.abs() : rounded).toFixed(decimals).split('.');
  const digits = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

/** Rows under their headings, figures to the right; at most `rowsMax` rows, and a line that says what was left out. */
export function showTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  rowsMax: number,
): string {
  const currencyAt = columns.findIndex(({ name }) => name === 'currency');
  const shown = rows.slice(0, rowsMax).map((row) =>
    columns.map((column, at) => {
      const own = currencyAt >= 0 ? row[currencyAt] : null;
      return showCell(row[at] ?? null, column, column.currency ?? (typeof own === 'string' ? own : null));
    }),
  );
  const headings = columns.map(({ label, currency }) =>
    plainText(typeof currency === 'string' ? `${label} (${currency})` : label),
  );
  const widths = headings.map((heading, at) =>
    Math.max(heading.length, ...shown.map((cells) => cells[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        return isFigure(columns[at]) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rest = rows.length - shown.length;
  return [
    line(headings),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...shown.map(line),
    ...(rest > 0 ? [`… and ${rest} more rows (--json prints them all)`] : []),
    '',
  ].join('\n');
}

function isFigure(column: Column | undefined): boolean {
  return column !== undefined && ['integer', 'number', 'money', 'percent'].includes(column.type);
}
