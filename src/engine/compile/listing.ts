import type { SqlDialect } from '../../store/dialect.ts';
import type { TimeGrain } from '../../vocabulary/period.ts';
import { DIMENSIONS } from '../../model/index.ts';
import type { Derivation, Dimension, EntityDimension, Order } from '../../vocabulary/plan.ts';
import type { Sql } from '../../vocabulary/sql.ts';
import { members, rowParts, ungroupedCells, withinSpans, type CellSet, type Span } from './cells.ts';
import { createDraft, nullsLast, select } from './draft.ts';
import { ACCOUNT_COLUMNS, SECURITY_COLUMNS, type Filters } from './filters.ts';
import type { ResultColumn } from './listed-columns.ts';
import { LISTED_METRICS, LISTINGS, type Listing, type RowSubject } from './listings.ts';
import { metricOfOrder } from './figure-query.ts';
import { UnusedPart } from './unused-part.ts';

/** A listing of rows as it is to be computed. */
export interface ListingQuery {
  readonly subject: RowSubject;
  readonly filters: Filters;
  /** Rows lie in any of them; what stands on a day is as of the last. */
  readonly spans: readonly Span[];
  /** Rows of one group stand together, before any order inside it. */
  readonly by: readonly Dimension[];
  readonly order: Order | null;
  readonly limit: number | null;
  /** The limit counts within each group of these. */
  readonly limitPer: readonly Dimension[];
  readonly derive: Derivation | null;
  readonly currency: string;
}

export function listingColumns(query: ListingQuery): readonly ResultColumn[] {
  const count: ResultColumn = { name: 'count', label: 'Count', type: 'integer' };
  if (query.derive === 'count' || query.derive === 'exists') return [count];
  if (query.derive === 'total')
    return [{ name: 'amount', label: 'Total', type: 'money', money: 'reporting' }, count];
  if (query.derive === 'average')
    return [{ name: 'amount', label: 'Average', type: 'money', money: 'reporting' }, count];
  return [...groupColumns(query), ...LISTINGS[query.subject].columns];
}

/** Columns for the groups that the limit counts within, where the listing has none of its own for them. */
function groupColumns({ subject, limitPer }: ListingQuery): readonly ResultColumn[] {
  const shown = listedDimensions(subject);
  return limitPer.flatMap((dimension): readonly ResultColumn[] => {
    if (shown.includes(dimension) || isTimeGrain(dimension)) return [];
    const { kind, label = dimension } = DIMENSIONS.get(dimension) ?? {};
    const entity = kind === 'entity' ? { entity: dimension as EntityDimension } : {};
    return [{ name: dimension, label, type: 'string', ...entity }];
  });
}

