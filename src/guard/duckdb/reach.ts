import type { Relation } from '../../model/relations.ts';
import { OWN_ROWS_SCHEMA } from '../../store/physical-name.ts';
import type { ReadScope } from '../../vocabulary/scope.ts';
import type { SqlValue } from '../../vocabulary/sql.ts';
import * as ast from './ast.ts';
import { areMany, idsOf, RowsInReach } from './rows-in-reach.ts';
import type { Branch } from './tree.ts';

/** The rows of a relation that a written statement reads from a temporary table of this name. */
export interface Copy {
  readonly name: string;
  readonly relation: Relation;
  readonly columns: readonly string[];
}

/** What stands for the relations in one statement, so that it reads the rows of its scope alone. */
export class Reach {
  readonly #ids: readonly string[];
  readonly #isLimited: boolean;
  readonly #rows: RowsInReach;
  /** Shared by all limited replacements, so that the barrier can be put up when the whole statement has been read. */
  readonly #modifiers: Branch[] = [];
  readonly #columnsNamed: ReadonlySet<string> | 'all' | null;
  readonly #copies = new Map<string, Copy>();
  #readsLimited = false;

  /**
   * `position`: the number of the next free parameter. `named`: the columns that a written statement may read, whose
   * rows are copied first; null: a generated one, which reads the tables themselves.
   */
  constructor(scope: ReadScope, position: number, named: ReadonlySet<string> | 'all' | null) {
    this.#ids = idsOf(scope);
    this.#isLimited = scope.accounts !== 'all';
    this.#rows = new RowsInReach(scope, ast.text, position);
    this.#columnsNamed = named;
  }

  /** The parameters that the conditions need after the statement's own. */
  get parameters(): readonly SqlValue[] {
    return this.#readsLimited && areMany(this.#ids) ? [JSON.stringify(this.#ids)] : [];
  }

  /** What a written statement needs copied before it runs. */
  get copies(): readonly Copy[] {
    return [...this.#copies.values()];
  }

  /** What stands for a relation: its declared columns, of the rows in reach. */
  replacement(name: string, relation: Relation): Branch {
    const all = Object.keys(relation.columns);
    const isLimited = relation.limitedBy !== 'shared' && this.#isLimited;
    if (isLimited && this.#columnsNamed !== null) {
      const copy = this.#copies.get(name) ?? copyOf(name, relation, all, this.#columnsNamed);
      this.#copies.set(name, copy);
      return ast.select(copy.columns.map(ast.column), ast.physicalTable(OWN_ROWS_SCHEMA, copy.name), null);
    }
    this.#readsLimited ||= isLimited;
    return this.#rows.query(relation, all, this.#modifiers);
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
}

function copyOf(
  name: string,
  relation: Relation,
  all: readonly string[],
  named: ReadonlySet<string> | 'all',
): Copy {
  const needed = named === 'all' ? all : all.filter((column) => named.has(column));
  // What only counts rows names none.
  return { name: `own_${name}`, relation, columns: needed.length === 0 ? all.slice(0, 1) : needed };
}
