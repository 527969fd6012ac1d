import type { Chart } from '../../vocabulary/answer.ts';
import type { Column } from '../../vocabulary/rows.ts';
import { METRICS } from '../../model/index.ts';
import type { FigureQuery } from '../compile/figure-query.ts';
import type { Table } from './table.ts';

/** More slices than this cannot be told apart. */
const SLICES_MAX = 10;
const BARS_MAX = 40;

/** A line along time, a donut where the parts make a whole, bars for other groups; none where it would not help. */
export function chartOf(table: Table, query: FigureQuery): Chart | null {
  const { columns, rows } = table;
  if (rows.length < 2) return null;
  const axis =
    columns.find(({ type }) => type === 'period') ??
    columns.find(({ type, name }) => type === 'string' && !name.endsWith('_id'));
  const drawn =
    columns.find(({ type }) => type === 'money' || type === 'percent') ??
    columns.find(({ type }) => type === 'number' || type === 'integer');
  if (
    axis === undefined ||
    drawn === undefined ||
    columns.some(({ name }) => name === 'trade_date' || name === 'acquired_on')
  )
    return null;
  const chart = { x: axis.name, y: sameUnit(columns, drawn) };
  if (axis.type === 'period') {
    const ofPeriods =
      METRICS.get(drawn.name)?.additivity === 'flow' || METRICS.get(drawn.name)?.additivity === 'linked';
    const inOrder = query.limit === null && query.order === null;
    return { type: rows.length > 2 && inOrder && !ofPeriods ? 'line' : 'bar', ...chart };
  }
  if (rows.length > BARS_MAX) return null;
  const at = columns.indexOf(drawn);
  const whole = query.limit === null && query.having.length === 0 && query.derive !== 'change';
  const parts = columns.some(({ name }) => name === 'weight' || name === 'share' || name === 'market_value');
  const positive = rows.every((row) => Number(row[at] ?? 0) >= 0);
  // Shares of each account's own total do not make up one whole.
  if (
    parts &&
    whole &&
    query.keys.length === 1 &&
    query.wholeBy === 'scope' &&
    positive &&
    rows.length <= SLICES_MAX
  )
    return { type: 'donut', x: axis.name, y: [drawn.name] };
  return { type: 'bar', ...chart };
}

/** The first figure, and up to two more that share its unit. */
function sameUnit(columns: readonly Column[], drawn: Column): readonly string[] {
  return columns
    .filter(({ type, name }) => type === drawn.type && !name.startsWith('change'))
    .map(({ name }) => name)
    .slice(0, 3);
}
