import type { TransactionType } from '../../../model/source-tables.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import { magnitude, negated, plainNumber, product, quotient, signOf, sum } from './decimal-text.ts';
import { actionsOf } from './flex-corporate-actions.ts';
import { attribute, dayOf, securityKey } from './flex-row.ts';
import { cusipOf, isinOf } from './security-identifiers.ts';
import { bareBooking, bareSecurity, flowType } from './statement.ts';
import type {
  Statement,
  StatementAccount,
  StatementBalance,
  StatementBooking,
  StatementPosition,
  StatementRate,
  StatementSecurity,
} from './statement.ts';
import { allOf, parseXml } from './xml-tree.ts';
import type { XmlElement } from './xml-tree.ts';

const CUSTODIAN = 'Interactive Brokers';

const ASSET_CLASSES: Readonly<Record<string, string>> = {
  STK: 'Equity',
  BOND: 'Fixed Income',
  BILL: 'Fixed Income',
  FUND: 'Fund',
  CMDTY: 'Commodity',
  CRYPTO: 'Alternative',
  OPT: 'Alternative',
  FOP: 'Alternative',
  FUT: 'Alternative',
  WAR: 'Alternative',
  CFD: 'Alternative',
};

/** CashTransaction types of Flex queries; deposits, and whatever is new, go by their sign. */
const CASH_TYPES: readonly (readonly [RegExp, TransactionType])[] = [
  [/^(Dividends|Payment In Lieu Of Dividends)$/i, 'DIVIDEND'],
  [/Withholding/i, 'TAX'],
  [/Interest/i, 'INTEREST'],
  [/Fees?$|^Commission Adjustments$/i, 'FEE'],
  [/^Price Adjustments$/i, 'ADJUSTMENT'],
];

/**
 * An Interactive Brokers Flex query response in XML: trades, currency exchanges, cash transactions, corporate actions,
 * transfers, sales taxes, open positions, the cash report and conversion rates. Sections that repeat others
 * (StmtFunds, FxTransactions, summaries, lots) are passed over. Throws a Problem, `source_unreadable`, where the file
 * holds no statement.
 *
 * Format: Interactive Brokers, Activity Flex Query reference.
 */
export function readFlex(text: string): Statement {
  const root = parseXml(text);
  const statements = allOf(root, 'FlexStatement');
  if (statements.length === 0) {
    throw new Problem(
      'source_unreadable',
      'There is no Flex statement in the file; run the query again and import its result.',
    );
  }
  const rows = statements.flatMap((statement) => bookingsOf(statement));
  const positions = statements.flatMap((statement) => positionsOf(statement));
  return {
    accounts: accountsOf(statements, rows, positions),
    securities: statements.flatMap((statement) => securitiesOf(statement)),
    bookings: rows,
    positions,
    balances: statements.flatMap((statement) => balancesOf(statement)),
    rates: statements.flatMap((statement) => allOf(statement, 'ConversionRate').map(rateOf)),
    leftAside: [],
  };
}

function bookingsOf(statement: XmlElement): readonly StatementBooking[] {
  const section = (name: string, row: string): readonly XmlElement[] =>
    detailed(allOf(statement, name).flatMap(({ children }) => children.filter((each) => each.name === row)));
  return [
    ...section('Trades', 'Trade').flatMap(tradeOf),
    ...section('CashTransactions', 'CashTransaction').map(cashOf),
    ...actionsOf(section('CorporateActions', 'CorporateAction')),
    ...section('Transfers', 'Transfer').flatMap(transferOf),
    ...section('SalesTaxes', 'SalesTax').map((row) => salesTaxOf(row)),
  ];
}

/** A section may bring summaries and lots beside the rows that they are made of: only the rows count. */
function detailed(rows: readonly XmlElement[]): readonly XmlElement[] {
  return rows.filter((row) => {
    const level = attribute(row, 'levelOfDetail')?.toUpperCase() ?? '';
    return !/SUMMARY|ORDER|LOT|WASH/.test(level);
  });
}

function tradeOf(row: XmlElement): readonly StatementBooking[] {
  if (attribute(row, 'assetCategory') === 'CASH') return exchangeOf(row);
  const base = baseOf(row, attribute(row, 'tradeID') ?? attribute(row, 'transactionID'), 'Trade');
  const quantity = plainNumber(attribute(row, 'quantity'));
  const currency = attribute(row, 'currency');
  const commission = plainNumber(attribute(row, 'ibCommission'));
  const own = (attribute(row, 'ibCommissionCurrency') ?? currency) === currency;
  const tax = negated(attribute(row, 'taxes'));
  const trade = bareBooking({
    ...base,
    type: signOf(quantity) < 0 ? 'SELL' : 'BUY',
    security: securityKey(row),
    quantity,
    price: priceOf(row, quantity),
    fee: own ? nothing(negated(commission)) : null,
    tax: nothing(tax),
    amount: sum(attribute(row, 'proceeds'), own ? commission : null, negated(tax)),
  });
  const accrued = plainNumber(attribute(row, 'accruedInt'));
  return [trade, ...(own ? [] : commissionOf(row, base)), ...accruedOf(trade, accrued)];
}

