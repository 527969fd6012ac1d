import type { TransactionType } from '../../../model/source-tables.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import {
  hundredth,
  magnitude,
  negated,
  plainNumber,
  product,
  quotient,
  signOf,
  sum,
} from './decimal-text.ts';
import { find, findAll, parseOfx, value } from './ofx-markup.ts';
import type { OfxElement } from './ofx-markup.ts';
import { cusipOf, isinOf } from './security-identifiers.ts';
import type {
  Statement,
  StatementAccount,
  StatementBalance,
  StatementBooking,
  StatementPosition,
  StatementSecurity,
} from './statement.ts';
import { bareBooking, bareSecurity, flowType } from './statement.ts';

const STATEMENTS = ['STMTRS', 'CCSTMTRS', 'INVSTMTRS'] as const;
const TRADES = [
  'BUYSTOCK',
  'BUYMF',
  'BUYDEBT',
  'BUYOPT',
  'BUYOTHER',
  'SELLSTOCK',
  'SELLMF',
  'SELLDEBT',
  'SELLOPT',
  'SELLOTHER',
];
const POSITIONS = ['POSSTOCK', 'POSMF', 'POSDEBT', 'POSOPT', 'POSOTHER'];
const SECURITIES: Readonly<Record<string, string>> = {
  STOCKINFO: 'Equity',
  DEBTINFO: 'Fixed Income',
  MFINFO: 'Fund',
  OPTINFO: 'Alternative',
  OTHERINFO: 'Other',
};
/** Moves between the sub-accounts of one account: no booking of the account. */
const INSIDE = ['JRNLFUND', 'JRNLSEC'];

/** Bank and card bookings by their TRNTYPE (OFX 2.2, section 11.4.4.3); the others go by their words and sign. */
const BANK_TYPES: Readonly<Record<string, TransactionType>> = {
  INT: 'INTEREST',
  DIV: 'INTEREST',
  FEE: 'FEE',
  SRVCHG: 'FEE',
};
const BANK_WORDS: readonly (readonly [RegExp, TransactionType])[] = [
  [
    /\b(interest|dividend) (earned|paid|payment|credit|charged?)\b|\b(credit|debit|margin) interest\b/i,
    'INTEREST',
  ],
  [/\b(fees?|service charge)\b/i, 'FEE'],
];

/**
 * An OFX 1.x or 2.x document (QFX too): bank, card and investment statements. Days are the statement's own, whatever
 * the time zone behind them. Throws a Problem, `source_unreadable`, where the server answered with an error or no
 * statement is inside.
 *
 * Format: Open Financial Exchange 2.2, sections 11 and 13.
 */
export function readOfx(text: string): Statement {
  const root = parseOfx(text);
  refuseErrors(root);
  const found = findAll(root, STATEMENTS);
  if (found.length === 0) throw unreadable('There is no statement in the file.');
  const securities = findAll(root, Object.keys(SECURITIES)).map(securityOf);
  const debts = new Set(
    securities.filter((each) => each.assetClass === 'Fixed Income').map(({ key }) => key),
  );
  const institution = value(find(root, 'FI') ?? root, 'ORG');
  const parts = found.map((element) => readOne(element, institution, debts));
  return {
    accounts: parts.map(({ account }) => account),
    securities: withCurrency(securities, parts[0]?.account.currency ?? null),
    bookings: parts.flatMap(({ bookings }) => bookings),
    positions: parts.flatMap(({ positions }) => positions),
    balances: parts.flatMap(({ balances }) => balances),
    rates: [],
    leftAside: parts.flatMap(({ leftAside }) => leftAside),
  };
}

interface OneStatement {
  readonly account: StatementAccount;
  readonly bookings: readonly StatementBooking[];
  readonly positions: readonly StatementPosition[];
  readonly balances: readonly StatementBalance[];
  readonly leftAside: readonly string[];
}

/** What the elements of one statement have in common. */
interface Around {
  readonly account: string;
  readonly currency: string | null;
  readonly asOf: string | null;
  readonly debts: ReadonlySet<string>;
}

