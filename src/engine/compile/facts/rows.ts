import {
  accountKeys,
  cells,
  grouping,
  inCell,
  keyColumns,
  members,
  on,
  rowParts,
  type CellSet,
  type RowParts,
  type RowSource,
  type Span,
  withinSpans,
} from '../cells.ts';
import type { TimeGrain } from '../../../vocabulary/period.ts';
import { select } from '../draft.ts';
import { measures, valueOf } from './stocks.ts';

/** Figures that add up rows of the period: income, fees, realized gains, external flows, bookings. */

/** Interest that no security pays is paid on cash. */
export const INTEREST_ON_CASH: Readonly<Record<string, string>> = {
  asset_class: "COALESCE(s.asset_class, CASE WHEN i.kind = 'interest' THEN 'Cash' END)",
};

const INCOME: RowSource = {
  alias: 'i',
  own: { security: 'i.security_id', income_kind: 'i.kind' },
  securities: 'join',
  attributes: INTEREST_ON_CASH,
  booked: true,
  fields: { amount: 'i.amount' },
};

const INCOME_MEASURES: Readonly<Record<string, string>> = {
  total: 'SUM(i.amount)',
  dividends: "SUM(CASE WHEN i.kind = 'dividend' THEN i.amount END)",
  interest: "SUM(CASE WHEN i.kind = 'interest' THEN i.amount END)",
  payments: 'COUNT(*)',
};

export function income(set: CellSet, needed: ReadonlySet<string>): string {
  return ofPeriod(set, 'income_sums', INCOME, 'income AS i', INCOME_MEASURES, needed);
}

/** Income of the year up to and with the period's last day, for the yield. */
export function trailingIncome(set: CellSet): string {
  const { draft } = set;
  const parts = rowParts(set, INCOME);
  const yearBefore = draft.dialect.day('c.to_day - INTERVAL 1 YEAR');
  return draft.define(`${set.prefix}year_income_sums`, () =>
    select({
      columns: ['c.period_no', ...keyColumns('c', accountKeys(set)), ...parts.keys, 'SUM(i.amount) AS total'],
      from: [
        `${cells(set)} AS c`,
        `JOIN ${members(set)} AS m ${on('m', 'c', accountKeys(set))}`,
        `JOIN income AS i ON i.account_id = m.account_id AND i.trade_date > ${yearBefore} AND i.trade_date <= c.to_day`,
        ...parts.joins,
      ],
      where: parts.conditions,
      groupBy: grouping('c', set, parts),
    }),
  );
}

const FEES: RowSource = {
  alias: 'x',
  own: { fee_kind: 'x.kind' },
  securities: 'none',
  booked: true,
  fields: { amount: 'x.amount' },
};

const FEE_MEASURES: Readonly<Record<string, string>> = {
  total: 'SUM(x.amount)',
  ...Object.fromEntries(
    ['commission', 'advisory', 'custody', 'account'].map((kind) => [
      kind,
      `SUM(CASE WHEN x.kind = '${kind}' THEN x.amount END)`,
    ]),
  ),
};

export function fees(set: CellSet, needed: ReadonlySet<string>): string {
  return ofPeriod(set, 'fee_sums', FEES, 'fees AS x', FEE_MEASURES, needed);
}

const REALIZED: RowSource = {
  alias: 'g',
  own: { security: 'g.security_id', term: 'g.term' },
  securities: 'join',
  booked: true,
  fields: { amount: 'g.amount', quantity: 'g.quantity' },
};

const REALIZED_MEASURES: Readonly<Record<string, string>> = {
  total: 'SUM(g.amount)',
  short_term: "SUM(CASE WHEN g.term = 'short' THEN g.amount END)",
  long_term: "SUM(CASE WHEN g.term = 'long' THEN g.amount END)",
  proceeds: 'SUM(g.proceeds)',
};

export function realized(set: CellSet, needed: ReadonlySet<string>): string {
  return ofPeriod(set, 'realized_sums', REALIZED, 'realized_gains AS g', REALIZED_MEASURES, needed);
}

function ofPeriod(
  set: CellSet,
  name: string,
  source: RowSource,
  relation: string,
  all: Readonly<Record<string, string>>,
  needed: ReadonlySet<string>,
): string {
  const parts = rowParts(set, source);
  return sums(set, name, { source, relation, parts, measures: measures(all, needed), rates: [] });
}

