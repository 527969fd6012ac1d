import type { Relation } from '../../model/relations.ts';
import { OWN_ROWS_SCHEMA, PHYSICAL_SCHEMA } from '../../store/physical-name.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { ReadScope } from '../../vocabulary/scope.ts';
import type { SqlValue } from '../../vocabulary/sql.ts';
import * as ast from './ast.ts';
import type { Branch, Tree } from './tree.ts';

/** The column that ties each kind to accounts: in the accounts themselves, or in another table in reach. */
const REACHED_BY = {
  portfolio: { key: 'portfolio_id', through: null },
  custodian: { key: 'custodian_id', through: null },
  client: { key: 'client_id', through: { table: 'portfolios', limitedBy: 'portfolio' } },
  advisor: { key: 'advisor_id', through: { table: 'clients', limitedBy: 'client' } },
} as const;

/** The rows of a relation that a written statement reads from a temporary table of this name. */
export interface Copy {
  readonly name: string;
  readonly columns: readonly string[];
  readonly tree: Branch;
  readonly parameters: readonly SqlValue[];
}

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
  readonly #columnsNamed: ReadonlySet<string> | 'all' | null;
  readonly #copies = new Map<string, Copy>();
  #listBound = false;

  /**
   * `position`: the number of the next free parameter. `named`: the columns that a written statement may read, whose
   * rows are copied first; null: a generated one, which reads the tables themselves.
   */
  constructor(scope: ReadScope, position: number, named: ReadonlySet<string> | 'all' | null) {
    this.#scope = scope;
    this.#position = named === null ? position : 1;
    this.#columnsNamed = named;
    this.#ids = scope.accounts === 'all' ? [] : [...new Set(scope.accounts)].toSorted();
  }

  /** The parameters that the conditions need after the statement's own. */
  get parameters(): readonly SqlValue[] {
    return this.#listBound ? [JSON.stringify(this.#ids)] : [];
  }

  /** What a written statement needs copied before it runs. */
  get copies(): readonly Copy[] {
    return [...this.#copies.values()];
  }

  /** What stands for a relation: its declared columns, of the rows in reach. */
  replacement(name: string, relation: Relation): Branch {
    const all = Object.keys(relation.columns);
    const isLimited = relation.limitedBy !== 'shared' && this.#scope.accounts !== 'all';
    if (!isLimited || this.#columnsNamed === null) return this.#rows(relation, all);
    const copy = this.#copies.get(name) ?? this.#copy(`own_${name}`, relation, all);
    this.#copies.set(name, copy);
    return ast.select(copy.columns.map(ast.column), ast.physicalTable(OWN_ROWS_SCHEMA, copy.name), null);
  }

  /**
   * Keeps a generated statement's conditions above the limit. The engine orders conditions as it likes; one that fails
   * on a row out of reach would tell that the row is there, so a statement that can fail gets a LIMIT between the two,
   * which no condition passes. For a written one that would not do: the engine's plan, and with it what fails, also
   * depends on the largest and smallest values of the whole table.
   */
  raiseBarrier(): void {
    if (this.#modifiers.length === 0) this.#modifiers.push(ast.everyRow());
  }

  #copy(name: string, relation: Relation, all: readonly string[]): Copy {
    const named = this.#columnsNamed;
    const needed = named === null || named === 'all' ? all : all.filter((column) => named.has(column));
    // What only counts rows names none.
    const columns = needed.length === 0 ? all.slice(0, 1) : needed;
    this.#listBound = false;
    const tree = this.#rows(relation, columns);
    return { name, columns, tree, parameters: this.parameters };
  }

  #rows(relation: Relation, columns: readonly string[]): Branch {
    const table = ast.physicalTable(PHYSICAL_SCHEMA, relation.table);
    const limited = this.#limit(relation.limitedBy);
    const conditions = [...(limited ? [limited] : []), ...(relation.reported ? [this.#currency()] : [])];
    const modifiers = limited ? this.#modifiers : [];
    return ast.select(columns.map(ast.column), table, ast.all(conditions), modifiers);
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
    return ast.select(columns.map(ast.column), ast.physicalTable(PHYSICAL_SCHEMA, 'accounts'), where);
  }

  /** The reporting currency; without one, each account's own. */
  #currency(): Branch {
    const { currency } = this.#scope;
    if (currency !== null) return ast.equal(ast.column('currency'), ast.text(currency));
    const pair: Tree = ast.call('row', [ast.column('account_id'), ast.column('currency')], 'main');
    return ast.isAnyOf(pair, this.#accountsColumns('account_id', 'currency'));
  }
}
