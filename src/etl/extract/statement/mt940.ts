import { Problem } from '../../../vocabulary/problem.ts';
import { bookingOfCash } from './cash-booking.ts';
import type { CashBooking } from './cash-booking.ts';
import { negated, plainNumber } from './decimal-text.ts';
import { flowType } from './statement.ts';
import type { Statement, StatementAccount, StatementBalance } from './statement.ts';

interface Field {
  readonly tag: string;
  readonly text: string;
  readonly line: number;
}

const TAG = /^:(\d{2}[A-Z]?):(.*)$/;
const BLOCK = /^(?:\{1:.*?([A-Z]{4}[A-Z]{2}[A-Z0-9]{2}).*\{4:|-\})\s*$/;
/** Value date, entry date, mark, funds code, amount, code, reference, the custodian's own reference. */
const ENTRY =
  /^(\d{6})(\d{4})?(R?[CD])([A-Z])?(\d+,\d*)([A-Z][A-Z0-9]{3})([^\n]*?)(?:\/\/([^\n]*))?(?:\n([\s\S]*))?$/;
const BALANCE = /^([CD])(\d{6})([A-Z]{3})(\d+,\d*)$/;

/** SWIFT transaction type codes that tell more than the direction; the others go by their sign. */
const KINDS: Readonly<Record<string, CashBooking['kind']>> = {
  SEC: 'trade',
  DIV: 'DIVIDEND',
  INT: 'INTEREST',
  CHG: 'FEE',
  COM: 'FEE',
  FEX: 'FX',
  TAX: 'TAX',
};

/**
 * SWIFT MT940 customer statements, one or many in a file, with or without the envelope of blocks. The entry date counts
 * as the trade date, the value date as the settlement date. Throws a Problem, `source_unreadable`, where there is none.
 *
 * Format: SWIFT Standards, Category 9, MT 940 Customer Statement Message.
 */
export function readMt940(text: string): Statement {
  const { fields, banks } = fieldsOf(text);
  const accounts = new Map<string, StatementAccount>();
  const found: ReturnType<typeof bookingOfCash>[] = [];
  const balances: StatementBalance[] = [];
  const seen = new Map<string, number>();
  let account = '';
  let currency: string | null = null;
  for (const [place, field] of fields.entries()) {
    if (field.tag === '25' || field.tag === '25P') {
      account = field.text.split('\n')[0]?.trim() ?? '';
      currency = null;
      if (!accounts.has(account)) {
        const custodian = banks.findLast((bank) => bank.line <= field.line)?.name ?? 'Unknown custodian';
        accounts.set(account, { number: account, custodian, currency: null, line: field.line });
      }
    } else if (/^6[02][FM]$/.test(field.tag)) {
      const balance = balanceOf(field, account);
      if (!balance) continue;
      balances.push(balance);
      currency = balance.currency;
      const known = accounts.get(account);
      if (known?.currency === null) accounts.set(account, { ...known, currency });
    } else if (field.tag === '61') {
      const next = fields[place + 1];
      const words = next?.tag === '86' ? next.text : null;
      found.push(bookingOfCash(entryOf(field, { account, currency, words, seen })));
    }
  }
  if (accounts.size === 0) {
    throw new Problem('source_unreadable', 'There is no MT940 statement in the file; export it again.');
  }
  return {
    accounts: [...accounts.values()],
    securities: found.map(({ security }) => security).filter((each) => each !== null),
    bookings: found.map(({ booking }) => booking),
    positions: [],
    balances,
    rates: [],
    leftAside: [],
  };
}

/** The tagged fields in their order, and from which line on which bank speaks. */
function fieldsOf(text: string): {
  readonly fields: readonly Field[];
  readonly banks: readonly { readonly name: string; readonly line: number }[];
} {
  const fields: { tag: string; text: string; line: number }[] = [];
  const banks: { name: string; line: number }[] = [];
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = index + 1;
    const block = BLOCK.exec(raw);
    if (block) {
      if (block[1] !== undefined) banks.push({ name: block[1], line });
      continue;
    }
    const match = TAG.exec(raw);
    const last = fields.at(-1);
    if (match) fields.push({ tag: match[1] ?? '', text: match[2] ?? '', line });
    else if (last && raw.trim() !== '' && raw !== '-') last.text += `\n${raw}`;
  }
  return { fields, banks };
}

function entryOf(
  { text, line }: Field,
  around: {
    readonly account: string;
    readonly currency: string | null;
    readonly words: string | null;
    readonly seen: Map<string, number>;
  },
): CashBooking {
  const { account, currency, words, seen } = around;
  const match = ENTRY.exec(text);
  if (!match) {
    // What cannot be read is set aside by staging, which finds no day and no amount in it.
    const bare = { tradeDate: null, settleDate: null, amount: null, currency, description: text };
    return { ...bare, id: `line ${String(line)}`, account, kind: 'ADJUSTMENT', line };
  }
  const [, value = '', entry, mark = 'C', , written = '', code = '', reference = '', own, more] = match;
  const settleDate = dayOf(value);
  const tradeDate = entry === undefined ? settleDate : entryDay(entry, settleDate);
  const magnitude = plainNumber(written.replace(',', '.'));
  // RC takes a credit back, RD a debit: the cash moves the other way.
  const amount = mark === 'D' || mark === 'RC' ? negated(magnitude) : magnitude;
  const named = (own ?? '').trim() || reference.trim();
  const id = named === '' || named === 'NONREF' ? `${tradeDate ?? value} ${mark}${written}` : named;
  const times = (seen.get(`${account}|${id}`) ?? 0) + 1;
  seen.set(`${account}|${id}`, times);
  const description = (words ?? more ?? '').replaceAll(/\s*\n\s*/g, ' ').trim();
  return {
    id: times === 1 ? id : `${id} (${String(times)})`,
    account,
    tradeDate,
    settleDate,
    kind: KINDS[code.slice(1)] ?? flowKind(amount),
    amount,
    currency,
    description: description === '' ? null : description,
    line,
  };
}

function flowKind(amount: string | null): 'DEPOSIT' | 'WITHDRAWAL' {
  return flowType(amount) === 'WITHDRAWAL' ? 'WITHDRAWAL' : 'DEPOSIT';
}

function balanceOf({ tag, text, line }: Field, account: string): StatementBalance | null {
  const match = BALANCE.exec(text.trim());
  if (!match) return null;
  const [, mark, date = '', currency = '', written = ''] = match;
  const magnitude = plainNumber(written.replace(',', '.'));
  return {
    account,
    currency,
    kind: tag.startsWith('60') ? 'opening' : 'closing',
    date: dayOf(date),
    amount: mark === 'D' ? negated(magnitude) : magnitude,
    line,
  };
}

/** YYMMDD; two-digit years are of this century up to 79 (SWIFT). */
function dayOf(text: string): string {
  const year = Number(text.slice(0, 2));
  return `${String(year > 79 ? 1900 + year : 2000 + year)}-${text.slice(2, 4)}-${text.slice(4, 6)}`;
}

/** MMDD near a value date: of its year, or of the year before or after where that lies closer. */
function entryDay(text: string, valueDay: string): string {
  const year = Number(valueDay.slice(0, 4));
  const candidates = [year - 1, year, year + 1].map(
    (each) => `${String(each)}-${text.slice(0, 2)}-${text.slice(2, 4)}`,
  );
  const distance = (day: string): number => {
    const apart = Math.abs(Date.parse(day) - Date.parse(valueDay));
    return Number.isNaN(apart) ? Infinity : apart;
  };
  return candidates.toSorted((left, right) => distance(left) - distance(right))[0] ?? valueDay;
}