/** Accrued interest is settled with a bond's price and comes back with its coupon: it is no cost of the bond. */
function accruedOf(trade: StatementBooking, accrued: string | null): readonly StatementBooking[] {
  if (signOf(accrued) === 0) return [];
  const { id, account, tradeDate, settleDate, currency, security, line } = trade;
  const booking = { id: `${id}/accrued`, account, tradeDate, settleDate, currency, security, line };
  return [bareBooking({ ...booking, type: 'INTEREST', amount: accrued, description: 'Accrued interest' })];
}

/** `CHF.USD` sells or buys the first currency for the second: two legs, and the commission apart. */
function exchangeOf(row: XmlElement): readonly StatementBooking[] {
  const base = baseOf(row, attribute(row, 'tradeID') ?? attribute(row, 'transactionID'), 'Trade');
  const [first = ''] = (attribute(row, 'symbol') ?? '').split('.');
  const leg = (currency: string | null, amount: string | null): StatementBooking =>
    bareBooking({
      ...base,
      id: `${base.id}/${currency ?? ''}`,
      type: 'FX',
      currency,
      amount: plainNumber(amount),
    });
  return [
    leg(first, attribute(row, 'quantity')),
    leg(attribute(row, 'currency'), attribute(row, 'proceeds')),
    ...commissionOf(row, base),
  ];
}

function commissionOf(row: XmlElement, base: ReturnType<typeof baseOf>): readonly StatementBooking[] {
  const amount = plainNumber(attribute(row, 'ibCommission'));
  if (signOf(amount) === 0) return [];
  const currency = attribute(row, 'ibCommissionCurrency') ?? base.currency;
  const fee = { ...base, id: `${base.id}/commission`, currency, description: 'Commission' };
  return [bareBooking({ ...fee, type: 'FEE', amount })];
}

function cashOf(row: XmlElement): StatementBooking {
  const amount = plainNumber(attribute(row, 'amount'));
  const kind = attribute(row, 'type') ?? '';
  const type = CASH_TYPES.find(([pattern]) => pattern.test(kind))?.[1] ?? flowType(amount);
  const about = type === 'FEE' ? null : securityKey(row);
  const day = dayOf(
    attribute(row, 'dateTime') ?? attribute(row, 'settleDate') ?? attribute(row, 'reportDate'),
  );
  return bareBooking({
    ...baseOf(row, attribute(row, 'transactionID'), 'CashTransaction'),
    tradeDate: day,
    settleDate: dayOf(attribute(row, 'settleDate')),
    type,
    security: about,
    amount,
    description: attribute(row, 'description'),
  });
}

function transferOf(row: XmlElement): readonly StatementBooking[] {
  const base = baseOf(row, attribute(row, 'transactionID'), 'Transfer');
  const cash = plainNumber(attribute(row, 'cashTransfer'));
  const quantity = plainNumber(attribute(row, 'quantity'));
  const day = dayOf(attribute(row, 'date') ?? attribute(row, 'reportDate'));
  const bookings: StatementBooking[] = [];
  if (signOf(quantity) !== 0) {
    const isOut = attribute(row, 'direction')?.toUpperCase() === 'OUT' || signOf(quantity) < 0;
    const units = isOut ? negated(magnitude(quantity)) : magnitude(quantity);
    const price = quotient(magnitude(attribute(row, 'positionAmount')), magnitude(quantity));
    const moved = {
      ...base,
      tradeDate: day,
      security: securityKey(row),
      quantity: units,
      price,
      amount: '0',
    };
    bookings.push(bareBooking({ ...moved, type: isOut ? 'TRANSFER_OUT' : 'TRANSFER_IN' }));
  }
  if (signOf(cash) !== 0) {
    bookings.push(
      bareBooking({ ...base, id: `${base.id}/cash`, tradeDate: day, type: flowType(cash), amount: cash }),
    );
  }
  return bookings;
}

function salesTaxOf(row: XmlElement): StatementBooking {
  return bareBooking({
    ...baseOf(row, attribute(row, 'transactionID'), 'SalesTax'),
    tradeDate: dayOf(attribute(row, 'date')),
    type: 'TAX',
    amount: plainNumber(attribute(row, 'salesTax')),
    description: attribute(row, 'taxableDescription'),
  });
}

function positionsOf(statement: XmlElement): readonly StatementPosition[] {
  const rows = allOf(statement, 'OpenPosition');
  const summaries = rows.filter((row) => attribute(row, 'levelOfDetail')?.toUpperCase() !== 'LOT');
  return (summaries.length > 0 ? summaries : rows).map((row) => {
    const quantity = plainNumber(attribute(row, 'position') ?? attribute(row, 'quantity'));
    const value = plainNumber(attribute(row, 'positionValue'));
    const day = dayOf(attribute(row, 'reportDate') ?? statement.attributes['toDate'] ?? null);
    return {
      account: attribute(row, 'accountId') ?? statement.attributes['accountId'] ?? '',
      security: securityKey(row) ?? '',
      asOf: day,
      quantity,
      price: product(attribute(row, 'markPrice'), attribute(row, 'multiplier') ?? '1'),
      priceDate: day,
      marketValue: value,
      costBasis: plainNumber(attribute(row, 'costBasisMoney')),
      currency: attribute(row, 'currency'),
      line: row.line,
    };
  });
}

