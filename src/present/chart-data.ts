import type { Chart } from '../vocabulary/answer.ts';
import type { Cell, Column, ColumnType } from '../vocabulary/rows.ts';
import { cellFormatter, type CellWords, formatCount } from './cells.ts';

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
  return (type === 'bar' || type === 'stacked') && !isTime
    ? Math.min(BARS_MAX, categories.length)
    : categories.length;
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

/** A donut and tiles cannot show a part below zero, nor a whole of nothing: those are drawn as bars. */
function fittingType(type: Chart['type'], series: readonly ChartSeries[]): Chart['type'] {
  if (type !== 'donut' && type !== 'treemap') return type;
  const values = series[0]?.points.map(({ value }) => value ?? 0) ?? [];
  const fits =
    series.length === 1 && values.every((value) => value >= 0) && values.some((value) => value > 0);
  return fits ? type : 'bar';
}

/** Whether there is anything to see: a picture of one row says no more than its figure, but for what changed. */
export function isDrawable({ type }: Chart, rows: number): boolean {
  return rows > 1 || (rows === 1 && type === 'waterfall');
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
  const [first] = drawnColumns;
  if (!axis || !first) return null;
  if (chart.type === 'waterfall') return bridged(drawnColumns, table, locale, words);
  if (chart.type === 'histogram') return binned(axis, first, table, locale);
  const by = columns.find(({ name }) => name === chart.by);
  if (by) return splitData(table, chart, { axis, drawn: first, by }, locale, words);
  const axisIndex = columns.indexOf(axis);
  const format = cellFormatter(axis, columns, rows, locale, words);
  const series = drawnColumns.map((column) => seriesOf(column, table, locale, words));
  return {
    type: fittingType(chart.type, series),
    axisLabel: axis.label,
    isTime: isTimeColumn(axis),
    categories: rows.map((row) => format(row[axisIndex] ?? null, row).text),
    series,
  };
}

function isTimeColumn({ type }: Column): boolean {
  return type === 'period' || type === 'date';
}

interface Split {
  readonly axis: Column;
  readonly drawn: Column;
  readonly by: Column;
}

/** A series for each value of a column; what a place has no row for is not there. */
function splitData(
  table: TablePart,
  { type }: Chart,
  { axis, drawn: column, by }: Split,
  locale?: string,
  words?: CellWords,
): ChartData {
  const { columns, rows } = table;
  const at = { axis: columns.indexOf(axis), by: columns.indexOf(by) };
  const places = new Map<Cell, readonly Cell[]>();
  for (const row of rows) if (!places.has(row[at.axis] ?? null)) places.set(row[at.axis] ?? null, row);
  const groups = Map.groupBy(rows, (row) => row[at.by] ?? null);
  const nameOf = cellFormatter(axis, columns, rows, locale, words);
  const groupName = cellFormatter(by, columns, rows, locale, words);
  const nothing: ChartPoint = { value: null, text: words?.noValue ?? '–' };
  return {
    type,
    axisLabel: axis.label,
    isTime: isTimeColumn(axis),
    categories: [...places].map(([cell, row]) => nameOf(cell, row).text),
    series: [...groups].map(([group, members]) => {
      const whole = seriesOf(column, { columns, rows: members }, locale, words);
      const points = new Map(members.map((row, index) => [row[at.axis] ?? null, whole.points[index]]));
      const label = groupName(group, members[0] ?? []).text;
      return { ...whole, label, points: [...places.keys()].map((cell) => points.get(cell) ?? nothing) };
    }),
  };
}

/** The columns of the only row, one step each. */
function bridged(
  drawnColumns: readonly Column[],
  table: TablePart,
  locale?: string,
  words?: CellWords,
): ChartData | null {
  const steps = drawnColumns.map((column) => seriesOf(column, table, locale, words));
  const [first] = steps;
  if (!first) return null;
  const points = steps.map((step) => step.points[0] ?? { value: null, text: '' });
  return {
    // Bars that hang below zero cannot carry the next step.
    type: stepsOf(points.map(({ value }) => value ?? 0)).some(({ low }) => low < 0) ? 'bar' : 'waterfall',
    axisLabel: first.label,
    isTime: false,
    categories: steps.map(({ label }) => label),
    series: [{ ...first, points }],
  };
}

const BINS_MAX = 12;

/** How many rows have a value in each of some stretches of equal, round width. */
function binned(axis: Column, column: Column, table: TablePart, locale?: string): ChartData | null {
  const at = table.columns.indexOf(column);
  const values = table.rows.map((row) => drawn(row[at] ?? null)).filter((value) => value !== null);
  if (values.length === 0) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const width = roundWidth(low, high);
  // A value on an edge belongs above it, whatever binary fractions make of the edge.
  const binOf = (value: number): number => Math.floor(value / width + 1e-9);
  const start = binOf(low);
  const counts = Array.from({ length: binOf(high) - start + 1 }, () => 0);
  for (const value of values) {
    const bin = binOf(value) - start;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const format = new Intl.NumberFormat(locale, {
    ...(column.type === 'percent' ? { style: 'percent' as const } : { notation: 'compact' as const }),
    maximumFractionDigits: 1,
  });
  const edge = (bin: number): string => format.format((start + bin) * width);
  return {
    type: 'histogram',
    axisLabel: column.label,
    isTime: false,
    categories: counts.map((_count, bin) => `${edge(bin)} – ${edge(bin + 1)}`),
    series: [
      {
        label: axis.label,
        type: 'integer',
        currency: null,
        points: counts.map((count) => ({ value: count, text: formatCount(count, locale) })),
      },
    ],
  };
}

/** What lies this near to each other (of the larger value, or of 1) is one value to the eye and to a binary fraction. */
const SAME = 1e-12;

/**
 * The next of 1, 2, 5, 10 … (times a power of ten) by which `BINS_MAX` stretches lead from the lowest value to the
 * highest; 1 where all values are the same.
 */
function roundWidth(low: number, high: number): number {
  const spread = high - low;
  if (spread <= SAME * Math.max(1, Math.abs(low), Math.abs(high))) return 1;
  const least = spread / BINS_MAX;
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((step) => step * power >= least) ?? 10) * power;
}

interface Step {
  readonly low: number;
  readonly high: number;
}

/** Where each bar begins and ends: the first and the last stand on nothing. */
export function stepsOf(values: readonly number[]): readonly Step[] {
  let level = 0;
  return values.map((value, index) => {
    const isWhole = index === 0 || index === values.length - 1;
    const from = isWhole ? 0 : level;
    level = isWhole ? value : level + value;
    return { low: Math.min(from, level), high: Math.max(from, level) };
  });
}
