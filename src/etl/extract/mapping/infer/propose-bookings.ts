import type { BookingKind } from './booking-words.ts';
import { bookingKind } from './booking-words.ts';
import type { BookingTypes } from './booking-types.ts';
import { typesBySign, typesByText, typesOf } from './booking-types.ts';
import type { Drafted } from './draft.ts';
import { cell, dayOf, listed, numberOf, PartDraft } from './draft.ts';
import { literal } from '../input-tables.ts';
import type { ProposalContext } from './proposal-context.ts';
import type { ColumnProfile } from './profile-column.ts';
import { isDayShaped, sizeOf } from './read-values.ts';
import { directionOf, feesBeside, negativeWhere } from './signs.ts';

/** Kinds of bookings that move securities, and those that take cash out whatever their sign in the source. */
const MOVING: readonly BookingKind[] = [
  'BUY',
  'SELL',
  'REINVEST',
  'TRANSFER_IN',
  'TRANSFER_OUT',
  'SHARES',
  'SPLIT',
  'MERGER',
  'SPINOFF',
];
const TELLING_SHARE = 0.6;
const LEAVING: readonly BookingKind[] = ['SELL', 'TRANSFER_OUT'];
const PAID: readonly BookingKind[] = ['BUY', 'REINVEST', 'WITHDRAWAL', 'FEE', 'TAX'];
const PRICED: readonly BookingKind[] = ['BUY', 'SELL', 'REINVEST', 'TRANSFER_IN', 'TRANSFER_OUT', 'SHARES'];

/** Proposes how the rows of a table become bookings. */
export function proposeBookings(context: ProposalContext): Drafted {
  const draft = new PartDraft(context.table);
  const role = draft.role.bind(draft);
  const quantity = role('quantity');
  const amount = role('amount');
  const typeColumn = role('type') ?? tellingText(role('description'));
  const signs = (code: string): BookingKind | null => kindBySigns(context, typeColumn, code);
  const types =
    typeColumn === null
      ? null
      : typeColumn === role('type')
        ? typesOf(typeColumn, signs)
        : typesByText(typeColumn);
  const moved = quantity === null ? null : movedShares(draft, context, quantity, typeColumn, types);
  const cash = movedCash(draft, context, { amount, typeColumn, types, moved });
  const kinds = types ?? typesBySign(cash, quantity === null ? null : moved);

  draft.set('transaction_id', bookingId(draft, context));
  draft.set('account_id', context.account, context.accountDoubt);
  setDays(draft);
  draft.set('type', kinds.rule(cash, quantity === null ? null : numberOf(quantity)), kinds.doubt);
  draft.set('security_id', context.security);
  draft.set('quantity', moved);
  setPrice(draft, kinds, types === null);
  setCost(draft, 'fee', kinds.when(['FEE']));
  setCost(draft, 'tax', kinds.when(['TAX']));
  draft.set('amount', cash);
  draft.set('currency', context.currency, context.currencyDoubt);
  const description = role('description') ?? role('security_name');
  draft.set('description', description === null ? null : cell(description));
  return draft.drafted('transactions', footers(draft, context), context.inputs);
}

/** A description that says what most bookings are stands in for a type. */
function tellingText(description: ColumnProfile | null): ColumnProfile | null {
  if (description === null) return null;
  const known = [...description.counts.keys()].filter((text) => bookingKind(text) !== null);
  return known.length > 0 && known.length >= description.counts.size * TELLING_SHARE ? description : null;
}

function setDays(draft: PartDraft): void {
  for (const [column, role] of [
    ['trade_date', 'day'],
    ['settle_date', 'settle_day'],
  ] as const) {
    const found = draft.role(role);
    if (found === null) continue;
    const { sql, doubt } = dayOf(found);
    draft.setFrom(column, role, sql);
    if (doubt !== null) draft.doubt(column, doubt);
  }
}

/** Lines such as totals and notes have no day. */
function footers(draft: PartDraft, { table }: ProposalContext): { readonly where?: string } {
  const day = table.roles.get('day')?.column;
  if (day === undefined || day.days === null) return {};
  const { form } = day.days;
  // A day that the calendar does not have belongs to a booking: its row is to be set aside, not passed over.
  const left = day.values.flatMap((_value, row) => (isBookedAt(day, row) ? [] : [row]));
  const [first] = left;
  if (first === undefined) return {};
  const shown = table.columns.map(({ values }) => values[first] ?? null).find((value) => value !== null);
  draft.doubt(
    '',
    `rows without a day in ${day.name} are left out (${String(left.length)} of ${String(day.values.length)}), such as: ${(shown ?? 'an empty one').slice(0, 60)}`,
  );
  return { where: `regexp_matches(${cell(day)}, ${literal(form.shape)})` };
}