function isSummary(row: XmlElement): boolean {
  return attribute(row, 'currency') === 'BASE_SUMMARY';
}

/** The currencies of the cash report; its summary in the base currency only where it has nothing else. */
function balancesOf(statement: XmlElement): readonly StatementBalance[] {
  const rows = allOf(statement, 'CashReportCurrency');
  const own = rows.filter((row) => !isSummary(row));
  const base = baseCurrencyOf(statement);
  return (own.length > 0 ? own : rows).flatMap((row) => {
    const currency = isSummary(row) ? base : attribute(row, 'currency');
    const amount = plainNumber(attribute(row, 'endingCash'));
    if (currency === null || amount === null) return [];
    const account = attribute(row, 'accountId') ?? statement.attributes['accountId'] ?? '';
    return [
      {
        account,
        currency,
        kind: 'cash' as const,
        date: dayOf(attribute(row, 'toDate')),
        amount,
        line: row.line,
      },
    ];
  });
}

/** Every account that a statement or one of its rows names: a row may speak of another one than its statement. */
function accountsOf(
  statements: readonly XmlElement[],
  bookings: readonly StatementBooking[],
  positions: readonly StatementPosition[],
): readonly StatementAccount[] {
  const accounts = new Map<string, StatementAccount>();
  for (const statement of statements) {
    const number = statement.attributes['accountId'];
    if (number === undefined) continue;
    accounts.set(number, {
      number,
      custodian: CUSTODIAN,
      currency: baseCurrencyOf(statement),
      line: statement.line,
    });
  }
  for (const { account, line } of [...bookings, ...positions]) {
    if (!accounts.has(account))
      accounts.set(account, { number: account, custodian: CUSTODIAN, currency: null, line });
  }
  return [...accounts.values()];
}

function baseCurrencyOf(statement: XmlElement): string | null {
  const [information] = allOf(statement, 'AccountInformation');
  return (information && attribute(information, 'currency')) ?? null;
}

function securitiesOf(statement: XmlElement): readonly StatementSecurity[] {
  // The first to tell a thing counts; an action knows a symbol that was given up by then.
  const names = ['SecurityInfo', 'CorporateAction', 'Trade', 'OpenPosition', 'Transfer', 'CashTransaction'];
  return names
    .flatMap((name) => allOf(statement, name))
    .filter((row) => attribute(row, 'assetCategory') !== 'CASH')
    .flatMap((row) => {
      const key = securityKey(row);
      if (key === null) return [];
      const isin = isinOf(attribute(row, 'isin')) ?? isinOf(attribute(row, 'securityID'));
      return [
        bareSecurity({
          key,
          isin,
          cusip: cusipOf(attribute(row, 'cusip')),
          symbol: attribute(row, 'symbol'),
          name:
            row.name === 'CashTransaction' || row.name === 'CorporateAction'
              ? null
              : attribute(row, 'description'),
          assetClass: ASSET_CLASSES[attribute(row, 'assetCategory') ?? ''] ?? 'Other',
          currency: attribute(row, 'currency'),
          maturityDate: dayOf(attribute(row, 'maturity')),
          line: row.line,
        }),
      ];
    });
}

function rateOf(row: XmlElement): StatementRate {
  return {
    date: dayOf(attribute(row, 'reportDate')),
    from: attribute(row, 'fromCurrency') ?? '',
    to: attribute(row, 'toCurrency') ?? '',
    rate: plainNumber(attribute(row, 'rate')),
    line: row.line,
  };
}

function baseOf(
  row: XmlElement,
  id: string | null,
  kind: string,
): Pick<StatementBooking, 'id' | 'account' | 'tradeDate' | 'settleDate' | 'currency' | 'line'> {
  return {
    id: `${id ?? contentOf(row)}/${kind}`,
    account: attribute(row, 'accountId') ?? '',
    tradeDate: dayOf(attribute(row, 'tradeDate') ?? attribute(row, 'dateTime')),
    settleDate: dayOf(attribute(row, 'settleDateTarget')),
    currency: attribute(row, 'currency'),
    line: row.line,
  };
}

/** What tells a row without a number of its own apart from the others. */
function contentOf(row: XmlElement): string {
  const told = ['dateTime', 'type', 'symbol', 'amount', 'currency', 'description'];
  return told.map((name) => attribute(row, name) ?? '').join(' ');
}

/** What one unit of the booked quantity cost: contracts count what lies under them, bonds are priced per 100. */
function priceOf(row: XmlElement, quantity: string | null): string | null {
  const price = product(attribute(row, 'tradePrice'), attribute(row, 'multiplier') ?? '1');
  const isBond = /^(BOND|BILL)$/.test(attribute(row, 'assetCategory') ?? '');
  return isBond ? quotient(magnitude(attribute(row, 'tradeMoney')), magnitude(quantity)) : price;
}

function nothing(amount: string | null): string | null {
  return signOf(amount) === 0 ? null : amount;
}
