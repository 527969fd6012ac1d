import type { SqlDialect } from '../../store/dialect.ts';
import type { Subject } from '../../vocabulary/plan.ts';
import type { RowSource } from './cells.ts';
import { account, day, type ListedColumn, money, number, security, text } from './listed-columns.ts';
import { BOOKING_FIELDS, INTEREST_BOOKED_ON_CASH, INTEREST_ON_CASH } from './facts/rows.ts';

export type RowSubject = Extract<
  Subject,
  | 'transactions'
  | 'lots'
  | 'realized_gains'
  | 'income'
  | 'cash_flows'
  | 'fees'
  | 'reconciliation'
  | 'findings'
>;

/** How rows of a relation are listed. */
export interface Listing {
  readonly relation: string | ((dialect: SqlDialect) => string);
  readonly source: RowSource;
  readonly date: string;
  readonly newestFirst: boolean;
  readonly columns: readonly ListedColumn[];
  /** What rows are put in order by, besides their day. */
  readonly amount: string;
  readonly quantity: string;
  /** Further figures that rows are put in order by, by metric. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Signed amounts are put in order as they stand (a loss is small), others by their size. */
  readonly signed: boolean;
  readonly tie: string;
}

/** Open lots with what they are worth at the last close, in the row's currency. */
function valuedLots(dialect: SqlDialect): string {
  const value = dialect.money(`o.quantity * ${dialect.quantity('h.price')}`);
  return (
    '(SELECT o.account_id, o.security_id, o.acquired_on, o.quantity, o.cost_basis, ' +
    `${value} AS market_value, ${value} - o.cost_basis AS unrealized_gain ` +
    'FROM lots AS o LEFT JOIN holdings AS h ON h.account_id = o.account_id AND h.security_id = o.security_id) AS l'
  );
}

