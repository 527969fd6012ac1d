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
  const figure =
    typeof cell === 'number' ? parseScaled(cell.toFixed(SCALE), SCALE) : parseScaled(String(cell), SCALE);
  return compares(size === true && figure < 0n ? -figure : figure, comparison, parseScaled(value, SCALE));
}

function compares(left: bigint, comparison: Comparison, right: bigint): boolean {
  switch (comparison) {
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '=':
      return left === right;
    case '!=':
      return left !== right;
  }
}
