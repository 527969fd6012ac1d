import type { SqlDialect } from '../../store/dialect.ts';
import type { Derivation, Order } from '../../vocabulary/plan.ts';
import type { Sql } from '../../vocabulary/sql.ts';
import { members, rowParts, type CellSet, type Span } from './cells.ts';
import { createDraft, select } from './draft.ts';
import type { Filters } from './filters.ts';
import { LISTINGS, type Listing, type ResultColumn, type RowSubject } from './listings.ts';
import { metricOfOrder } from './figure-query.ts';

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
