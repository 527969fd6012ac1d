import type { Cell, Column } from '../../../src/vocabulary/rows.ts';
import type { TablePart } from '../../api/ask.ts';
import { cellFormatter, isNumeric, type CellText } from '../../format/cells.ts';

export interface FigurePart {
  readonly name: string;
  readonly label: string;
  readonly value: CellText;
}

/** A one-row answer as one figure, with what stands beside it. */
export interface Figure {
  readonly main: FigurePart;
  readonly others: readonly FigurePart[];
}

const BESIDE_MAX = 5;

/**
 * The answer as a figure, or null where it is a table: several rows, or one row as wide as a booking. The main figure
 * is the first number; an answer without one (a date, yes or no) leads with its first value.
 */
export function figureOf({ columns, rows }: TablePart): Figure | null {
  const row = rows[0];
  if (!row || rows.length > 1 || columns.length === 0 || columns.length > BESIDE_MAX + 1) return null;
  const currencyIsShown = columns.some(
    ({ type, currency }) => type === 'money' && (currency ?? null) === null,
  );
  const parts = columns.flatMap((column, index) =>
    column.name === 'currency' && currencyIsShown ? [] : [partOf(column, index, columns, rows, row)],
  );
  const isNumber = new Set(columns.filter(isNumeric).map(({ name }) => name));
  const main = parts.find(({ name }) => isNumber.has(name)) ?? parts[0];
  return main ? { main, others: parts.filter((part) => part !== main) } : null;
}

function partOf(
  column: Column,
  index: number,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  row: readonly Cell[],
): FigurePart {
  const format = cellFormatter(column, columns, rows);
  return { name: column.name, label: column.label, value: format(row[index] ?? null, row) };
}
