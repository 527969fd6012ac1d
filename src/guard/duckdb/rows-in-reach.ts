import type { Relation } from '../../model/relations.ts';
import { PHYSICAL_SCHEMA } from '../../store/physical-name.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { ReadScope } from '../../vocabulary/scope.ts';
import * as ast from './ast.ts';
import type { Branch, Tree } from './tree.ts';

/** The column that ties each kind to accounts: in the accounts themselves, or in another table in reach. */
const REACHED_BY = {
  portfolio: { key: 'portfolio_id', through: null },
  custodian: { key: 'custodian_id', through: null },
  client: { key: 'client_id', through: { table: 'portfolios', limitedBy: 'portfolio' } },
  advisor: { key: 'advisor_id', through: { table: 'clients', limitedBy: 'client' } },
} as const;

/** How a text of the scope stands in a tree: `at` counts them from 0, the same for scopes of the same form. */
type TextInTree = (text: string, at: number) => Branch;

/**
 * The queries on the physical tables that give the rows which a scope may read. Its ids are texts of the tree, or, where
 * they are many, one parameter that holds them all: no text is put together.
 */
export class RowsInReach {
  readonly #scope: ReadScope;
  readonly #ids: readonly string[];
  readonly #text: TextInTree;
  readonly #position: number;

  /** `position`: the number of the parameter that holds the ids where they are many. */
  constructor(scope: ReadScope, text: TextInTree, position: number) {
    this.#scope = scope;
    this.#text = text;
    this.#position = position;
    this.#ids = idsOf(scope);
  }

  query(relation: Relation, columns: readonly string[], modifiers: readonly Branch[]): Branch {
    const table = ast.physicalTable(PHYSICAL_SCHEMA, relation.table);
    const limited = this.#limit(relation.limitedBy);
    const conditions = [...(limited ? [limited] : []), ...(relation.reported ? [this.#currency()] : [])];
    return ast.select(columns.map(ast.column), table, ast.all(conditions), limited ? modifiers : []);
  }

  #limit(by: Relation['limitedBy']): Branch | null {
    if (by === 'shared' || this.#scope.accounts === 'all') return null;
    if (by === 'account') return this.#accounts();
    const { key, through } = REACHED_BY[by];
    const inReach =
      through === null
        ? this.#accountsColumns(key)
        : ast.select(
            [ast.column(key)],
            ast.physicalTable(PHYSICAL_SCHEMA, through.table),
            this.#limit(through.limitedBy),
          );
    return ast.isAnyOf(ast.column(key), inReach);
  }

  #accounts(): Branch {
    const id = ast.column('account_id');
    if (this.#ids.length === 0) return ast.never();
    if (!areMany(this.#ids)) return ast.isOneOf(id, this.#ids.map(this.#text));
    const list = ast.call('from_json', [
      ast.cast(ast.parameter(this.#position), 'VARCHAR'),
      ast.text('["VARCHAR"]'),
    ]);
    return ast.isAnyOf(id, ast.select([ast.call('unnest', [list])], ast.EMPTY_FROM, null));
  }

  #accountsColumns(...columns: readonly string[]): Branch {
    const where = this.#scope.accounts === 'all' ? null : this.#accounts();
    return ast.select(columns.map(ast.column), ast.physicalTable(PHYSICAL_SCHEMA, 'accounts'), where);
  }

  /** The reporting currency; without one, each account's own. */
  #currency(): Branch {
    const { currency } = this.#scope;
    const at = areMany(this.#ids) ? 0 : this.#ids.length;
    if (currency !== null) return ast.equal(ast.column('currency'), this.#text(currency, at));
    const pair: Tree = ast.call('row', [ast.column('account_id'), ast.column('currency')], 'main');
    return ast.isAnyOf(pair, this.#accountsColumns('account_id', 'currency'));
  }
}

/** The accounts of a scope that is limited, each once and in one order; none for a reader of everything. */
export function idsOf({ accounts }: ReadScope): readonly string[] {
  return accounts === 'all' ? [] : [...new Set(accounts)].toSorted();
}

/** Whether ids travel as one parameter. */
export function areMany(ids: readonly string[]): boolean {
  return ids.length > LIMITS.sql_inline_accounts_max;
}
