import type { Role } from './column-words.ts';
import { nameScore, plainName, ROLES } from './column-words.ts';
import { bookingKind } from './booking-words.ts';
import type { ColumnProfile } from './profile-column.ts';
import { isCode, isDated, isNumeric, isUnique } from './profile-column.ts';
import { multipliedColumns } from './multiplied-columns.ts';

/** Which column of a table has which role, and how sure that is: from 0 to 1. */
export type Roles = ReadonlyMap<Role, RecognisedColumn>;

export interface RecognisedColumn {
  readonly column: ColumnProfile;
  readonly sure: number;
}

const SURE_MIN = 0.4;
/** Below this a person should look whether it is right. */
export const SURE_ENOUGH = 0.6;

const NUMERIC: ReadonlySet<Role> = new Set([
  'quantity',
  'price',
  'amount',
  'debit',
  'credit',
  'fee',
  'tax',
  'market_value',
  'cost_basis',
  'rate',
  'coupon',
]);
const DAYS: ReadonlySet<Role> = new Set(['day', 'settle_day', 'updated_at', 'maturity_day']);

/** Gives every role the column that has it best by its name and its values; a column has one role. */
export function recogniseRoles(columns: readonly ColumnProfile[]): Roles {
  const product = multipliedColumns(columns);
  const scored = columns.flatMap((column) =>
    ROLES.map((role) => ({ role, column, sure: score(column, role) + bonusOf(product, column, role) })),
  );
  const roles = new Map<Role, RecognisedColumn>();
  const taken = new Set<ColumnProfile>();
  for (const { role, column, sure } of scored.toSorted((left, right) => right.sure - left.sure)) {
    if (sure < SURE_MIN || roles.has(role) || taken.has(column)) continue;
    taken.add(column);
    roles.set(role, { column, sure: Math.min(1, sure) });
  }
  firstDay(roles);
  worthOfBookings(roles);
  namelessAccount(roles, columns, taken);
  return roles;
}

/** What a column's values and its name say together; 0 where its values cannot be of the role. */
function score(column: ColumnProfile, role: Role): number {
  const named = nameScore(column.name, role);
  if (column.filled === 0) return named >= 0.9 && !NUMERIC.has(role) && !DAYS.has(role) ? 0 : named * 0.8;
  if (NUMERIC.has(role)) return isNumeric(column) && !isDatesOnly(column) ? named : 0;
  if (DAYS.has(role)) return dayScore(column, role, named);
  const byValues = BY_VALUES[role];
  if (byValues !== undefined) return byValues(column, named);
  return isDated(column) || isAmountLike(column) ? 0 : named;
}

type Scorer = (column: ColumnProfile, named: number) => number;

/** Roles that values tell as much as names do. */
const BY_VALUES: Readonly<Partial<Record<Role, Scorer>>> = {
  isin: (column, named) =>
    column.isins >= 0.5 ? 0.8 + named * 0.2 : named >= 0.9 && column.isins > 0 ? named : 0,
  // Few values may have a right check digit by chance.
  cusip: (column, named) =>
    column.cusips >= 0.8 && (named > 0 || (hasLetters(column) && column.counts.size >= 5))
      ? 0.6 + named * 0.4
      : 0,
  currency: (column, named) => (column.currencies >= 0.8 ? 0.55 + named * 0.45 : 0),
  from_currency: pairedCurrency,
  to_currency: pairedCurrency,
  type: typeScore,
  direction: (column, named) => (isDirection(column) ? Math.max(named, 0.5) : 0),
  booking_id: (column, named) => (isUnique(column) && !isDated(column) ? named : named * 0.5),
};

function pairedCurrency(column: ColumnProfile, named: number): number {
  return column.currencies >= 0.8 ? 0.4 + named * 0.45 : 0;
}

function dayScore(column: ColumnProfile, role: Role, named: number): number {
  if (!isDated(column)) return 0;
  if (role === 'day') return Math.max(named, 0.42);
  return named;
}

/** A column of booking types by what its values say, whatever it is called. */
function typeScore(column: ColumnProfile, named: number): number {
  if (isNumeric(column) || isDated(column) || column.currencies >= 0.8) return 0;
  let known = 0;
  for (const [value, count] of column.counts) if (bookingKind(value) !== null) known += count;
  const share = known / column.filled;
  // What is the same in every row says nothing of it.
  if (column.counts.size === 1 && column.filled > 1) return named * 0.5;
  // Free text that happens to speak of bookings is a description, unless nothing better is there.
  if (!isCode(column)) return share >= 0.8 ? 0.3 + named * 0.4 : 0;
  return share * 0.5 + named * 0.5;
}

const DIRECTIONS = /^(d|c|dr|cr|debit|credit|s|h|soll|haben|\+|-|db|af|bij)$/i;

export function isDirection({ counts }: ColumnProfile): boolean {
  return counts.size > 0 && counts.size <= 4 && [...counts.keys()].every((value) => DIRECTIONS.test(value));
}

function isAmountLike(column: ColumnProfile): boolean {
  const { numbers } = column;
  return (
    numbers !== null &&
    numbers.share >= 0.9 &&
    (numbers.negative > 0 || numbers.whole < numbers.positive * 0.9)
  );
}

function isDatesOnly(column: ColumnProfile): boolean {
  return isDated(column) && (column.days?.form.format ?? null) === null;
}

function hasLetters({ counts }: ColumnProfile): boolean {
  return [...counts.keys()].some((value) => /[A-Z]/i.test(value));
}

function bonusOf(product: ReturnType<typeof multipliedColumns>, column: ColumnProfile, role: Role): number {
  if (product === null) return 0;
  if (role === 'quantity' && product.quantity === column) return 0.45;
  if (role === 'price' && product.price === column) return 0.45;
  const isProduct = product.amount === column;
  if ((role === 'amount' || role === 'market_value') && isProduct)
    return nameScore(column.name, role) > 0.5 ? 0 : 0.45;
  return 0;
}

/** Of several days without a name of their own, the earlier of a row is the trade's. */
function firstDay(roles: Map<Role, RecognisedColumn>): void {
  const [day, settle] = [roles.get('day'), roles.get('settle_day')];
  if (day !== undefined || settle === undefined) return;
  roles.set('day', settle);
  roles.delete('settle_day');
}

/** What a booking is worth is its amount: the same word may mean the value of a position. */
function worthOfBookings(roles: Map<Role, RecognisedColumn>): void {
  const worth = roles.get('market_value');
  if (worth === undefined || !roles.has('type') || !roles.has('day')) return;
  if (roles.has('amount') || roles.has('debit') || roles.has('credit')) return;
  roles.set('amount', worth);
  roles.delete('market_value');
}

/** Of columns without names, a code that nothing else explains may be the account. */
function namelessAccount(
  roles: Map<Role, RecognisedColumn>,
  columns: readonly ColumnProfile[],
  taken: ReadonlySet<ColumnProfile>,
): void {
  if (roles.has('account') || roles.has('account_name')) return;
  const column = columns.find(
    (each) =>
      !taken.has(each) && isNameless(each.name) && isCode(each) && !isNumeric(each) && each.currencies < 0.8,
  );
  if (column !== undefined) roles.set('account', { column, sure: SURE_MIN });
}

/** Whether a column's name says no more than its place: `col3`, `F7`. */
function isNameless(name: string): boolean {
  return /^(col|column|f|field|c|x|spalte)? ?\d+$/.test(plainName(name));
}