/** The source's own number of a booking, or what the booking says. */
function bookingId(draft: PartDraft, { table, account }: ProposalContext): string {
  const own = draft.role('booking_id');
  if (own !== null && namesEvery(own, table.roles.get('day')?.column)) return cell(own);
  const telling = [
    'day',
    'type',
    'isin',
    'symbol',
    'security_name',
    'quantity',
    'price',
    'amount',
    'debit',
    'credit',
    'description',
  ] as const;
  const columns = [...telling.map((role) => table.roles.get(role)?.column), own].filter(
    (column) => column !== undefined && column !== null,
  );
  draft.doubt('transaction_id', 'no column names a booking: it is known by what it says');
  const told = `told(concat_ws('|', ${columns.map(cell).join(', ')}))`;
  return typeof account === 'string' ? `${account} || '/' || ${told}` : told;
}

/** Whether each booking has a value of its own; lines without a day are none. */
function namesEvery({ values, counts, filled }: ColumnProfile, day: ColumnProfile | undefined): boolean {
  if (counts.size !== filled) return false;
  return values.every((value, row) => value !== null || (day !== undefined && !isBookedAt(day, row)));
}

/** Whether a row is a booking: one with a day, be it an impossible one. */
function isBookedAt({ days, values }: ColumnProfile, row: number): boolean {
  const value = values[row] ?? null;
  return days !== null && value !== null && isDayShaped(days.form, value);
}

/** What comes in is positive and what leaves negative. */
function movedShares(
  draft: PartDraft,
  { mark }: ProposalContext,
  quantity: ColumnProfile,
  typeColumn: ColumnProfile | null,
  types: BookingTypes | null,
): string | null {
  const sql = numberOf(quantity);
  if (types === null || typeColumn === null) return sql;
  const leaving = types.when(LEAVING);
  const arriving = types.when(MOVING.filter((kind) => !LEAVING.includes(kind)));
  if (leaving === null) return arriving === null ? null : `CASE WHEN ${arriving} THEN ${sql} END`;
  const rows = quantity.values.map((value, row) => ({
    size: sizeOf(value ?? '', mark) ?? 0,
    kind: types.kindOf(typeColumn.values[row] ?? null),
  }));
  const sold = rows.filter(({ kind, size }) => kind === 'SELL' && size !== 0);
  const signed = sold.length > 0 && sold.every(({ size }) => size < 0);
  if (!signed && sold.some(({ size }) => size < 0))
    draft.doubt('quantity', 'sales have quantities of both signs');
  const moving = types.when(MOVING);
  if (signed && moving !== null) return `CASE WHEN ${moving} THEN ${sql} END`;
  const rest = arriving === null ? '' : ` WHEN ${arriving} THEN ${sql}`;
  return `CASE WHEN ${leaving} THEN -abs(${sql})${rest} END`;
}

interface Cash {
  readonly amount: ColumnProfile | null;
  readonly typeColumn: ColumnProfile | null;
  readonly types: BookingTypes | null;
  readonly moved: string | null;
}

/** What a booking moves in cash: what comes in is positive. */
function movedCash(draft: PartDraft, context: ProposalContext, cash: Cash): string {
  const { amount } = cash;
  const [debit, credit] = [draft.role('debit'), draft.role('credit')];
  if (amount === null && (debit !== null || credit !== null)) {
    return `${sizeOrNone(credit)} - ${sizeOrNone(debit)}`;
  }
  if (amount === null) return cashOfTrade(draft, context, cash);
  const signed = signedAmount(draft, context, cash, amount);
  const beside = feesBeside(context, cash.types);
  if (beside === null) return signed;
  draft.doubt('amount', `fees and taxes stand beside ${amount.name} and are taken off`);
  return [signed, ...beside.map((column) => sizeOrNone(column))].join(' - ');
}

function sizeOrNone(column: ColumnProfile | null): string {
  return column === null ? '0' : `abs(coalesce(${numberOf(column)}, 0))`;
}

