import type { Cell, Column } from '../../../src/vocabulary/rows.ts';
import type { TablePart } from '../../api/ask.ts';
import { isNumeric } from '../../format/cells.ts';

const PERIODS_MAX = 4;

/**
 * A comparison of a few periods as one reads it: a row for each name, the periods beside each other. A table of any
 * other shape is given back as it is. `write` gives a period's name.
 */
export function periodsBeside(table: TablePart, write: (cell: Cell, column: Column) => string): TablePart {
  const { columns, rows } = table;
  const [period] = columns.filter(({ type }) => type === 'period');
  const [name, ...otherNames] = columns.filter((column) => column !== period && !isNumeric(column));
  const [figure, ...otherFigures] = columns.filter(isNumeric);
  if (!period || !name || !figure || otherNames.length + otherFigures.length > 0) return table;
  const at = (row: readonly Cell[], column: Column): Cell => row[columns.indexOf(column)] ?? null;
  const periods = [...new Set(rows.map((row) => at(row, period)))];
  if (periods.length < 2 || periods.length > PERIODS_MAX) return table;
  const lines = new Map<Cell, Map<Cell, Cell>>();
  for (const row of rows) {
    const line = lines.get(at(row, name)) ?? new Map<Cell, Cell>();
    // Two rows that are called alike are two things.
    if (line.has(at(row, period))) return table;
    lines.set(at(row, name), line.set(at(row, period), at(row, figure)));
  }
  return {
    columns: [
      name,
      ...periods.map((each) => ({
        ...figure,
        name: `${figure.name} ${String(each)}`,
        label: write(each, period),
      })),
    ],
    rows: [...lines].map(([called, line]) => [called, ...periods.map((each) => line.get(each) ?? null)]),
  };
}
