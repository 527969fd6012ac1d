import { isNumeric } from '../present/cells.ts';
import { safeText } from '../present/safe-text.ts';
import type { TablePart } from '../present/chart-data.ts';
import type { Cell } from '../vocabulary/rows.ts';

/** RFC 4180, in UTF-8 with the mark that spreadsheets look for; every digit as it was computed, text never a formula. */
export function csvOf({ columns, rows }: TablePart): Uint8Array {
  const numeric = columns.map(isNumeric);
  const lines = [
    columns.map(({ label }) => quoted(label)),
    ...rows.map((row) => columns.map((_, at) => written(row[at] ?? null, numeric[at] === true))),
  ];
  return new TextEncoder().encode(`\ufeff${lines.map((line) => `${line.join(',')}\r\n`).join('')}`);
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

function written(cell: Cell, isNumber: boolean): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (isNumber && typeof cell === 'string' && NUMBER.test(cell)) return cell;
  return quoted(String(cell));
}

function quoted(text: string): string {
  return `"${safeText(text.replaceAll('\0', '')).replaceAll('"', '""')}"`;
}
