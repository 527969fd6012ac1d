import type { Chart } from '../../vocabulary/answer.ts';
import type { Column } from '../../vocabulary/rows.ts';
import { METRICS } from '../../model/index.ts';
import type { FigureQuery } from '../compile/figure-query.ts';
import type { Table } from './table.ts';

/** More slices than this cannot be told apart. */
const SLICES_MAX = 10;
const BARS_MAX = 40;
/** More tiles than this are specks. */
const TILES_MAX = 200;
const SERIES_MAX = 12;
/** Fewer values than this are better seen one by one. */
const HISTOGRAM_ROWS_MIN = 25;
const SCATTER_ROWS_MIN = 3;
const RETURNS: readonly string[] = ['twr', 'twr_annualized', 'mwr', 'twr_gross', 'excess_return'];

/** Opening, the steps and closing, where they add up by what they mean. */
const BRIDGE = ['opening_value', 'net_contributions', 'gain', 'market_value'] as const;

/** What is drawn, by the shape of the result; none where a picture would not help. */
export function chartOf(table: Table, query: FigureQuery): Chart | null {
  const { columns, rows } = table;
  if (rows.length === 1) return bridgeOf(columns);
  if (rows.length < 2) return null;
  const period = columns.find(({ type }) => type === 'period');
  const names = columns.filter(({ type, name }) => type === 'string' && isNaming(name));
  const drawn =
    columns.find(({ type }) => type === 'money' || type === 'percent') ??
    columns.find(({ type }) => type === 'number' || type === 'integer');
  const axis = period ?? names[0];
  if (axis === undefined || drawn === undefined || columns.some(({ name }) => isDateOfRow(name))) return null;
  const shape: Shape = { table, query, axis, drawn };
  if (query.keys.length + (period ? 1 : 0) > 1) return splitChart(shape, period ? names[0] : names[1]);
  return period ? overTime(shape) : acrossMembers(shape);
}

interface Shape {
  readonly table: Table;
  readonly query: FigureQuery;
  readonly axis: Column;
  readonly drawn: Column;
}

function isNaming(name: string): boolean {
  return !name.endsWith('_id') && name !== 'symbol';
}

function isDateOfRow(name: string): boolean {
  return name === 'trade_date' || name === 'acquired_on';
}

/** What changed: the value before, what was paid in and earned, the value after. */
function bridgeOf(columns: readonly Column[]): Chart | null {
  const isThere = BRIDGE.every((name) => columns.some((column) => column.name === name));
  return isThere ? { type: 'waterfall', x: BRIDGE[0], y: BRIDGE } : null;
}

function overTime({ table: { columns, rows }, query, axis, drawn }: Shape): Chart {
  const inOrder = query.limit === null && query.order === null;
  const isLine = rows.length > 2 && inOrder && !isOfPeriods(drawn.name);
  return { type: isLine ? 'line' : 'bar', x: axis.name, y: sameUnit(columns, drawn) };
}

/** Whether each period has a figure of its own, which no line leads through. */
function isOfPeriods(metric: string): boolean {
  const additivity = METRICS.get(metric)?.additivity;
  return additivity === 'flow' || additivity === 'linked';
}

/** One figure by two things: the second makes the series, on top of each other where they add up. */
function splitChart(shape: Shape, by: Column | undefined): Chart | null {
  const { table, query, axis, drawn } = shape;
  if (by === undefined || query.limit !== null || query.derive !== null) return null;
  const groups = distinct(table, by);
  const places = distinct(table, axis);
  if (groups < 2 || groups > SERIES_MAX || places < 2 || (axis.type !== 'period' && places > BARS_MAX)) {
    return null;
  }
  const chart = { x: axis.name, y: [drawn.name], by: by.name };
  const addsUp = drawn.type === 'money' && isNowhereBelowZero(shape);
  const isCourse = axis.type === 'period' && places > 2 && !isOfPeriods(drawn.name);
  if (isCourse) return { type: addsUp ? 'area' : 'line', ...chart };
  return { type: addsUp ? 'stacked' : 'bar', ...chart };
}

function acrossMembers(shape: Shape): Chart | null {
  const { table, query, axis, drawn } = shape;
  const { columns, rows } = table;
  const isAll = query.limit === null && query.having.length === 0;
  const risk = columns.find(({ name }) => name === 'volatility');
  const gained = columns.find(({ name }) => RETURNS.includes(name));
  if (risk && gained && rows.length >= SCATTER_ROWS_MIN) {
    return { type: 'scatter', x: axis.name, y: [risk.name, gained.name] };
  }
  const isWhole = isAll && query.derive !== 'change' && makesOneWhole(shape);
  if (isWhole && rows.length <= SLICES_MAX) return { type: 'donut', x: axis.name, y: [drawn.name] };
  const figures = columns.filter(({ type }) => type === 'money' || type === 'percent' || type === 'number');
  const isRanked = query.order !== null || !isAll;
  if (!isRanked && figures.length === 1 && isLinked(drawn.name) && rows.length >= HISTOGRAM_ROWS_MIN) {
    return { type: 'histogram', x: axis.name, y: [drawn.name] };
  }
  if (rows.length <= BARS_MAX) return { type: 'bar', x: axis.name, y: sameUnit(columns, drawn) };
  return isWhole && rows.length <= TILES_MAX ? { type: 'treemap', x: axis.name, y: [drawn.name] } : null;
}

/** Ratios of each member's own: they spread rather than add up. */
function isLinked(metric: string): boolean {
  const additivity = METRICS.get(metric)?.additivity;
  return additivity === 'linked' || additivity === 'ratio';
}

/** Shares of each account's own total do not make up one whole. */
function makesOneWhole(shape: Shape): boolean {
  const { table, query } = shape;
  const parts = table.columns.some(({ name }) => ['weight', 'share', 'market_value'].includes(name));
  return parts && query.keys.length === 1 && query.wholeBy === 'scope' && isNowhereBelowZero(shape);
}

function isNowhereBelowZero({ table: { columns, rows }, drawn }: Shape): boolean {
  const at = columns.indexOf(drawn);
  return rows.every((row) => Number(row[at] ?? 0) >= 0);
}

function distinct({ columns, rows }: Table, column: Column): number {
  const at = columns.indexOf(column);
  return new Set(rows.map((row) => row[at])).size;
}

/** The first figure, and up to two more that share its unit. */
function sameUnit(columns: readonly Column[], drawn: Column): readonly string[] {
  return columns
    .filter(({ type, name }) => type === drawn.type && !name.startsWith('change'))
    .map(({ name }) => name)
    .slice(0, 3);
}
