/**
 * The canonical form of what comes in: every source is mapped onto these tables. The one declaration that reading,
 * validating, staging and the demo firm share.
 */

/** What a column holds: `key` is an identifier, `instant` a moment in UTC, `currency` an ISO 4217 code. */
export type SourceType =
  'key' | 'text' | 'day' | 'instant' | 'currency' | 'amount' | 'quantity' | 'price' | 'rate' | 'fraction';

export interface SourceColumn {
  readonly type: SourceType;
  readonly required: boolean;
  /** The table whose row it must name. */
  readonly references?: SourceTableName;
  /** The only values it may have. */
  readonly oneOf?: readonly string[];
}

export interface SourceTable {
  /** Identifies a row within its source. */
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, SourceColumn>>;
}

const required = (type: SourceType, more: Partial<SourceColumn> = {}): SourceColumn => ({
  type,
  required: true,
  ...more,
});
const optional = (type: SourceType, more: Partial<SourceColumn> = {}): SourceColumn => ({
  type,
  required: false,
  ...more,
});

export const ACCOUNT_TYPES = ['taxable', 'ira', 'roth', 'trust', 'joint', 'pension', 'other'] as const;
export const COST_METHODS = ['FIFO', 'LIFO', 'HIFO', 'AVERAGE'] as const;
export type CostMethod = (typeof COST_METHODS)[number];
export const ASSET_CLASSES = [
  'Equity',
  'Fixed Income',
  'Fund',
  'Cash',
  'Real Estate',
  'Commodity',
  'Alternative',
  'Other',
] as const;

/** In the order in which bookings of one day apply; those that share a place apply by transaction_id. */
export const TRANSACTION_TYPES = [
  'SPLIT',
  'MERGER',
  'SPINOFF',
  'TRANSFER_IN',
  'DEPOSIT',
  'BUY',
  'REINVEST',
  'SELL',
  'TRANSFER_OUT',
  'WITHDRAWAL',
  'DIVIDEND',
  'INTEREST',
  'FEE',
  'TAX',
  'RETURN_OF_CAPITAL',
  'FX',
  'ADJUSTMENT',
] as const;
export type TransactionType = (typeof TRANSACTION_TYPES)[number];

/** The place of a type in its day: BUY and REINVEST share one, and so do all that the standing order calls 'the rest'. */
export function placeInDay(type: TransactionType): number {
  if (type === 'REINVEST') return TRANSACTION_TYPES.indexOf('BUY');
  return Math.min(TRANSACTION_TYPES.indexOf(type), TRANSACTION_TYPES.indexOf('DIVIDEND'));
}

export const SOURCE_TABLES = {
  custodians: { key: ['custodian_id'], columns: { custodian_id: required('key'), name: required('text') } },
  advisors: {
    key: ['advisor_id'],
    columns: { advisor_id: required('key'), name: required('text'), email: optional('text') },
  },
  clients: {
    key: ['client_id'],
    columns: {
      client_id: required('key'),
      name: required('text'),
      email: optional('text'),
      advisor_id: optional('key', { references: 'advisors' }),
    },
  },
  benchmarks: { key: ['benchmark_id'], columns: { benchmark_id: required('key'), name: required('text') } },
  portfolios: {
    key: ['portfolio_id'],
    columns: {
      portfolio_id: required('key'),
      client_id: required('key', { references: 'clients' }),
      name: required('text'),
      base_currency: required('currency'),
      // Not a reference: a source may name an index whose levels nobody delivers.
      benchmark_id: optional('key'),
      inception_date: optional('day'),
    },
  },
  accounts: {
    key: ['account_id'],
    columns: {
      account_id: required('key'),
      portfolio_id: required('key', { references: 'portfolios' }),
      custodian_id: required('key', { references: 'custodians' }),
      account_number: optional('text'),
      name: required('text'),
      account_type: optional('text', { oneOf: ACCOUNT_TYPES }),
      currency: required('currency'),
      cost_method: optional('text', { oneOf: COST_METHODS }),
      opened_on: optional('day'),
      closed_on: optional('day'),
    },
  },
  securities: {
    key: ['security_id'],
    columns: {
      security_id: required('key'),
      symbol: optional('text'),
      name: required('text'),
      isin: optional('text'),
      cusip: optional('text'),
      asset_class: required('text', { oneOf: ASSET_CLASSES }),
      sector: optional('text'),
      country: optional('text'),
      currency: required('currency'),
      maturity_date: optional('day'),
      coupon_rate: optional('fraction'),
    },
  },
  prices: {
    key: ['security_id', 'price_date'],
    columns: {
      security_id: required('key', { references: 'securities' }),
      price_date: required('day'),
      close: required('price'),
    },
  },
  fx_rates: {
    key: ['rate_date', 'from_currency', 'to_currency'],
    columns: {
      rate_date: required('day'),
      from_currency: required('currency'),
      to_currency: required('currency'),
      rate: required('rate'),
    },
  },
  benchmark_levels: {
    key: ['benchmark_id', 'level_date'],
    columns: {
      benchmark_id: required('key', { references: 'benchmarks' }),
      level_date: required('day'),
      level: required('price'),
    },
  },
  targets: {
    key: ['portfolio_id', 'asset_class'],
    columns: {
      portfolio_id: required('key', { references: 'portfolios' }),
      asset_class: required('text', { oneOf: ASSET_CLASSES }),
      weight: required('fraction'),
    },
  },
  transactions: {
    key: ['transaction_id'],
    columns: {
      transaction_id: required('key'),
      account_id: required('key', { references: 'accounts' }),
      trade_date: required('day'),
      settle_date: optional('day'),
      type: required('text', { oneOf: TRANSACTION_TYPES }),
      security_id: optional('key', { references: 'securities' }),
      quantity: optional('quantity'),
      price: optional('price'),
      fee: optional('amount'),
      tax: optional('amount'),
      amount: required('amount'),
      currency: required('currency'),
      description: optional('text'),
      related_security_id: optional('key', { references: 'securities' }),
      cost_fraction: optional('fraction'),
      updated_at: optional('instant'),
    },
  },
  holdings: {
    key: ['account_id', 'security_id', 'as_of_date'],
    columns: {
      account_id: required('key', { references: 'accounts' }),
      security_id: required('key', { references: 'securities' }),
      as_of_date: required('day'),
      quantity: required('quantity'),
      price: optional('price'),
      market_value: optional('amount'),
      cost_basis: optional('amount'),
      currency: optional('currency'),
    },
  },
} as const satisfies Record<string, SourceTableShape>;

/** SourceTable, but for `references`, which would make the declaration refer to itself. */
interface SourceTableShape {
  readonly key: readonly string[];
  readonly columns: Readonly<
    Record<string, Omit<SourceColumn, 'references'> & { readonly references?: string }>
  >;
}

export type SourceTableName =
  | 'custodians'
  | 'advisors'
  | 'clients'
  | 'benchmarks'
  | 'portfolios'
  | 'accounts'
  | 'securities'
  | 'prices'
  | 'fx_rates'
  | 'benchmark_levels'
  | 'targets'
  | 'transactions'
  | 'holdings';

/** Every table, those that others refer to before those that refer to them. */
export const SOURCE_TABLE_NAMES = Object.keys(SOURCE_TABLES) as readonly SourceTableName[];

export function sourceTable(name: SourceTableName): SourceTable {
  return SOURCE_TABLES[name];
}

/** Cash is held as this security, one a currency. */
export function cashSecurityId(currency: string): string {
  return `CASH:${currency}`;
}
