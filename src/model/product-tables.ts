/**
 * What is published: the tables of the product store, in whatever dialect. The transform fills them, the store keeps
 * them, and the guard shows them as the relations that a query may name (relations.ts).
 */

/**
 * `money` amounts in the row's reporting currency, 8 decimals; `quantity` and `price` 10; `rate` 14; `fraction` 10:
 * all exact. `double` only for returns.
 */
export type ProductType =
  | 'text'
  | 'day'
  | 'instant'
  | 'money'
  | 'quantity'
  | 'price'
  | 'rate'
  | 'fraction'
  | 'integer'
  | 'boolean'
  | 'double';

/** Decimals of the exact types; money is computed at this scale and rounded once, at display. */
export const SCALES = { money: 8, quantity: 10, price: 10, rate: 14, fraction: 10 } as const;

export interface ProductTable {
  readonly columns: Readonly<Record<string, ProductType>>;
  /** Rows are clustered in this order, so that an account's rows lie together. */
  readonly sortedBy: readonly string[];
  /**
   * `account`: rows belong to an account and are replaced account by account. `shared`: one for the installation,
   * replaced whole.
   */
  readonly kind: 'account' | 'shared';
  /**
   * True where each row stands once for each reporting currency of its account (its own, its portfolio's base, its
   * client's shared base, the firm's; equal ones once), in the column `currency`.
   */
  readonly reported: boolean;
}

/**
 * Where a booking's latest word came from: the source's name, the run that took the delivery in, its file (or what the
 * source calls the table) and the line. Kept with the bookings, shown as a relation of their own (relations.ts).
 */
const ORIGIN_COLUMNS = { source: 'text', run: 'text', file: 'text', line: 'integer' } as const;

