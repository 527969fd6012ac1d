import type { GuardedSql } from '../guard/guarded-sql.ts';
import { productTable, type ProductTableName } from '../model/product-tables.ts';
import { RELATIONS, type Relation } from '../model/relations.ts';
import { markOf, type Marks } from './marks.ts';

/** The marks of everything that a statement's rows come from: while they are the same, so are the rows. */
export interface RowMarks {
  /** Of the tables whose rows belong to no account. */
  readonly tables: Readonly<Record<string, string>>;
  /** Of the accounts in reach; one for all where all are. Null where no row of an account is read. */
  readonly accounts: string | AccountMarks | null;
}

interface AccountMarks {
  /** Accounts that have marks of their own, in their order, with those. */
  readonly own: readonly (readonly [account: string, mark: string])[];
  /** The mark of all others; null where there are none. */
  readonly others: string | null;
}

/** What the rows in reach of a relation are found through, besides its own table and the accounts themselves. */
const THROUGH: Readonly<Record<Relation['limitedBy'], readonly ProductTableName[]>> = {
  shared: [],
  account: [],
  portfolio: [],
  custodian: [],
  client: ['portfolios'],
  advisor: ['clients', 'portfolios'],
};

/**
 * The marks of a statement's rows: of the tables that its relations lie in and are limited through, and of the accounts
 * in its scope, whose rows are all that it can read of theirs. A statement that names no relation, or one that is not
 * known here, depends on the whole version.
 */
export function rowMarks(
  marks: Marks,
  { relations, scope: { accounts } }: Pick<GuardedSql, 'relations' | 'scope'>,
): RowMarks {
  const read = relations.map((name) => RELATIONS.get(name));
  if (read.length === 0 || read.includes(undefined)) {
    return { tables: { version: markOf(marks.version) }, accounts: marks.everyAccount };
  }
  const names = tablesBehind(relations);
  const newest = markOf(marks.version);
  const tables = names
    .filter((name) => productTable(name).kind === 'shared')
    .map((name) => [name, marks.tables.get(name) ?? newest] as const);
  const ofAccounts = names.some((name) => productTable(name).kind === 'account');
  return { tables: Object.fromEntries(tables), accounts: ofAccounts ? accountMarks(marks, accounts) : null };
}

/** Every product table that a statement over these relations reads, in alphabetical order. */
export function tablesBehind(relations: readonly string[]): readonly ProductTableName[] {
  const names = relations.flatMap((name): ProductTableName[] => {
    const relation = RELATIONS.get(name);
    if (relation === undefined) return [];
    const { table, limitedBy } = relation;
    return [table, ...THROUGH[limitedBy], ...(limitedBy === 'shared' ? [] : (['accounts'] as const))];
  });
  return [...new Set(names)].toSorted();
}

function accountMarks(marks: Marks, accounts: GuardedSql['scope']['accounts']): RowMarks['accounts'] {
  if (accounts === 'all') return marks.everyAccount;
  const ids = [...new Set(accounts)];
  const own = ids.flatMap((account) => {
    const mark = marks.accounts.get(account);
    return mark === undefined ? [] : [[account, mark] as const];
  });
  return {
    own: own.toSorted(([one], [other]) => (one < other ? -1 : 1)),
    others: own.length < ids.length ? marks.otherAccounts : null,
  };
}