function readOne(element: OfxElement, institution: string | null, debts: ReadonlySet<string>): OneStatement {
  const from = find(element, 'BANKACCTFROM') ?? find(element, 'CCACCTFROM') ?? find(element, 'INVACCTFROM');
  const number = from && value(from, 'ACCTID');
  if (!from || !number) throw unreadable('A statement in the file names no account.');
  const currency = value(element, 'CURDEF');
  const custodian = institution ?? value(from, 'BROKERID') ?? value(from, 'BANKID') ?? 'Unknown custodian';
  const around = { account: number, currency, asOf: day(value(element, 'DTASOF')), debts };
  const inside = findAll(element, INSIDE).length;
  return {
    account: { number, custodian, currency, line: from.line },
    bookings: [
      ...findAll(element, TRADES).flatMap((each) => tradeOf(each, around)),
      ...findAll(element, ['INCOME', 'INVEXPENSE', 'MARGININTEREST', 'RETOFCAP']).map((each) =>
        cashOf(each, around),
      ),
      ...findAll(element, ['REINVEST', 'SPLIT', 'TRANSFER', 'CLOSUREOPT']).flatMap((each) =>
        sharesOf(each, around),
      ),
      ...findAll(element, ['STMTTRN']).map((each) =>
        bankBookingOf(each, element.name === 'INVSTMTRS', around),
      ),
    ],
    positions: findAll(element, POSITIONS).map((each) => positionOf(each, around)),
    balances: balancesOf(element, around),
    leftAside: inside === 0 ? [] : [`${String(inside)} moves between the sub-accounts of one account`],
  };
}

function securityOf(element: OfxElement): StatementSecurity {
  const id = value(element, 'UNIQUEID') ?? '';
  return bareSecurity({
    key: id,
    name: value(element, 'SECNAME'),
    symbol: value(element, 'TICKER'),
    isin: isinOf(id),
    cusip: cusipOf(id),
    assetClass: SECURITIES[element.name] ?? null,
    currency: value(element, 'CURSYM'),
    maturityDate: day(value(element, 'DTMAT')),
    couponRate: hundredth(value(element, 'COUPONRT')),
    line: element.line,
  });
}

function withCurrency(
  securities: readonly StatementSecurity[],
  currency: string | null,
): readonly StatementSecurity[] {
  return securities.map((each) => ({ ...each, currency: each.currency ?? currency }));
}

function tradeOf(element: OfxElement, around: Around): readonly StatementBooking[] {
  const security = value(element, 'UNIQUEID');
  const isSale = element.name.startsWith('SELL');
  const base = baseOf(element, around);
  const contract = element.name.endsWith('OPT') ? (value(element, 'SHPERCTRCT') ?? '1') : '1';
  const accrued = plainNumber(value(element, 'ACCRDINT'));
  const total = plainNumber(value(element, 'TOTAL'));
  // Accrued interest is paid with a bond and comes back with its coupon: it is no cost of the bond.
  const interest = isSale ? accrued : negated(accrued);
  const trade = bareBooking({
    ...base,
    type: isSale ? 'SELL' : 'BUY',
    security,
    quantity: isSale ? negated(magnitude(value(element, 'UNITS'))) : magnitude(value(element, 'UNITS')),
    price: product(priceOf(element, security, around), contract),
    fee: absent(sum(...['COMMISSION', 'FEES', 'LOAD', 'PENALTY'].map((name) => value(element, name)))),
    tax: absent(sum(...['TAXES', 'WITHHOLDING', 'STATEWITHHOLDING'].map((name) => value(element, name)))),
    amount: signOf(accrued) === 0 ? total : sum(total, negated(interest)),
  });
  if (signOf(accrued) === 0) return [trade];
  const coupon = bareBooking({
    ...base,
    id: `${base.id}/ACCRDINT`,
    type: 'INTEREST',
    security,
    amount: interest,
  });
  return [trade, { ...coupon, description: 'Accrued interest' }];
}