/** What the sums of each cell are made of. */
interface Summed {
  readonly source: RowSource;
  readonly relation: string;
  readonly parts: RowParts;
  readonly measures: readonly string[];
  /** Joins of the rates that amounts are converted at. */
  readonly rates: readonly string[];
}

function sums(set: CellSet, name: string, summed: Summed): string {
  const [span, ...others] = set.spans;
  const isSeries = set.grain !== null && span !== undefined && others.length === 0;
  return set.draft.define(`${set.prefix}${name}`, () =>
    isSeries ? sumsOfSeries(set, set.grain, span, summed) : sumsOfSpans(set, summed),
  );
}

function sumsOfSpans(set: CellSet, { source, relation, parts, measures: wanted, rates }: Summed): string {
  const { alias } = source;
  return select({
    columns: ['c.period_no', ...keyColumns('c', accountKeys(set)), ...parts.keys, ...wanted],
    from: [
      `${cells(set)} AS c`,
      `JOIN ${members(set)} AS m ${on('m', 'c', accountKeys(set))}`,
      `JOIN ${relation} ON ${alias}.account_id = m.account_id AND ${inCell(set, `${alias}.trade_date`)}`,
      ...rates,
      ...parts.joins,
    ],
    where: parts.conditions,
    groupBy: grouping('c', set, parts),
  });
}

/**
 * A series is added up by the year, quarter … of each row before it meets its cells: every row is read once however many
 * periods there are. None lies before its group's first booking, where a first cell may begin later than its period.
 */
function sumsOfSeries(set: CellSet, grain: TimeGrain, span: Span, summed: Summed): string {
  const { draft } = set;
  const { source, relation, parts, measures: wanted, rates } = summed;
  const { alias } = source;
  const [keys, day] = [accountKeys(set), `${alias}.trade_date`];
  const start = draft.dialect.startOf(grain, day);
  const rowKeyNames = parts.keys.map(nameOf);
  const inner = select({
    columns: [...keyColumns('m', keys), ...parts.keys, `${start} AS start_day`, ...wanted],
    from: [
      `${members(set)} AS m`,
      `JOIN ${relation} ON ${alias}.account_id = m.account_id AND ${withinSpans(draft, day, [span])}`,
      ...rates,
      ...parts.joins,
    ],
    where: parts.conditions,
    groupBy: [...keyColumns('m', keys), ...parts.keys.map(expressionOf), start],
  });
  return select({
    columns: [
      'c.period_no',
      ...keyColumns('c', keys),
      ...[...rowKeyNames, ...wanted.map(nameOf)].map((name) => `y.${name}`),
    ],
    from: [
      `${cells(set)} AS c`,
      `JOIN (${inner.replaceAll('\n', '\n  ')}) AS y ${on('y', 'c', keys, 'y.start_day = c.start_day')}`,
    ],
  });
}

/** `expression AS name`, taken apart. */
function nameOf(column: string): string {
  return column.slice(column.lastIndexOf(' AS ') + ' AS '.length);
}

function expressionOf(column: string): string {
  return column.slice(0, column.lastIndexOf(' AS '));
}

const FLOWS: RowSource = {
  alias: 'f',
  own: { security: 'f.security_id', transaction_type: 'f.type' },
  securities: 'join',
  booked: true,
  fields: { amount: 'f.amount', quantity: 'f.quantity' },
};

const FLOW_MEASURES: Readonly<Record<string, string>> = {
  inflow: 'SUM(CASE WHEN f.amount > 0 THEN f.amount END)',
  outflow: '-SUM(CASE WHEN f.amount < 0 THEN f.amount END)',
  net: 'SUM(f.amount)',
  deposits: "SUM(CASE WHEN f.type = 'DEPOSIT' THEN f.amount END)",
  withdrawals: "-SUM(CASE WHEN f.type = 'WITHDRAWAL' THEN f.amount END)",
  in_kind: "SUM(CASE WHEN f.security_id NOT LIKE 'CASH:%' THEN f.amount END)",
};