export function compileListing(query: ListingQuery, dialect: SqlDialect): Sql {
  const { subject, spans, derive } = query;
  const listing = LISTINGS[subject];
  const draft = createDraft(dialect);
  const set = ungroupedCells({ draft, spans, filters: query.filters, currency: query.currency });
  const { alias } = listing.source;
  const parts = rowParts(set, listing.source);
  const sums = derive === 'total' || derive === 'average';
  const converts =
    subject === 'transactions' && (sums || orderField(query, listing)?.includes('r.rate') === true);
  const from = [
    typeof listing.relation === 'string' ? listing.relation : listing.relation(dialect),
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
  const orderBy = orderOf(query, listing);
  if (derive === 'count' || derive === 'exists' || sums) {
    // How large bookings are on average is told by their size: what went out does not offset what came in.
    const size = derive === 'average' && !listing.signed ? `ABS(${listing.amount})` : listing.amount;
    const amount = dialect.money(size);
    const columns = (value: string): readonly string[] => [
      ...(sums ? [`SUM(${value}) AS amount`] : []),
      'COUNT(*) AS count',
    ];
    if (query.limit === null) return draft.finish(select({ columns: columns(amount), from, where }));
    const first = select({ columns: [`${amount} AS amount`], from, where, orderBy, limit: query.limit });
    return draft.finish(
      select({ columns: columns('f.amount'), from: [`(${first.replaceAll('\n', '\n  ')}) AS f`] }),
    );
  }
  const columns = listing.columns.map(({ name, sql }) =>
    sql.endsWith(`.${name}`) ? sql : `${sql} AS ${name}`,
  );
  if (query.limitPer.length === 0) {
    return draft.finish(select({ columns, from, where, orderBy, limit: limitOf(query) }));
  }
  const outer = query.limitPer.map((dimension) => groupColumn(query, dimension, dialect));
  const ranked = select({
    columns: [
      ...columns,
      ...outer.map((column, index) => `${column} AS outer_${index}`),
      `ROW_NUMBER() OVER (PARTITION BY ${outer.join(', ')} ORDER BY ${orderBy.join(', ')}) AS place`,
    ],
    from: [
      ...from,
      'JOIN accounts AS a ON a.account_id = m.account_id',
      ...(parts.joins.length === 0 && listing.source.securities === 'join'
        ? [`LEFT JOIN securities AS s ON s.security_id = ${alias}.security_id`]
        : []),
    ],
    where,
  });
  return draft.finish(
    select({
      columns: [
        ...groupColumns(query).map(
          ({ name }) => `f.outer_${query.limitPer.indexOf(name as Dimension)} AS ${name}`,
        ),
        ...listing.columns.map(({ name }) => `f.${name}`),
      ],
      from: [`(${ranked.replaceAll('\n', '\n  ')}) AS f`],
      where: [`f.place <= ${limitOf(query) ?? 1}`],
      orderBy: [...outer.flatMap((_, index) => nullsLast(`f.outer_${index}`, 'ASC')), 'f.place'],
    }),
  );
}

const TIME_GRAINS: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year']);

/** The expression of a group of rows: of their account, their security, their own column, or their time. */
function groupColumn(query: ListingQuery, dimension: Dimension, dialect: SqlDialect): string {
  const { source, date } = LISTINGS[query.subject];
  if (isTimeGrain(dimension)) return dialect.startOf(dimension, date);
  const ofAccount: Readonly<Record<string, string>> = {
    ...ACCOUNT_COLUMNS,
    portfolio: 'm.portfolio_id',
    client: 'm.client_id',
    advisor: 'm.advisor_id',
    account: 'm.account_id',
  };
  const ofSecurity = source.securities === 'none' ? undefined : SECURITY_COLUMNS[dimension];
  const column =
    ofAccount[dimension] ?? source.own[dimension] ?? source.attributes?.[dimension] ?? ofSecurity;
  if (column === undefined) throw new UnusedPart('a limit for each of those groups');
  return column;
}

function isTimeGrain(dimension: Dimension): dimension is TimeGrain {
  return TIME_GRAINS.has(dimension);
}

/** Dimensions that a listing shows in a column of its own, so that its rows can stand together by them. */
export function listedDimensions(subject: RowSubject): readonly string[] {
  const { columns } = LISTINGS[subject];
  return columns.map(({ name }) => LISTED_AS[name] ?? name);
}

const LISTED_AS: Readonly<Record<string, string>> = { type: 'transaction_type' };

/** What a listing can be put in order by. */
export function listedOrders(subject: RowSubject): readonly string[] {
  const fields = [...LISTED_METRICS[subject], ...listedDimensions(subject), ...ORDER_WORDS];
  return [...fields, ...fields.map((name) => `abs:${name}`)];
}

const ORDER_WORDS = ['date', 'amount', 'market_value', 'gain', 'day', 'month', 'quarter', 'year', 'week'];

function conditionsOf(set: CellSet, subject: RowSubject, listing: Listing): readonly string[] {
  const { draft } = set;
  const span = set.spans.at(-1);
  if (span === undefined) return [];
  if (subject === 'lots') return set.filters.acquired ? [withinSpans(draft, listing.date, set.spans)] : [];
  const bound = (value: string): string => draft.dialect.day(draft.bind(value));
  if (subject === 'reconciliation') {
    const latest = `SELECT n.account_id, MAX(n.as_of_date) FROM reconciliation AS n WHERE n.as_of_date <= ${bound(span.to)} GROUP BY n.account_id`;
    return [`(b.account_id, b.as_of_date) IN (${latest})`, 'b.difference <> 0'];
  }
  // What was doubtful on any day of the period.
  if (subject === 'findings')
    return [`d.from_date <= ${bound(span.to)}`, `d.to_date >= ${bound(set.spans[0]?.from ?? span.from)}`];
  const within = withinSpans(draft, listing.date, set.spans);
  if (subject !== 'cash_flows') return [within];
  const internal =
    `SELECT n.transfer_id FROM cash_flows AS n JOIN ${members(set)} AS o ON o.account_id = n.account_id ` +
    'WHERE n.transfer_id IS NOT NULL GROUP BY n.transfer_id HAVING COUNT(*) > 1';
  return set.filters.internal
    ? [within, `f.transfer_id IN (${internal})`]
    : [within, `(f.transfer_id IS NULL OR f.transfer_id NOT IN (${internal}))`];
}

/** The expression that rows are put in order by, where it is a figure. */
function orderField(query: ListingQuery, listing: Listing): string | null {
  if (query.order === null) return null;
  const by = metricOfOrder(query.order.by);
  const own = query.subject === 'transactions' ? BOOKED_FIELDS[by] : undefined;
  if (own !== undefined) return own;
  if (by === 'date' || TIME_GRAINS.has(by) || groupFields(listing)[by] !== undefined) return null;
  if (by === 'quantity') return listing.quantity;
  return listing.fields?.[by] ?? listing.amount;
}

const BOOKED_FIELDS: Readonly<Record<string, string>> = {
  price: 't.price',
  quantity: 't.quantity',
  fees: 't.fee',
  commissions: 't.fee',
  taxes: 't.tax',
};

/** Columns that name something: rows stand together by them. */
function groupFields(listing: Listing): Readonly<Record<string, string>> {
  return Object.fromEntries(
    listing.columns
      .filter(({ type }) => type === 'string')
      .map(({ name, sql }) => [LISTED_AS[name] ?? name, sql]),
  );
}

function orderOf(query: ListingQuery, listing: Listing): readonly string[] {
  const fields = groupFields(listing);
  const together = query.by.flatMap((dimension) => {
    const field = fields[dimension];
    return field === undefined ? [] : nullsLast(field, 'ASC');
  });
  return [...together, ...orderWithin(query, listing)];
}

function orderWithin(query: ListingQuery, listing: Listing): readonly string[] {
  const { order, derive } = query;
  const byDate = (direction: 'ASC' | 'DESC'): readonly string[] => [
    ...nullsLast(listing.date, direction),
    ...nullsLast(listing.tie, direction),
  ];
  if (derive === 'first') return byDate('ASC');
  if (derive === 'last') return byDate('DESC');
  if (order === null) return byDate(listing.newestFirst ? 'DESC' : 'ASC');
  const direction = order.direction === 'asc' ? 'ASC' : 'DESC';
  const by = metricOfOrder(order.by);
  const field = orderField(query, listing);
  if (field === null) {
    const group = groupFields(listing)[by];
    return group === undefined ? byDate(direction) : [...nullsLast(group, direction), ...byDate('DESC')];
  }
  const isSigned = listing.signed || listing.fields?.[by] !== undefined;
  const size = isSigned && by === order.by ? field : `ABS(${field})`;
  return [...nullsLast(size, direction), ...byDate('DESC')];
}

function limitOf({ derive, limit }: ListingQuery): number | null {
  return derive === 'first' || derive === 'last' ? (limit ?? 1) : limit;
}