function cashOf(element: OfxElement, around: Around): StatementBooking {
  const tax = sum(value(element, 'WITHHOLDING'), value(element, 'TAXES'));
  return bareBooking({
    ...baseOf(element, around),
    type: cashType(element),
    security: element.name === 'INVEXPENSE' ? null : value(element, 'UNIQUEID'),
    tax: absent(tax),
    amount: plainNumber(value(element, 'TOTAL')),
  });
}

function cashType(element: OfxElement): TransactionType {
  if (element.name === 'INVEXPENSE') return 'FEE';
  if (element.name === 'MARGININTEREST') return 'INTEREST';
  if (element.name === 'RETOFCAP') return 'RETURN_OF_CAPITAL';
  return value(element, 'INCOMETYPE')?.toUpperCase() === 'INTEREST' ? 'INTEREST' : 'DIVIDEND';
}

function sharesOf(element: OfxElement, around: Around): readonly StatementBooking[] {
  const security = value(element, 'UNIQUEID');
  const base = { ...baseOf(element, around), security };
  const units = magnitude(value(element, 'UNITS'));
  const price = priceOf(element, security, around);
  if (element.name === 'SPLIT') return splitOf(element, base);
  if (element.name === 'REINVEST') {
    const fee = absent(sum(...['COMMISSION', 'FEES', 'LOAD'].map((name) => value(element, name))));
    return [bareBooking({ ...base, type: 'REINVEST', quantity: units, price, fee, amount: '0' })];
  }
  if (element.name === 'CLOSUREOPT') {
    // An option that ends is closed at nothing; what it was exercised for comes as a trade of its own.
    const sold = signOf(value(element, 'UNITS')) < 0;
    const quantity = sold ? negated(units) : units;
    return [bareBooking({ ...base, type: sold ? 'SELL' : 'BUY', quantity, price: '0', amount: '0' })];
  }
  const out = value(element, 'TFERACTION')?.toUpperCase() === 'OUT';
  const cost = price ?? value(element, 'AVGCOSTBASIS');
  const quantity = out ? negated(units) : units;
  return [
    bareBooking({ ...base, type: out ? 'TRANSFER_OUT' : 'TRANSFER_IN', quantity, price: cost, amount: '0' }),
  ];
}

/** Without the units before and after, the ratio alone says nothing about the account: staging asks for the quantity. */
function splitOf(
  element: OfxElement,
  base: ReturnType<typeof baseOf> & { readonly security: string | null },
): readonly StatementBooking[] {
  const [before, after] = [value(element, 'OLDUNITS'), value(element, 'NEWUNITS')];
  const quantity = before === null || after === null ? null : sum(after, negated(before));
  const split = bareBooking({ ...base, type: 'SPLIT', quantity, amount: '0' });
  const cash = plainNumber(value(element, 'FRACCASH'));
  if (signOf(cash) === 0) return [split];
  const rest = bareBooking({ ...base, id: `${base.id}/FRACCASH`, type: 'RETURN_OF_CAPITAL', amount: cash });
  return [split, { ...rest, description: 'Cash in lieu of fractions' }];
}

function bankBookingOf(element: OfxElement, isInvestment: boolean, around: Around): StatementBooking {
  const amount = plainNumber(value(element, 'TRNAMT'));
  const kind = value(element, 'TRNTYPE')?.toUpperCase() ?? '';
  const description = described(value(element, 'NAME'), value(element, 'MEMO'));
  const named = BANK_WORDS.find(([words]) => words.test(description ?? ''))?.[1];
  const type = kind === 'DIV' && isInvestment ? 'DIVIDEND' : (BANK_TYPES[kind] ?? named ?? flowType(amount));
  return bareBooking({
    id: idOf(element),
    account: around.account,
    tradeDate: day(value(element, 'DTPOSTED')),
    settleDate: day(value(element, 'DTAVAIL')),
    type,
    amount,
    currency: currencyOf(element, around),
    description,
    line: element.line,
  });
}