export const PRODUCT_TABLES = {
  custodians: table('shared', ['custodian_id'], { custodian_id: 'text', name: 'text' }),
  advisors: table('shared', ['advisor_id'], { advisor_id: 'text', name: 'text', email: 'text' }),
  clients: table('shared', ['client_id'], {
    client_id: 'text',
    name: 'text',
    email: 'text',
    advisor_id: 'text',
  }),
  portfolios: table('shared', ['portfolio_id'], {
    portfolio_id: 'text',
    client_id: 'text',
    name: 'text',
    base_currency: 'text',
    benchmark_id: 'text',
    inception_date: 'day',
  }),
  /** first_booking and last_booking: the trade dates that bound the account's history; null without bookings. */
  accounts: table('account', ['account_id'], {
    account_id: 'text',
    portfolio_id: 'text',
    custodian_id: 'text',
    account_number: 'text',
    name: 'text',
    account_type: 'text',
    currency: 'text',
    cost_method: 'text',
    opened_on: 'day',
    closed_on: 'day',
    first_booking: 'day',
    last_booking: 'day',
  }),
  /** The securities of the sources, and `CASH:<currency>` for every currency in which cash is held. */
  securities: table('shared', ['security_id'], {
    security_id: 'text',
    symbol: 'text',
    name: 'text',
    isin: 'text',
    cusip: 'text',
    asset_class: 'text',
    sector: 'text',
    country: 'text',
    currency: 'text',
    maturity_date: 'day',
    coupon_rate: 'fraction',
  }),
  prices: table('shared', ['security_id', 'price_date'], {
    security_id: 'text',
    price_date: 'day',
    close: 'price',
  }),
  fx_rates: table('shared', ['from_currency', 'to_currency', 'rate_date'], {
    rate_date: 'day',
    from_currency: 'text',
    to_currency: 'text',
    rate: 'rate',
  }),
  /**
   * One row a calendar day for every pair of a currency in use and a reporting currency, identity included: the last
   * stated rate on or before the day, inverted or taken through the firm's currency where it is not stated.
   */
  conversion_rates: table('shared', ['from_currency', 'to_currency', 'rate_date'], {
    rate_date: 'day',
    from_currency: 'text',
    to_currency: 'text',
    rate: 'rate',
  }),
  benchmarks: table('shared', ['benchmark_id'], { benchmark_id: 'text', name: 'text' }),
  benchmark_levels: table('shared', ['benchmark_id', 'level_date'], {
    benchmark_id: 'text',
    level_date: 'day',
    level: 'price',
  }),
  targets: table('shared', ['portfolio_id', 'asset_class'], {
    portfolio_id: 'text',
    asset_class: 'text',
    weight: 'fraction',
  }),
  /** As booked, in the booking's own currency. */
  transactions: table('account', ['account_id', 'trade_date', 'transaction_id'], {
    transaction_id: 'text',
    account_id: 'text',
    trade_date: 'day',
    settle_date: 'day',
    type: 'text',
    security_id: 'text',
    symbol: 'text',
    quantity: 'quantity',
    price: 'price',
    fee: 'money',
    tax: 'money',
    amount: 'money',
    currency: 'text',
    description: 'text',
    related_security_id: 'text',
    cost_fraction: 'fraction',
    updated_at: 'instant',
    ...ORIGIN_COLUMNS,
  }),
  /** Computed positions as of the last day, cash included; price is the last close in the row's currency. */
  holdings: reported(['account_id', 'currency', 'security_id'], {
    security_id: 'text',
    symbol: 'text',
    asset_class: 'text',
    as_of_date: 'day',
    quantity: 'quantity',
    price: 'money',
    market_value: 'money',
    cost_basis: 'money',
    unrealized_gain: 'money',
    weight: 'double',
  }),
  /**
   * How much was held from the end of from_date to the end of to_date, both counted; an interval ends the day before
   * quantity or cost changes, the last one on the last day. Cash included, without a cost.
   */
  positions: reported(['account_id', 'currency', 'security_id', 'from_date'], {
    security_id: 'text',
    symbol: 'text',
    from_date: 'day',
    to_date: 'day',
    quantity: 'quantity',
    cost_basis: 'money',
  }),
  /** Open lots as of the last day; a short lot has a negative quantity and a negative cost. */
  lots: reported(['account_id', 'currency', 'security_id', 'acquired_on'], {
    security_id: 'text',
    symbol: 'text',
    acquired_on: 'day',
    quantity: 'quantity',
    cost_basis: 'money',
  }),
  /** A row for each lot, or part of one, that a booking closed; `term` is long or short. */
  realized_gains: reported(['account_id', 'currency', 'trade_date'], {
    security_id: 'text',
    symbol: 'text',
    trade_date: 'day',
    acquired_on: 'day',
    quantity: 'quantity',
    proceeds: 'money',
    cost_basis: 'money',
    amount: 'money',
    term: 'text',
    transaction_id: 'text',
  }),
  /** `kind` is dividend or interest; amount gross of the tax withheld. */
  income: reported(['account_id', 'currency', 'trade_date'], {
    security_id: 'text',
    symbol: 'text',
    trade_date: 'day',
    kind: 'text',
    amount: 'money',
    tax: 'money',
    transaction_id: 'text',
  }),
  /** `kind` is commission (the `fee` of any booking), advisory, custody, account or other (FEE bookings). */
  fees: reported(['account_id', 'currency', 'trade_date'], {
    trade_date: 'day',
    kind: 'text',
    amount: 'money',
    transaction_id: 'text',
  }),
  /** External flows, signed; transfer_id is the same on both legs of a transfer inside one client, else null. */
  cash_flows: reported(['account_id', 'currency', 'trade_date'], {
    trade_date: 'day',
    type: 'text',
    security_id: 'text',
    quantity: 'quantity',
    amount: 'money',
    transfer_id: 'text',
    transaction_id: 'text',
  }),
  /**
   * One row a calendar day from the first booking until the last day, or until nothing is held and nothing will be
   * booked any more. inflow and outflow are both positive, as the account alone sees them; twr_factor is
   * (market_value + outflow) ÷ (the day before's market_value + inflow), 1 where that is nothing.
   */
  daily_values: reported(['account_id', 'currency', 'value_date'], {
    value_date: 'day',
    market_value: 'money',
    cash: 'money',
    cost_basis: 'money',
    inflow: 'money',
    outflow: 'money',
    income: 'money',
    fees: 'money',
    twr_factor: 'double',
  }),
  /** daily_values by calendar month; `month` is its first day, market_value that of its last day. */
  monthly_values: reported(['account_id', 'currency', 'month'], {
    month: 'day',
    opening_value: 'money',
    market_value: 'money',
    inflow: 'money',
    outflow: 'money',
    income: 'money',
    fees: 'money',
    twr_factor: 'double',
  }),
  /** Value by asset class at the end of each month (of the last day in the last one). */
  allocations: reported(['account_id', 'currency', 'month'], {
    month: 'day',
    asset_class: 'text',
    market_value: 'money',
  }),
  /** The custodian's statements against the computed positions, a row a position and statement day. */
  reconciliation: table('account', ['account_id', 'as_of_date', 'security_id'], {
    account_id: 'text',
    security_id: 'text',
    symbol: 'text',
    as_of_date: 'day',
    quantity: 'quantity',
    stated_quantity: 'quantity',
    difference: 'quantity',
  }),
  /**
   * What is doubtful in an account's data (findings.ts), from the first to the last day on which figures feel it.
   * `occurrences`: how many bookings or days the row speaks of; transaction_id: the one that shows it.
   */
  findings: table('account', ['account_id', 'code', 'security_id', 'from_date'], {
    account_id: 'text',
    security_id: 'text',
    symbol: 'text',
    code: 'text',
    severity: 'text',
    from_date: 'day',
    to_date: 'day',
    occurrences: 'integer',
    detail: 'text',
    cause: 'text',
    transaction_id: 'text',
  }),
} as const satisfies Record<string, ProductTable>;

export type ProductTableName = keyof typeof PRODUCT_TABLES;
/** The tables whose rows do not carry an account's id. */
export type SharedTableName = {
  [N in ProductTableName]: (typeof PRODUCT_TABLES)[N]['kind'] extends 'shared' ? N : never;
}[ProductTableName];
export const PRODUCT_TABLE_NAMES = Object.keys(PRODUCT_TABLES) as readonly ProductTableName[];

export function productTable(name: ProductTableName): ProductTable {
  return PRODUCT_TABLES[name];
}

function table<K extends ProductTable['kind'], C extends Readonly<Record<string, ProductType>>>(
  kind: K,
  sortedBy: readonly string[],
  columns: C,
): { columns: C; sortedBy: readonly string[]; kind: K; reported: boolean } {
  return { columns, sortedBy, kind, reported: false };
}

function reported<C extends Readonly<Record<string, ProductType>>>(sortedBy: readonly string[], columns: C) {
  const leading = { account_id: 'text', currency: 'text' } as const satisfies Record<string, ProductType>;
  return { columns: { ...leading, ...columns }, sortedBy, kind: 'account' as const, reported: true };
}
