import { PRODUCT_TABLES, type ProductTableName, type ProductType } from './product-tables.ts';

/**
 * The relations that a query may name, and nothing else: generated SQL, people's SQL and a language model's. Each is
 * a product table, limited to the accounts of the reader.
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

const LIMITED_BY: Readonly<Partial<Record<ProductTableName, Relation['limitedBy']>>> = {
  portfolios: 'portfolio',
  targets: 'portfolio',
  clients: 'client',
  advisors: 'advisor',
  custodians: 'custodian',
};

export const RELATIONS: ReadonlyMap<string, Relation> = new Map(
  (Object.keys(PRODUCT_TABLES) as ProductTableName[]).map((table) => {
    const { columns, kind, reported } = PRODUCT_TABLES[table];
    const limitedBy = kind === 'account' ? 'account' : (LIMITED_BY[table] ?? 'shared');
    return [table, { table, columns, limitedBy, reported }];
  }),
);
