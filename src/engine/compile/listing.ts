import type { SqlDialect } from '../../store/dialect.ts';
import type { ColumnType } from '../../vocabulary/rows.ts';
import type { Derivation, EntityDimension, Order, Subject } from '../../vocabulary/plan.ts';
import type { Sql } from '../../vocabulary/sql.ts';
import { members, rowParts, type CellSet, type RowSource, type Span } from './cells.ts';
import { createDraft, select } from './draft.ts';
import type { Filters } from './filters.ts';
import { metricOfOrder } from './figures.ts';

export type RowSubject = Extract<
  Subject,
  'transactions' | 'lots' | 'realized_gains' | 'income' | 'cash_flows' | 'fees' | 'reconciliation'
>;

/** A listing of rows as it is to be computed. */
export interface ListingQuery {
  readonly subject: RowSubject;
  readonly filters: Filters;
  readonly span: Span;
  readonly order: Order | null;
  readonly limit: number | null;
  readonly derive: Derivation | null;
  readonly currency: string;
}

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

interface Listing {
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

const LISTINGS: Readonly<Record<RowSubject, Listing>> = {
  transactions: {
    relation: 'transactions AS t',
    source: {
      alias: 't',
      own: { security: 't.security_id', transaction_type: 't.type', description: 't.description' },
      ofSecurities: true,
      fields: { amount: 't.amount', quantity: 't.quantity', price: 't.price' },
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
      ofSecurities: true,
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
      ofSecurities: true,
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
      ofSecurities: true,
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
    source: { alias: 'x', own: { fee_kind: 'x.kind' }, ofSecurities: false, fields: { amount: 'x.amount' } },
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
      ofSecurities: true,
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
      ofSecurities: true,
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

export function listingColumns(query: ListingQuery): readonly ResultColumn[] {
  const count: ResultColumn = { name: 'count', label: 'Count', type: 'integer' };
  if (query.derive === 'count' || query.derive === 'exists') return [count];
  if (query.derive === 'total')
    return [{ name: 'amount', label: 'Total', type: 'money', money: 'reporting' }, count];
  return LISTINGS[query.subject].columns;
}

export function compileListing(query: ListingQuery, dialect: SqlDialect): Sql {
  const { subject, span, derive } = query;
  const listing = LISTINGS[subject];
  const draft = createDraft(dialect);
  const set: CellSet = {
    draft,
    prefix: '',
    keys: [],
    grain: null,
    spans: [span],
    filters: query.filters,
    currency: query.currency,
    gross: false,
  };
  const { alias } = listing.source;
  const parts = rowParts(set, listing.source);
  const ordersByAmount = query.order !== null && !['date', 'quantity', 'price'].includes(query.order.by);
  const converts = subject === 'transactions' && (derive === 'total' || ordersByAmount);
  const from = [
    listing.relation,
    `JOIN ${members(set)} AS m ON m.account_id = ${alias}.account_id`,
    ...parts.joins,
    ...(converts
      ? [
          'LEFT JOIN conversion_rates AS r ON r.from_currency = t.currency AND r.rate_date = t.trade_date',
          `  AND r.to_currency = ${draft.bind(query.currency)}`,
        ]
      : []),
  ];
  const where = [...conditionsOf(set, subject, listing), ...parts.conditions];
  if (derive === 'count' || derive === 'exists') {
    return draft.finish(select({ columns: ['COUNT(*) AS count'], from, where }));
  }
  if (derive === 'total') {
    const sum = `SUM(${dialect.money(listing.amount)}) AS amount`;
    return draft.finish(select({ columns: [sum, 'COUNT(*) AS count'], from, where }));
  }
  const columns = listing.columns.map(({ name, sql }) =>
    sql.endsWith(`.${name}`) ? sql : `${sql} AS ${name}`,
  );
  return draft.finish(
    select({ columns, from, where, orderBy: orderOf(query, listing), limit: limitOf(query) }),
  );
}

function conditionsOf(set: CellSet, subject: RowSubject, listing: Listing): readonly string[] {
  const { draft } = set;
  const [span] = set.spans;
  if (span === undefined || subject === 'lots') return [];
  const bound = (value: string): string => draft.dialect.day(draft.bind(value));
  if (subject === 'reconciliation') {
    const latest = `SELECT n.account_id, MAX(n.as_of_date) FROM reconciliation AS n WHERE n.as_of_date <= ${bound(span.to)} GROUP BY n.account_id`;
    return [`(b.account_id, b.as_of_date) IN (${latest})`, 'b.difference <> 0'];
  }
  const within = `${listing.date} BETWEEN ${bound(span.from)} AND ${bound(span.to)}`;
  if (subject !== 'cash_flows') return [within];
  const internal =
    `SELECT n.transfer_id FROM cash_flows AS n JOIN ${members(set)} AS o ON o.account_id = n.account_id ` +
    'WHERE n.transfer_id IS NOT NULL GROUP BY n.transfer_id HAVING COUNT(*) > 1';
  return [within, `(f.transfer_id IS NULL OR f.transfer_id NOT IN (${internal}))`];
}

function orderOf(query: ListingQuery, listing: Listing): readonly string[] {
  const { order, derive } = query;
  const byDate = (direction: 'ASC' | 'DESC'): readonly string[] => [
    `${listing.date} ${direction}`,
    `${listing.tie} ${direction}`,
  ];
  if (derive === 'first') return byDate('ASC');
  if (derive === 'last') return byDate('DESC');
  if (order === null) return byDate(listing.newestFirst ? 'DESC' : 'ASC');
  const direction = order.direction === 'asc' ? 'ASC' : 'DESC';
  if (order.by === 'date') return byDate(direction);
  const by = metricOfOrder(order.by);
  if (by === 'account' || by === 'security') {
    return [`${listing.source.alias}.${by}_id ${direction}`, ...byDate('DESC')];
  }
  const field =
    by === 'price' && query.subject === 'transactions'
      ? 't.price'
      : by === 'quantity'
        ? listing.quantity
        : listing.amount;
  const size = listing.signed && by === order.by ? field : `ABS(${field})`;
  return [`${size} IS NULL`, `${size} ${direction}`, ...byDate('DESC')];
}

function limitOf({ derive, limit }: ListingQuery): number | null {
  return derive === 'first' || derive === 'last' ? (limit ?? 1) : limit;
}
