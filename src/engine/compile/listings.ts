import type { EntityDimension, Subject } from '../../vocabulary/plan.ts';
import type { ColumnType } from '../../vocabulary/rows.ts';
import type { RowSource } from './cells.ts';
import { BOOKING_FIELDS, INTEREST_BOOKED_ON_CASH, INTEREST_ON_CASH } from './facts/rows.ts';

export type RowSubject = Extract<
  Subject,
  'transactions' | 'lots' | 'realized_gains' | 'income' | 'cash_flows' | 'fees' | 'reconciliation'
>;

/** A column of a result, before it is put into words. */
export interface ResultColumn {
  readonly name: string;
  readonly label: string;
  readonly type: ColumnType;
  /** What the cell names, where it is the id of something with a name. */
  readonly entity?: EntityDimension;
  /** Money: the scope's reporting currency, or the one in the row's column `currency`. */
  readonly money?: 'reporting' | 'row';
}

interface ListedColumn extends ResultColumn {
  readonly sql: string;
}

/** How rows of a relation are listed. */
export interface Listing {
  readonly relation: string;
  readonly source: RowSource;
  readonly date: string;
  readonly newestFirst: boolean;
  readonly columns: readonly ListedColumn[];
  /** What rows are put in order by, besides their day. */
  readonly amount: string;
  readonly quantity: string;
  /** Signed amounts are put in order as they stand (a loss is small), others by their size. */
  readonly signed: boolean;
  readonly tie: string;
}

const day = (name: string, label: string, sql: string): ListedColumn => ({ name, label, type: 'date', sql });
const text = (name: string, label: string, sql: string): ListedColumn => ({
  name,
  label,
  type: 'string',
  sql,
});
const number = (name: string, label: string, sql: string): ListedColumn => ({
  name,
  label,
  type: 'number',
  sql,
});
const money = (
  name: string,
  label: string,
  sql: string,
  of: 'reporting' | 'row' = 'reporting',
): ListedColumn => ({
  name,
  label,
  type: 'money',
  sql,
  money: of,
});
const account = (alias: string): ListedColumn => ({
  name: 'account',
  label: 'Account',
  type: 'string',
  sql: `${alias}.account_id`,
  entity: 'account',
});
const security = (alias: string): ListedColumn => ({
  name: 'security',
  label: 'Security',
  type: 'string',
  sql: `${alias}.security_id`,
  entity: 'security',
});

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
    relation: 'lots AS l',
    source: {
      alias: 'l',
      own: { security: 'l.security_id' },
      securities: 'join',
      booked: false,
      fields: { quantity: 'l.quantity', amount: 'l.cost_basis' },
    },
    date: 'l.acquired_on',
    newestFirst: false,
    columns: [
      day('acquired_on', 'Acquired on', 'l.acquired_on'),
      account('l'),
      security('l'),
      number('quantity', 'Quantity', 'l.quantity'),
      money('cost_basis', 'Cost basis', 'l.cost_basis'),
    ],
    amount: 'l.cost_basis',
    quantity: 'l.quantity',
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
  lots: ['cost_basis', 'quantity', 'lot_count'],
  reconciliation: ['reconciliation_difference', 'break_count', 'quantity'],
};