export const LISTINGS: Readonly<Record<RowSubject, Listing>> = {
  transactions: {
    relation: 'transactions AS t',
    source: {
      alias: 't',
      own: { security: 't.security_id', transaction_type: 't.type', description: 't.description' },
      securities: 'join',
      booked: true,
      attributes: INTEREST_BOOKED_ON_CASH,
      fields: BOOKING_FIELDS,
    },
    date: 't.trade_date',
    newestFirst: true,
    columns: [
      day('trade_date', 'Date', 't.trade_date'),
      account('t'),
      text('type', 'Type', 't.type'),
      security('t'),
      number('quantity', 'Quantity', 't.quantity'),
      number('price', 'Price', 't.price'),
      money('amount', 'Amount', 't.amount', 'row'),
      money('fee', 'Fee', 't.fee', 'row'),
      money('tax', 'Tax', 't.tax', 'row'),
      text('currency', 'Currency', 't.currency'),
      text('description', 'Description', 't.description'),
      text('transaction_id', 'Booking', 't.transaction_id'),
    ],
    amount: 't.amount * r.rate',
    quantity: 't.quantity',
    signed: false,
    tie: 't.transaction_id',
  },
  income: {
    relation: 'income AS i',
    source: {
      alias: 'i',
      own: { security: 'i.security_id', income_kind: 'i.kind' },
      securities: 'join',
      attributes: INTEREST_ON_CASH,
      booked: true,
      fields: { amount: 'i.amount' },
    },
    date: 'i.trade_date',
    newestFirst: true,
    columns: [
      day('trade_date', 'Date', 'i.trade_date'),
      account('i'),
      security('i'),
      text('kind', 'Kind', 'i.kind'),
      money('amount', 'Amount', 'i.amount'),
      money('tax', 'Tax withheld', 'i.tax'),
    ],
    amount: 'i.amount',
    quantity: 'i.amount',
    signed: true,
    tie: 'i.transaction_id',
  },
  realized_gains: {
    relation: 'realized_gains AS g',
    source: {
      alias: 'g',
      own: { security: 'g.security_id', term: 'g.term' },
      securities: 'join',
      booked: true,
      fields: { amount: 'g.amount', quantity: 'g.quantity' },
    },
    date: 'g.trade_date',
    newestFirst: true,
    columns: [
      day('trade_date', 'Date', 'g.trade_date'),
      account('g'),
      security('g'),
      day('acquired_on', 'Acquired on', 'g.acquired_on'),
      number('quantity', 'Quantity', 'g.quantity'),
      money('realized_gain', 'Realized gain', 'g.amount'),
      money('proceeds', 'Proceeds', 'g.proceeds'),
      money('cost_basis', 'Cost basis', 'g.cost_basis'),
      text('term', 'Term', 'g.term'),
    ],
    amount: 'g.amount',
    quantity: 'g.quantity',
    fields: { proceeds: 'g.proceeds' },
    signed: true,
    tie: 'g.transaction_id',
  },
  cash_flows: {
    relation: 'cash_flows AS f',
    source: {
      alias: 'f',
      own: { security: 'f.security_id', transaction_type: 'f.type' },
      securities: 'join',
      booked: true,
      fields: { amount: 'f.amount', quantity: 'f.quantity' },
    },
    date: 'f.trade_date',
    newestFirst: true,
    columns: [
      day('trade_date', 'Date', 'f.trade_date'),
      account('f'),
      text('type', 'Type', 'f.type'),
      security('f'),
      number('quantity', 'Quantity', 'f.quantity'),
      money('amount', 'Amount', 'f.amount'),
    ],
    amount: 'f.amount',
    quantity: 'f.quantity',
    signed: false,
    tie: 'f.transaction_id',
  },
  fees: {
    relation: 'fees AS x',
    source: {
      alias: 'x',
      own: { fee_kind: 'x.kind' },
      securities: 'none',
      booked: true,
      fields: { amount: 'x.amount' },
    },
    date: 'x.trade_date',
    newestFirst: true,
    columns: [
      day('trade_date', 'Date', 'x.trade_date'),
      account('x'),
      text('kind', 'Kind', 'x.kind'),
      money('amount', 'Amount', 'x.amount'),
    ],
    amount: 'x.amount',
    quantity: 'x.amount',
    signed: true,
    tie: 'x.transaction_id',
  },
  lots: {
    relation: valuedLots,
    source: {
      alias: 'l',
      own: { security: 'l.security_id' },
      securities: 'join',
      booked: false,
      fields: { quantity: 'l.quantity', amount: 'l.cost_basis', gain: 'l.unrealized_gain' },
    },
    date: 'l.acquired_on',
    newestFirst: false,
    columns: [
      day('acquired_on', 'Acquired on', 'l.acquired_on'),
      account('l'),
      security('l'),
      number('quantity', 'Quantity', 'l.quantity'),
      money('cost_basis', 'Cost basis', 'l.cost_basis'),
      money('market_value', 'Market value', 'l.market_value'),
      money('unrealized_gain', 'Unrealized gain', 'l.unrealized_gain'),
    ],
    amount: 'l.cost_basis',
    quantity: 'l.quantity',
    fields: {
      market_value: 'l.market_value',
      unrealized_gain: 'l.unrealized_gain',
      gain: 'l.unrealized_gain',
    },
    signed: false,
    tie: 'l.security_id',
  },
  reconciliation: {
    relation: 'reconciliation AS b',
    source: {
      alias: 'b',
      own: { security: 'b.security_id' },
      securities: 'join',
      booked: false,
      fields: { quantity: 'b.difference' },
    },
    date: 'b.as_of_date',
    newestFirst: true,
    columns: [
      day('as_of_date', 'Statement of', 'b.as_of_date'),
      account('b'),
      security('b'),
      number('quantity', 'Computed', 'b.quantity'),
      number('stated_quantity', 'Stated', 'b.stated_quantity'),
      number('difference', 'Difference', 'b.difference'),
    ],
    amount: 'b.difference',
    quantity: 'b.difference',
    signed: false,
    tie: 'b.security_id',
  },
  findings: {
    relation: 'findings AS d',
    source: {
      alias: 'd',
      own: { security: 'd.security_id', finding: 'd.code' },
      securities: 'join',
      booked: false,
      fields: {},
    },
    date: 'd.from_date',
    newestFirst: true,
    columns: [
      { ...text('finding', 'Finding', 'd.code'), coded: true },
      account('d'),
      security('d'),
      day('from_date', 'From', 'd.from_date'),
      day('to_date', 'To', 'd.to_date'),
      { name: 'occurrences', label: 'Occurrences', type: 'integer', sql: 'd.occurrences' },
      text('severity', 'Severity', 'd.severity'),
      text('detail', 'Detail', 'd.detail'),
    ],
    amount: 'd.occurrences',
    quantity: 'd.occurrences',
    signed: true,
    tie: 'd.code',
  },
};

/** Figures that a listing shows, each in a column of its rows. */
export const LISTED_METRICS: Readonly<Record<RowSubject, readonly string[]>> = {
  transactions: [
    'transaction_amount',
    'transaction_count',
    'quantity',
    'price',
    'commissions',
    'fees',
    'taxes',
    'purchases',
    'sales',
    'reinvested_dividends',
  ],
  income: ['income', 'dividends', 'interest', 'payment_count', 'taxes'],
  realized_gains: [
    'realized_gain',
    'realized_gain_short',
    'realized_gain_long',
    'proceeds',
    'cost_basis',
    'quantity',
  ],
  cash_flows: ['net_contributions', 'inflows', 'outflows', 'deposits', 'withdrawals', 'quantity'],
  fees: ['fees', 'commissions', 'advisory_fees', 'custody_fees', 'account_fees'],
  lots: ['cost_basis', 'quantity', 'market_value', 'unrealized_gain', 'lot_count'],
  reconciliation: ['reconciliation_difference', 'break_count', 'quantity'],
  findings: ['finding_count'],
};
