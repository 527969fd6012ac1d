import {
  PRODUCT_TABLES,
  type ProductTableName,
  type ProductType,
  type SharedTableName,
} from './product-tables.ts';

/**
 * The relations that a query may name, and nothing else: generated SQL, people's SQL and a language model's. Each is
 * a product table or some columns of one, limited to the accounts of the reader.
 */
export interface Relation {
  readonly table: ProductTableName;
  readonly columns: Readonly<Record<string, ProductType>>;
  /**
   * How it is limited. `account`: by its account_id. `portfolio`, `client`, `advisor`, `custodian`: to those that an
   * account in reach belongs to. `shared`: open to every reader.
   */
  readonly limitedBy: 'account' | 'portfolio' | 'client' | 'advisor' | 'custodian' | 'shared';
  /** Amounts appear in the scope's reporting currency (or each account's own). */
  readonly reported: boolean;
}

/** Every table without an account's id says here who may read it: one that is not listed does not compile. */
const LIMITED_BY: Readonly<Record<SharedTableName, Exclude<Relation['limitedBy'], 'account'>>> = {
  portfolios: 'portfolio',
  targets: 'portfolio',
  clients: 'client',
  advisors: 'advisor',
  custodians: 'custodian',
  securities: 'shared',
  prices: 'shared',
  fx_rates: 'shared',
  conversion_rates: 'shared',
  benchmarks: 'shared',
  benchmark_levels: 'shared',
};

const { source, run, file, line, ...booking } = PRODUCT_TABLES.transactions.columns;
const origin = { source, run, file, line };
const { account_id, transaction_id, trade_date, type, security_id } = booking;
const known = { account_id, transaction_id, trade_date, type, security_id };

/** Bookings as they are known everywhere, and apart from them where each came from. */
const SOME_COLUMNS: Readonly<Record<string, Relation['columns']>> = {
  transactions: booking,
  booking_origins: { ...known, ...origin },
};

export const RELATIONS: ReadonlyMap<string, Relation> = new Map([
  ...(Object.keys(PRODUCT_TABLES) as ProductTableName[]).map(
    (table) => [table, relationOf(table, table)] as const,
  ),
  ['booking_origins', relationOf('booking_origins', 'transactions')] as const,
]);

function relationOf(name: string, table: ProductTableName): Relation {
  const { columns, reported } = PRODUCT_TABLES[table];
  const limitedBy = isShared(table) ? LIMITED_BY[table] : 'account';
  return { table, columns: SOME_COLUMNS[name] ?? columns, limitedBy, reported };
}

function isShared(table: ProductTableName): table is SharedTableName {
  return PRODUCT_TABLES[table].kind === 'shared';
}
