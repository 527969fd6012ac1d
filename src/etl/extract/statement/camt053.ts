import { Problem } from '../../../vocabulary/problem.ts';
import { bookingOfCash } from './cash-booking.ts';
import type { CashBooking } from './cash-booking.ts';
import { near, negated, plainNumber, sum } from './decimal-text.ts';
import { flowType } from './statement.ts';
import type { Statement, StatementAccount, StatementBalance } from './statement.ts';
import { allOf, at, parseXml, textAt } from './xml-tree.ts';
import type { XmlElement } from './xml-tree.ts';

/** Bank transaction codes (ISO 20022 external code set) by domain, family and subfamily; the first that fits. */
const KINDS: readonly (readonly [RegExp, CashBooking['kind']])[] = [
  [/^SECU\/SETT\/|^SECU\/[^/]*\/(TRAD|SUBS|REDM)/, 'trade'],
  [/^SECU\/CORP\/(DVCA|DVOP|DRIP)/, 'DIVIDEND'],
  [/^SECU\/CORP\/(INTR|PRII)/, 'INTEREST'],
  [/^FORX\//, 'FX'],
  [/\/(CHRG|COMM|FEES|COMT|MFEE)$/, 'FEE'],
  [/\/(INTR|CINT|DINT)$/, 'INTEREST'],
  [/\/(TAXE|WITH)$/, 'TAX'],
];
const BALANCES: Readonly<Record<string, StatementBalance['kind']>> = {
  OPBD: 'opening',
  PRCD: 'opening',
  CLBD: 'closing',
  CLAV: 'available',
};

/**
 * ISO 20022 camt.053 statements (any version). Booked entries alone are bookings; pending ones are not in the balance.
 * The booking date counts as the trade date, the value date as the settlement date. Throws a Problem,
 * `source_unreadable`, where the file holds none.
 *
 * Format: ISO 20022, camt.053 BankToCustomerStatement.
 */
export function readCamt053(text: string): Statement {
  const statements = allOf(parseXml(text), 'Stmt');
  if (statements.length === 0) {
    throw new Problem('source_unreadable', 'There is no camt.053 statement in the file; export it again.');
  }
  const parts = statements.map(readOne);
  return {
    accounts: parts.map(({ account }) => account),
    securities: parts.flatMap(({ found }) =>
      found.map(({ security }) => security).filter((each) => each !== null),
    ),
    bookings: parts.flatMap(({ found }) => found.map(({ booking }) => booking)),
    positions: [],
    balances: parts.flatMap(({ balances }) => balances),
    rates: [],
    leftAside: parts.flatMap(({ pending }) =>
      pending === 0 ? [] : [`${String(pending)} entries that are not booked yet`],
    ),
  };
}

function readOne(statement: XmlElement): {
  readonly account: StatementAccount;
  readonly found: readonly ReturnType<typeof bookingOfCash>[];
  readonly balances: readonly StatementBalance[];
  readonly pending: number;
} {
  const number =
    textAt(statement, 'Acct', 'Id', 'IBAN') ?? textAt(statement, 'Acct', 'Id', 'Othr', 'Id') ?? '';
  const bank = at(statement, 'Acct', 'Svcr', 'FinInstnId');
  const named = bank && (textAt(bank, 'BICFI') ?? textAt(bank, 'BIC') ?? textAt(bank, 'Nm'));
  const entries = statement.children.filter(({ name }) => name === 'Ntry');
  const booked = entries.filter((entry) => statusOf(entry) === 'BOOK');
  const balances = statement.children
    .filter(({ name }) => name === 'Bal')
    .map((each) => balanceOf(each, number))
    .filter((each) => each !== null);
  const currency = textAt(statement, 'Acct', 'Ccy') ?? balances[0]?.currency ?? null;
  return {
    account: { number, custodian: named ?? 'Unknown custodian', currency, line: statement.line },
    found: booked.flatMap((entry) => cashOf(entry, number)).map(bookingOfCash),
    balances,
    pending: entries.length - booked.length,
  };
}

/** Versions from 08 on write the status as a code below `Sts`, earlier ones as its text. */
function statusOf(entry: XmlElement): string | null {
  return textAt(entry, 'Sts', 'Cd') ?? textAt(entry, 'Sts');
}

/** An entry as one booking, or as many where its details have amounts of their own that make the whole. */
function cashOf(entry: XmlElement, account: string): readonly CashBooking[] {
  const whole = signedAmount(entry);
  const details = allOf(entry, 'TxDtls');
  const parts = details.map((detail) => ({ detail, amount: signedAmount(detail, entry) }));
  const isCut = parts.length > 1 && near(sum(...parts.map(({ amount }) => amount)), whole, '0');
  const base = {
    account,
    tradeDate: dayAt(entry, 'BookgDt') ?? dayAt(entry, 'ValDt'),
    settleDate: dayAt(entry, 'ValDt'),
    currency: at(entry, 'Amt')?.attributes['Ccy'] ?? null,
    line: entry.line,
  };
  const own = textAt(entry, 'AcctSvcrRef') ?? textAt(entry, 'NtryRef') ?? `line ${String(entry.line)}`;
  if (!isCut) {
    const remittance = details.length === 1 ? remittanceOf(details[0]) : null;
    const description = textAt(entry, 'AddtlNtryInf') ?? remittance;
    return [{ ...base, id: own, kind: kindOf(entry, whole), amount: whole, description }];
  }
  return parts.map(({ detail, amount }, place) => ({
    ...base,
    id: `${own}/${textAt(detail, 'Refs', 'EndToEndId') ?? String(place + 1)}`,
    kind: kindOf(entry, amount),
    amount,
    description: remittanceOf(detail) ?? textAt(entry, 'AddtlNtryInf'),
    line: detail.line,
  }));
}

/** The indicator has the direction already, that of a reversal too. */
function signedAmount(element: XmlElement, outer: XmlElement = element): string | null {
  const written = textAt(element, 'Amt') ?? textAt(element, 'AmtDtls', 'TxAmt', 'Amt');
  const direction = textAt(element, 'CdtDbtInd') ?? textAt(outer, 'CdtDbtInd');
  const amount = plainNumber(written);
  return direction === 'DBIT' ? negated(amount) : amount;
}

function kindOf(entry: XmlElement, amount: string | null): CashBooking['kind'] {
  const domain = at(entry, 'BkTxCd', 'Domn');
  const code = domain
    ? [textAt(domain, 'Cd'), textAt(domain, 'Fmly', 'Cd'), textAt(domain, 'Fmly', 'SubFmlyCd')].join('/')
    : '';
  const known = KINDS.find(([pattern]) => pattern.test(code))?.[1];
  return known ?? (flowType(amount) === 'WITHDRAWAL' ? 'WITHDRAWAL' : 'DEPOSIT');
}

function remittanceOf(detail: XmlElement | undefined): string | null {
  const lines = detail ? allOf(detail, 'Ustrd').map(({ text }) => text) : [];
  return lines.length === 0 ? null : lines.join(' ');
}

function balanceOf(element: XmlElement, account: string): StatementBalance | null {
  const kind = BALANCES[textAt(element, 'Tp', 'CdOrPrtry', 'Cd') ?? ''];
  const currency = at(element, 'Amt')?.attributes['Ccy'];
  if (kind === undefined || currency === undefined) return null;
  return {
    account,
    currency,
    kind,
    date: dayAt(element, 'Dt'),
    amount: signedAmount(element),
    line: element.line,
  };
}

/** A date, or the day of a moment as it is written. */
function dayAt(element: XmlElement, name: string): string | null {
  return textAt(element, name, 'Dt') ?? textAt(element, name, 'DtTm')?.slice(0, 10) ?? null;
}
