import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import { currencyDigits } from '../present/cells.ts';
import { safeText } from '../present/safe-text.ts';
import type { Cell, Column } from '../vocabulary/rows.ts';
import type { Report } from './report.ts';

/** A spreadsheet keeps numbers as doubles: what has more digits than one holds exactly is written as text. */
const EXACT_DIGITS_MAX = 15;
const WIDTH_MAX = 48;
const WIDTH_MIN = 10;
const HEADER = { fontWeight: 'bold' as const, backgroundColor: '#E3F0ED' };

/** The table in one sheet, typed cells under a header that stays; where it comes from in a second one. */
export async function xlsxOf(report: Report): Promise<Uint8Array> {
  const { columns, rows } = report.answer;
  const currencyAt = columns.findIndex(({ name }) => name === 'currency');
  const data: SheetData = [
    columns.map(({ label }) => ({ value: safeText(label), type: String, ...HEADER })),
    ...rows.map((row) =>
      columns.map((column, at) => typed(row[at] ?? null, column, currencyOf(column, row[currencyAt]))),
    ),
  ];
  const widths = columns.map((column, at) => ({
    width: widthOf(
      column,
      rows.map((row) => row[at] ?? null),
    ),
  }));
  const sheets = [
    { data, sheet: 'Answer', columns: widths, stickyRowsCount: 1 },
    { data: origin(report), sheet: 'Sources', columns: [{ width: 20 }, { width: 100 }] },
  ];
  return new Uint8Array(await writeXlsxFile(sheets).toBuffer());
}

type SheetCell = NonNullable<SheetData[number][number]>;

function typed(cell: Cell, column: Column, currency: string | null): SheetCell | null {
  if (cell === null) return null;
  if (typeof cell === 'boolean') return { value: cell, type: Boolean };
  if (column.type === 'date' && typeof cell === 'string') {
    return { value: new Date(`${cell}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' };
  }
  const format = formatOf(column, currency);
  if (format === null || !fitsDouble(cell)) return { value: safeText(String(cell)), type: String };
  return { value: Number(cell), type: Number, format };
}

function currencyOf({ currency }: Column, own: Cell | undefined): string | null {
  return currency ?? (typeof own === 'string' && /^[A-Z]{3}$/.test(own) ? own : null);
}

/** Null: it is text. */
function formatOf({ type }: Column, currency: string | null): string | null {
  switch (type) {
    case 'money': {
      const digits = currencyDigits(currency);
      const amount = digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`;
      return currency === null ? amount : `${amount}" ${currency}"`;
    }
    case 'percent':
      return '0.00%';
    case 'integer':
      return '#,##0';
    case 'number':
      return '#,##0.####';
    case 'string':
    case 'date':
    case 'period':
      return null;
    default:
      return type satisfies never;
  }
}

function fitsDouble(cell: string | number): boolean {
  if (typeof cell === 'number') return Number.isFinite(cell);
  if (!/^-?\d+(\.\d+)?$/.test(cell)) return false;
  const digits = cell.replace(/^-?0*/, '').replace('.', '').replace(/^0+/, '');
  return (cell.includes('.') ? digits.replace(/0+$/, '') : digits).length <= EXACT_DIGITS_MAX;
}

function widthOf({ label }: Column, cells: readonly Cell[]): number {
  const longest = cells
    .slice(0, 200)
    .reduce<number>((most, cell) => Math.max(most, String(cell ?? '').length), 0);
  return Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, label.length + 2, longest + 4));
}

function origin({ question, answer, definitions, sources, madeAt }: Report): SheetData {
  const lines: readonly (readonly [string, string])[] = [
    ['Question', question],
    ['Answer', answer.text],
    ['Understood as', answer.interpretation.text],
    ['Data as of', answer.asOf],
    ['Data version', answer.dataVersion],
    ...answer.caveats.map((caveat): [string, string] => ['Please note', caveat]),
    ...definitions.map(({ label, description }): [string, string] => [label, description]),
    ...sources.map((source): [string, string] => ['Source', source]),
    ['SQL', answer.sql.slice(0, 32_000)],
    ['Made', madeAt],
  ];
  return lines.map(([name, text]) => [
    { value: name, type: String, fontWeight: 'bold' as const },
    { value: safeText(text), type: String, wrap: true },
  ]);
}