/**
 * Flows of each group with the number of a transfer's legs inside it: a transfer whose legs both lie in the group is
 * no flow of that group.
 */
export function flowRows(set: CellSet): string {
  const keys = accountKeys(set);
  return set.draft.define(`${set.prefix}flow_rows`, () =>
    select({
      columns: [
        ...keyColumns('m', keys),
        'f.trade_date',
        'f.type',
        'f.security_id',
        'f.quantity',
        'f.amount',
        'f.transaction_id',
        `CASE WHEN f.transfer_id IS NULL THEN 1 ELSE COUNT(*) OVER (PARTITION BY ${[
          ...keyColumns('m', keys),
          'f.transfer_id',
        ].join(', ')}) END AS legs`,
      ],
      from: ['cash_flows AS f', `JOIN ${members(set)} AS m ON m.account_id = f.account_id`],
    }),
  );
}

export function flows(set: CellSet, needed: ReadonlySet<string>): string {
  const parts = rowParts(set, FLOWS);
  return set.draft.define(`${set.prefix}flow_sums`, () =>
    select({
      columns: [
        'c.period_no',
        ...keyColumns('c', accountKeys(set)),
        ...parts.keys,
        ...measures(FLOW_MEASURES, needed),
      ],
      from: [
        `${cells(set)} AS c`,
        `JOIN ${flowRows(set)} AS f ${on('f', 'c', accountKeys(set), 'f.legs = 1', inCell(set, 'f.trade_date'))}`,
        ...parts.joins,
      ],
      where: parts.conditions,
      groupBy: grouping('c', set, parts),
    }),
  );
}

export const BOOKING_FIELDS: Readonly<Record<string, string>> = {
  amount: 't.amount',
  quantity: 't.quantity',
  price: 't.price',
  fee: 't.fee',
  tax: 't.tax',
};
export const INTEREST_BOOKED_ON_CASH: Readonly<Record<string, string>> = {
  asset_class: "COALESCE(s.asset_class, CASE WHEN t.type = 'INTEREST' THEN 'Cash' END)",
};

const BOOKINGS: RowSource = {
  alias: 't',
  own: { security: 't.security_id', transaction_type: 't.type', description: 't.description' },
  securities: 'join',
  booked: true,
  fields: BOOKING_FIELDS,
  attributes: INTEREST_BOOKED_ON_CASH,
};

/** Whether more is asked for than how many there are. */
function convertsAny(needed: ReadonlySet<string>): boolean {
  return [...needed].some((measure) => measure !== 'count');
}

/** Amounts at the rate of their own trade date. */
export function bookings(set: CellSet, needed: ReadonlySet<string>): string {
  const { draft } = set;
  const { dialect } = draft;
  const parts = rowParts(set, BOOKINGS);
  const worth = valueOf(dialect, 't.quantity', 't.price', 'r.rate');
  const converted = (amount: string): string => dialect.money(`${amount} * r.rate`);
  const all: Readonly<Record<string, string>> = {
    purchases: `SUM(CASE WHEN t.type = 'BUY' THEN ${worth} END)`,
    sales: `-SUM(CASE WHEN t.type = 'SELL' THEN ${worth} END)`,
    reinvested: `SUM(CASE WHEN t.type = 'REINVEST' THEN ${worth} END)`,
    taxes: `SUM(${converted("(COALESCE(t.tax, 0) - CASE WHEN t.type = 'TAX' THEN t.amount ELSE 0 END)")})`,
    amount: `SUM(${converted('t.amount')})`,
    count: 'COUNT(*)',
    holding_cash: `SUM(CASE WHEN t.type IN ('BUY', 'SELL', 'DIVIDEND', 'INTEREST', 'RETURN_OF_CAPITAL', 'MERGER') THEN ${converted('t.amount')} END)`,
  };
  const rates = convertsAny(needed)
    ? [
        'LEFT JOIN conversion_rates AS r ON r.from_currency = t.currency AND r.rate_date = t.trade_date',
        `  AND r.to_currency = ${draft.bind(set.currency)}`,
      ]
    : [];
  const wanted = measures(all, needed);
  return sums(set, 'booking_sums', {
    source: BOOKINGS,
    relation: 'transactions AS t',
    parts,
    measures: wanted,
    rates,
  });
}
