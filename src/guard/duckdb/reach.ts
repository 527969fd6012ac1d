import type { Relation } from '../../model/relations.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { ReadScope } from '../../vocabulary/scope.ts';
import type { SqlValue } from '../../vocabulary/sql.ts';
import * as ast from './ast.ts';
import type { Branch, Tree } from './tree.ts';

/** The schema under which the store shows its tables. */
const SCHEMA = 'product';

/** The column that ties each kind to accounts: in the accounts themselves, or in another table in reach. */
const REACHED_BY = {
  portfolio: { key: 'portfolio_id', through: null },
  custodian: { key: 'custodian_id', through: null },
  client: { key: 'client_id', through: { table: 'portfolios', limitedBy: 'portfolio' } },
  advisor: { key: 'advisor_id', through: { table: 'clients', limitedBy: 'client' } },
} as const;

/**
 * The rows that a scope may read, as conditions on the physical tables. Ids are constants of the tree, or, where they
 * are many, one more parameter that holds them all: no text is ever put together.
 */
export class Reach {
  readonly #scope: ReadScope;
  readonly #position: number;
  readonly #ids: readonly string[];
  /** Shared by all limited replacements, so that the barrier can be put up when the whole statement has been read. */
  readonly #modifiers: Branch[] = [];
  #listBound = false;

  /** `position`: the number of the next free parameter. */
  constructor(scope: ReadScope, position: number) {
    this.#scope = scope;
    this.#position = position;
    this.#ids = scope.accounts === 'all' ? [] : [...new Set(scope.accounts)].toSorted();
  }

  /** The parameters that the conditions need after the statement's own. */
  get parameters(): readonly SqlValue[] {
    return this.#listBound ? [JSON.stringify(this.#ids)] : [];
  }

  /** What stands for a relation: its declared columns, of the rows in reach. */
  replacement(relation: Relation): Branch {
    const columns = Object.keys(relation.columns).map(ast.column);
    const table = ast.physicalTable(SCHEMA, relation.table);
    const limited = this.#limit(relation.limitedBy);
    const conditions = [...(limited ? [limited] : []), ...(relation.reported ? [this.#currency()] : [])];
    return ast.select(columns, table, ast.all(conditions), limited ? this.#modifiers : []);
  }

  /**
   * Keeps the reader's conditions above the limit. The engine orders conditions as it likes; one that fails on a row
   * out of reach would tell that the row is there, so a statement that can fail gets a LIMIT between the two, which
   * no condition passes.
   */
  raiseBarrier(): void {
    if (this.#modifiers.length === 0) this.#modifiers.push(ast.everyRow());
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
            ast.physicalTable(SCHEMA, through.table),
            this.#limit(through.limitedBy),
          );
    return ast.isAnyOf(ast.column(key), inReach);
  }

  #accounts(): Branch {
    const id = ast.column('account_id');
    if (this.#ids.length === 0) return ast.never();
    if (this.#ids.length <= LIMITS.sql_inline_accounts_max) return ast.isOneOf(id, this.#ids.map(ast.text));
    this.#listBound = true;
    const list = ast.call('from_json', [
      ast.cast(ast.parameter(this.#position), 'VARCHAR'),
      ast.text('["VARCHAR"]'),
    ]);
    return ast.isAnyOf(id, ast.select([ast.call('unnest', [list])], ast.EMPTY_FROM, null));
  }

  #accountsColumns(...columns: readonly string[]): Branch {
    const where = this.#scope.accounts === 'all' ? null : this.#accounts();
    return ast.select(columns.map(ast.column), ast.physicalTable(SCHEMA, 'accounts'), where);
  }

  /** The reporting currency; without one, each account's own. */
  #currency(): Branch {
    const { currency } = this.#scope;
    if (currency !== null) return ast.equal(ast.column('currency'), ast.text(currency));
    const pair: Tree = ast.call('row', [ast.column('account_id'), ast.column('currency')], 'main');
    return ast.isAnyOf(pair, this.#accountsColumns('account_id', 'currency'));
  }
}
