import { parseScaled } from '../../accounting/decimal.ts';
import type { Comparison, Threshold } from '../../vocabulary/plan.ts';
import type { Cell } from '../../vocabulary/rows.ts';
import type { NamedRow } from '../solve.ts';

/** Beyond the scale of amounts and the digits of a rate. */
const SCALE = 18;

/** Whether the figures of a row meet all conditions: yes or no; null where one of them is undefined. */
export function holdsOf(having: readonly Threshold[], row: NamedRow): 'yes' | 'no' | null {
  const met = having.map((threshold) => meets(row[threshold.metric] ?? null, threshold));
  if (met.includes(null)) return null;
  return met.every((each) => each === true) ? 'yes' : 'no';
}

function meets(cell: Cell, { comparison, value, size }: Threshold): boolean | null {
  if (cell === null) return null;
  const figure = parseScaled(typeof cell === 'number' ? cell.toFixed(SCALE) : String(cell), SCALE);
  return COMPARES[comparison](size === true && figure < 0n ? -figure : figure, parseScaled(value, SCALE));
}

const COMPARES: Readonly<Record<Comparison, (left: bigint, right: bigint) => boolean>> = {
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
};
