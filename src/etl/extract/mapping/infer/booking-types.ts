import { TRANSACTION_TYPES } from '../../../../model/source-tables.ts';
import { quote } from '../input-tables.ts';
import type { BookingKind } from './booking-words.ts';
import { bookingKind, bookingPatterns, plainCode } from './booking-words.ts';
import type { DraftRule } from './draft.ts';
import { listed } from './draft.ts';
import type { ColumnProfile } from './profile-column.ts';
import { isCode } from './profile-column.ts';

/** How bookings of a source say what they are. */
export interface BookingTypes {
  /** Holds where a booking is of one of the kinds; null where none is. */
  when(kinds: readonly BookingKind[]): string | null;
  /** The canonical type; `flow` and `shares` are what a booking moves, signed, where that is known. */
  rule(flow: string | null, shares: string | null): DraftRule;
  /** The kind of a row's code as far as it is known. */
  kindOf(code: string | null): BookingKind | null;
  readonly doubt: string | null;
}

const CODES_SHOWN = 8;

/** By a column of codes: each code that came is listed, so that a person can correct it. */
export function typesByCode(
  column: ColumnProfile,
  signs: (code: string) => BookingKind | null,
): BookingTypes {
  const kinds = new Map<string, BookingKind>();
  const guessed: string[] = [];
  for (const code of column.counts.keys()) {
    const known = bookingKind(code);
    const kind = known ?? signs(code);
    if (known === null) guessed.push(code);
    kinds.set(code, kind ?? 'FLOW');
  }
  const value = `trim(${quote(column.name)})`;
  const codes = (wanted: readonly BookingKind[]): string[] =>
    [...kinds].filter(([, kind]) => wanted.includes(kind)).map(([code]) => code);
  return {
    kindOf: (code) => (code === null ? null : (kinds.get(code) ?? null)),
    when: (wanted) => {
      const found = codes(wanted);
      return found.length === 0 ? null : `${value} IN (${listed(found)})`;
    },
    rule: (flow, shares) => {
      const map = Object.fromEntries(
        [...kinds].flatMap(([code, kind]) => (isType(kind) ? [[code, kind] as const] : [])),
      );
      const signed = bySign(value, codes(['FLOW']), flow, ['WITHDRAWAL', 'DEPOSIT']);
      const moved = bySign(value, codes(['SHARES']), shares, ['TRANSFER_OUT', 'TRANSFER_IN']);
      const cases = [signed, moved].filter((each) => each !== null);
      return { value: cases.length === 0 ? value : `CASE ${cases.join(' ')} ELSE ${value} END`, map };
    },
    doubt:
      guessed.length === 0
        ? null
        : `what ${guessed.slice(0, CODES_SHOWN).join(', ')}${guessed.length > CODES_SHOWN ? ' and others' : ''} mean is guessed`,
  };
}

function bySign(
  value: string,
  codes: readonly string[],
  amount: string | null,
  [below, above]: readonly [string, string],
): string | null {
  if (codes.length === 0) return null;
  const type = amount === null ? `'${above}'` : `CASE WHEN ${amount} < 0 THEN '${below}' ELSE '${above}' END`;
  return `WHEN ${value} IN (${listed(codes)}) THEN ${type}`;
}

function isType(kind: BookingKind): boolean {
  return TRANSACTION_TYPES.some((type) => type === kind);
}

/** By free text, in which words say what a booking is. */
export function typesByText(column: ColumnProfile): BookingTypes {
  const texts = [...column.counts.keys()].map(plainCode);
  const found = bookingPatterns().filter(([, pattern]) => texts.some((text) => pattern.test(text)));
  const text = `regexp_replace(lower(strip_accents(${quote(column.name)})), '[^a-z0-9]+', ' ', 'g')`;
  const cases = found.map(
    ([kind, pattern]) => `WHEN regexp_matches(${text}, '${pattern.source}') THEN '${kind}'`,
  );
  const kind = cases.length === 0 ? `'FLOW'` : `CASE ${cases.join(' ')} ELSE 'FLOW' END`;
  return {
    kindOf: (code) => (code === null ? null : bookingKind(code)),
    when: (wanted) => {
      const some = found.filter(([each]) => wanted.includes(each));
      return some.length === 0 ? null : `(${kind}) IN (${listed(new Set(some.map(([each]) => each)))})`;
    },
    rule: (flow, shares) =>
      `CASE ${kind} WHEN 'FLOW' THEN ${signCase(flow, 'WITHDRAWAL', 'DEPOSIT')} WHEN 'SHARES' THEN ${signCase(shares, 'TRANSFER_OUT', 'TRANSFER_IN')} ELSE ${kind} END`,
    doubt: `${column.name} is free text: what a booking is was guessed from its words`,
  };
}

function signCase(amount: string | null, below: string, above: string): string {
  return amount === null ? `'${above}'` : `CASE WHEN ${amount} < 0 THEN '${below}' ELSE '${above}' END`;
}

/** Without any column that says it: by what moves. */
export function typesBySign(flow: string | null, shares: string | null): BookingTypes {
  const trade = shares === null ? '' : `WHEN ${shares} < 0 THEN 'SELL' WHEN ${shares} > 0 THEN 'BUY' `;
  const cash = flow === null ? `'ADJUSTMENT'` : `CASE WHEN ${flow} < 0 THEN 'WITHDRAWAL' ELSE 'DEPOSIT' END`;
  return {
    kindOf: () => null,
    when: () => null,
    rule: () => (trade === '' ? cash : `CASE ${trade}ELSE ${cash} END`),
    doubt:
      'no column says what a booking is: it was taken from the signs, so dividends, interest and fees are not told apart',
  };
}

export function typesOf(column: ColumnProfile, signs: (code: string) => BookingKind | null): BookingTypes {
  return isCode(column) ? typesByCode(column, signs) : typesByText(column);
}
