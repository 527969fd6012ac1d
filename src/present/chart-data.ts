import type { Chart } from '../vocabulary/answer.ts';
import type { Cell, Column, ColumnType } from '../vocabulary/rows.ts';
import { cellFormatter, type CellWords } from './cells.ts';

/** What a chart is drawn from. */
export interface TablePart {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface ChartPoint {
  /** What is drawn. Pixels need no more than a double has; what is read is always `text`. */
  readonly value: number | null;
  readonly text: string;
}

export interface ChartSeries {
  readonly label: string;
  readonly type: ColumnType;
  readonly currency: string | null;
  readonly points: readonly ChartPoint[];
}

export interface ChartData {
  readonly type: Chart['type'];
  readonly axisLabel: string;
  /** True where the axis is time, which runs from left to right. */
  readonly isTime: boolean;
  readonly categories: readonly string[];
  readonly series: readonly ChartSeries[];
}

/** More bars than this cannot be told apart; the table has them all. */
export const BARS_MAX = 24;

/** How many of the rows are drawn: all, unless they are bars with names of their own. */
export function drawnCount({ type, isTime, categories }: ChartData): number {
  return type === 'bar' && !isTime ? Math.min(BARS_MAX, categories.length) : categories.length;
}

function drawn(cell: Cell): number | null {
  if (cell === null || typeof cell === 'boolean') return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

function seriesOf(column: Column, table: TablePart, locale?: string, words?: CellWords): ChartSeries {
  const index = table.columns.indexOf(column);
  const format = cellFormatter(column, table.columns, table.rows, locale, words);
  return {
    label: column.label,
    type: column.type,
    currency: column.currency ?? null,
    points: table.rows.map((row) => ({
      value: drawn(row[index] ?? null),
      text: format(row[index] ?? null, row).text,
    })),
  };
}

/** A donut cannot show a part below zero, nor a whole of nothing: those are drawn as bars. */
function fittingType(type: Chart['type'], series: readonly ChartSeries[]): Chart['type'] {
  if (type !== 'donut') return type;
  const values = series[0]?.points.map(({ value }) => value ?? 0) ?? [];
  const fits =
    series.length === 1 && values.every((value) => value >= 0) && values.some((value) => value > 0);
  return fits ? 'donut' : 'bar';
}

/** The rows as a chart sees them; null when the chart names a column that is not there. */
export function chartData(
  table: TablePart,
  chart: Chart,
  locale?: string,
  words?: CellWords,
): ChartData | null {
  const { columns, rows } = table;
  const axis = columns.find(({ name }) => name === chart.x);
  const drawnColumns = chart.y.flatMap((name) => columns.find((column) => column.name === name) ?? []);
  if (!axis || drawnColumns.length === 0) return null;
  const axisIndex = columns.indexOf(axis);
  const format = cellFormatter(axis, columns, rows, locale, words);
  const series = drawnColumns.map((column) => seriesOf(column, table, locale, words));
  return {
    type: fittingType(chart.type, series),
    axisLabel: axis.label,
    isTime: axis.type === 'period' || axis.type === 'date',
    categories: rows.map((row) => format(row[axisIndex] ?? null, row).text),
    series,
  };
}