function positionOf(element: OfxElement, around: Around): StatementPosition {
  const security = value(element, 'UNIQUEID') ?? '';
  const units = plainNumber(value(element, 'UNITS'));
  const isShort = value(element, 'POSTYPE')?.toUpperCase() === 'SHORT' && element.name !== 'POSOPT';
  const written = value(element, 'POSTYPE')?.toUpperCase() === 'SHORT' && signOf(units) > 0;
  return {
    account: around.account,
    security,
    asOf: around.asOf,
    quantity: isShort || written ? negated(magnitude(units)) : units,
    price: priceOf(element, security, around),
    priceDate: day(value(element, 'DTPRICEASOF')) ?? around.asOf,
    marketValue: plainNumber(value(element, 'MKTVAL')),
    costBasis: null,
    currency: currencyOf(element, around),
    line: element.line,
  };
}

function balancesOf(element: OfxElement, { account, currency, asOf }: Around): readonly StatementBalance[] {
  if (currency === null) return [];
  const kinds = [
    ['INVBAL', 'AVAILCASH', 'cash'],
    ['LEDGERBAL', 'BALAMT', 'ledger'],
    ['AVAILBAL', 'BALAMT', 'available'],
  ] as const;
  return kinds.flatMap(([aggregate, name, kind]) => {
    const found = find(element, aggregate);
    const amount = found && plainNumber(value(found, name));
    if (!found || amount === null) return [];
    const date = kind === 'cash' ? asOf : (day(value(found, 'DTASOF')) ?? asOf);
    return [{ account, currency, kind, date, amount, line: found.line }];
  });
}

function baseOf(
  element: OfxElement,
  around: Around,
): Pick<
  StatementBooking,
  'id' | 'account' | 'tradeDate' | 'settleDate' | 'currency' | 'description' | 'line'
> {
  return {
    id: idOf(element),
    account: around.account,
    tradeDate: day(value(element, 'DTTRADE')),
    settleDate: day(value(element, 'DTSETTLE')),
    currency: currencyOf(element, around),
    description: described(null, value(element, 'MEMO')),
    line: element.line,
  };
}

/** A custodian may give a purchase and the dividend that paid for it one FITID: the kind of booking tells them apart. */
function idOf(element: OfxElement): string {
  return `${value(element, 'FITID') ?? ''}/${element.name}`;
}

/** Amounts stand in CURRENCY where it is given; ORIGCURRENCY only says what they were before. */
function currencyOf(element: OfxElement, around: Around): string | null {
  const own = find(element, 'CURRENCY');
  return (own && value(own, 'CURSYM')) ?? around.currency;
}

/** Bonds are priced per 100 of face value. */
function priceOf(element: OfxElement, security: string | null, around: Around): string | null {
  const price = plainNumber(value(element, 'UNITPRICE'));
  const isDebt = element.name.endsWith('DEBT') || (security !== null && around.debts.has(security));
  return isDebt ? quotient(price, '100') : price;
}

function described(...texts: readonly (string | null)[]): string | null {
  const words = texts.filter((text) => text !== null).map((text) => text.replaceAll(/\s+/g, ' ').trim());
  return words.length === 0 ? null : words.join(' ');
}

function absent(amount: string | null): string | null {
  return signOf(amount) === 0 && plainNumber(amount) === '0' ? null : amount;
}

/** `20120908033034.000[-4:EDT]` as the day that it writes; what does not begin with one comes back as it is. */
function day(text: string | null): string | null {
  const match = text === null ? null : /^(\d{4})(\d{2})(\d{2})/.exec(text);
  return match ? `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}` : text;
}

function refuseErrors(root: OfxElement): void {
  for (const status of findAll(root, ['STATUS'])) {
    if (value(status, 'SEVERITY')?.toUpperCase() !== 'ERROR') continue;
    const code = value(status, 'CODE') ?? 'none';
    throw unreadable(`The custodian's server answered with an error (code ${code}) instead of a statement.`);
  }
}

function unreadable(message: string): Problem {
  return new Problem('source_unreadable', `${message} Download it again and import that file.`);
}