function cashOfTrade(draft: PartDraft, { table }: ProposalContext, { moved, types }: Cash): string {
  const [quantity, price] = [draft.role('quantity'), draft.role('price')];
  draft.doubt('amount', 'no column has the amount: it is quantity × price, and fees');
  const trade =
    price === null || quantity === null ? '0' : `coalesce(${tradeOf(types, quantity, price, moved)}, 0)`;
  const fees = (['fee', 'tax'] as const).flatMap((role) => table.roles.get(role)?.column ?? []);
  const sum = [trade, ...fees.map((column) => sizeOrNone(column))].join(' - ');
  return `(${sum})::DECIMAL(38, 8)`;
}

/** Quantity × price, as cash: what is bought or paid goes out. */
function tradeOf(
  types: BookingTypes | null,
  quantity: ColumnProfile,
  price: ColumnProfile,
  moved: string | null,
): string {
  const product = `${numberOf(quantity)} * ${numberOf(price)}`;
  const paid = types?.when(PAID) ?? null;
  if (paid !== null) return `CASE WHEN ${paid} THEN -abs(${product}) ELSE abs(${product}) END`;
  return moved === null ? product : `-(${moved}) * ${numberOf(price)}`;
}

function signedAmount(
  draft: PartDraft,
  context: ProposalContext,
  { types, typeColumn }: Cash,
  amount: ColumnProfile,
): string {
  const sql = numberOf(amount);
  const direction = draft.role('direction');
  if (direction !== null && (amount.numbers?.negative ?? 0) === 0) {
    const debits = directionOf(direction);
    return `CASE WHEN upper(trim(${cell(direction)})) IN (${listed(debits)}) THEN -abs(${sql}) ELSE abs(${sql}) END`;
  }
  if ((amount.numbers?.negative ?? 0) > 0) {
    const turned =
      types !== null && typeColumn !== null && negativeWhere(context, amount, typeColumn, types) === 'sold';
    if (!turned) return sql;
    draft.doubt('amount', `${amount.name} is positive where something is bought: its sign is turned`);
    return `-${sql}`;
  }
  const paid = types?.when(PAID) ?? null;
  if (paid === null) {
    draft.doubt('amount', `${amount.name} has no sign: everything counts as money that comes in`);
    return sql;
  }
  if (types?.when(['FLOW', 'ADJUSTMENT', 'FX']) !== null)
    draft.doubt('amount', `${amount.name} has no sign: which transfers go out is not known`);
  return `CASE WHEN ${paid} THEN -abs(${sql}) ELSE abs(${sql}) END`;
}

function setPrice(draft: PartDraft, kinds: BookingTypes, untyped: boolean): void {
  const price = draft.role('price');
  if (price === null) return;
  const priced = kinds.when(PRICED);
  if (untyped) draft.setFrom('price', 'price', numberOf(price));
  else if (priced !== null)
    draft.setFrom('price', 'price', `CASE WHEN ${priced} THEN ${numberOf(price)} END`);
}

/** Positive, and none where the booking itself is the fee or the tax. */
function setCost(draft: PartDraft, role: 'fee' | 'tax', itself: string | null): void {
  const column = draft.role(role);
  if (column === null) return;
  const { negative = 0, positive = 0 } = column.numbers ?? {};
  const sql = negative > 0 && positive === 0 ? `-${numberOf(column)}` : numberOf(column);
  draft.setFrom(role, role, itself === null ? sql : `CASE WHEN NOT (${itself}) THEN ${sql} END`);
  if (negative > 0 && positive > 0) draft.doubt(role, `${column.name} has values of both signs`);
}

/** What a code that is not known does in most of its rows. */
function kindBySigns(
  { table, mark }: ProposalContext,
  typeColumn: ColumnProfile | null,
  code: string,
): BookingKind | null {
  const [quantity, amount, price] = (['quantity', 'amount', 'price'] as const).map(
    (role) => table.roles.get(role)?.column.values,
  );
  let buys = 0;
  let sells = 0;
  let rows = 0;
  for (const [row, value] of (typeColumn?.values ?? []).entries()) {
    if (value !== code) continue;
    rows += 1;
    const moved = sizeOf(quantity?.[row] ?? '', mark) ?? 0;
    const cash = sizeOf(amount?.[row] ?? '', mark) ?? 0;
    if (moved === 0 || (sizeOf(price?.[row] ?? '', mark) ?? 0) === 0) continue;
    if (cash < 0 || (cash === 0 && moved > 0)) buys += 1;
    else if (moved < 0 || cash > 0) sells += 1;
  }
  if (buys * 2 > rows) return 'BUY';
  return sells * 2 > rows ? 'SELL' : null;
}
