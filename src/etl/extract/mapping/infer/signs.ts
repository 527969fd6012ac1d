import type { BookingTypes } from './booking-types.ts';
import type { ColumnProfile } from './profile-column.ts';
import type { ProposalContext } from './proposal-context.ts';
import { sizeOf } from './read-values.ts';

const DEBIT = /^(d|dr|debit|s|soll|-|db|af)$/i;
const CENT = 0.011;
const SHARE_MIN = 0.7;

/** The values of a column of debits and credits that are debits, in capitals. */
export function directionOf({ counts }: ColumnProfile): readonly string[] {
  const values = [...counts.keys()].map((value) => value.toUpperCase());
  // With an S and an H, S is Soll; nobody writes sale and hold.
  return values.filter((value) => DEBIT.test(value));
}

/** Whether amounts are negative where something is bought, as cash sees it, or where something is sold. */
export function negativeWhere(
  { mark }: ProposalContext,
  amount: ColumnProfile,
  typeColumn: ColumnProfile,
  types: BookingTypes,
): 'bought' | 'sold' | null {
  let asCash = 0;
  let turned = 0;
  for (const [row, value] of amount.values.entries()) {
    const kind = types.kindOf(typeColumn.values[row] ?? null);
    const size = sizeOf(value ?? '', mark) ?? 0;
    if (size === 0 || (kind !== 'BUY' && kind !== 'SELL')) continue;
    if (size < 0 === (kind === 'BUY')) asCash += 1;
    else turned += 1;
  }
  if (asCash === 0 && turned === 0) return null;
  return turned > asCash ? 'sold' : 'bought';
}

/** Fees and taxes that are not in the amount: where quantity × price alone makes it in most trades that have any. */
export function feesBeside(
  { table, mark }: ProposalContext,
  types: BookingTypes | null,
): readonly ColumnProfile[] | null {
  const [quantity, price, amount] = (['quantity', 'price', 'amount'] as const).map(
    (role) => table.roles.get(role)?.column,
  );
  const costs = (['fee', 'tax'] as const).flatMap((role) => table.roles.get(role)?.column ?? []);
  const typeColumn = table.roles.get('type')?.column;
  if (!quantity || !price || !amount || costs.length === 0) return null;
  let beside = 0;
  let within = 0;
  for (const [row, value] of amount.values.entries()) {
    const kind = types?.kindOf(typeColumn?.values[row] ?? null) ?? null;
    if (kind !== null && kind !== 'BUY' && kind !== 'SELL') continue;
    const at = (column: ColumnProfile): number => Math.abs(sizeOf(column.values[row] ?? '', mark) ?? 0);
    const trade = at(quantity) * at(price);
    const cost = costs.reduce((sum, column) => sum + at(column), 0);
    const sum = Math.abs(sizeOf(value ?? '', mark) ?? 0);
    if (trade === 0 || cost < CENT || sum === 0) continue;
    if (Math.abs(sum - trade) < CENT) beside += 1;
    else if (Math.abs(Math.abs(sum - trade) - cost) < CENT) within += 1;
  }
  return beside > 0 && beside >= SHARE_MIN * (beside + within) ? costs : null;
}
