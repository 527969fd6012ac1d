import { createDuckDbGuard } from '../../src/guard/duckdb/guard.ts';
import type { Guard } from '../../src/guard/port.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import type { ReadScope } from '../../src/vocabulary/scope.ts';
import { CANARY, database, firm, MINE, onlyIn, type Database } from './firm.ts';
import { statement } from './grammar.ts';

/** More accounts than are written out one by one, so that they travel as one parameter. */
const PADDED = [...MINE, ...Array.from({ length: 100 }, (_, at) => `none-${at}`)];

export const MY_SCOPE: ReadScope = { accounts: MINE, currency: null };
export const SCOPES: readonly ReadScope[] = [
  MY_SCOPE,
  { accounts: MINE, currency: 'USD' },
  { accounts: ['ACC-02'], currency: null },
  { accounts: PADDED, currency: null },
  { accounts: [], currency: null },
];

export type Outcome = readonly string[] | 'fails' | Problem;

/** Who wrote the statement, as the guard is told. */
type Origin = 'written' | 'generated';

interface Alone {
  readonly plain: Database;
  readonly product: Database;
}

/** What one random statement came to. */
export interface Trial {
  readonly kind: 'equal' | 'failing' | 'refused' | 'wrong';
  readonly rows: number;
  /** Empty unless it is wrong: the seed, the statement and what differs. */
  readonly difference: string;
}

/**
 * A made-up firm behind the guard, and for each scope a store that holds nothing else, with plain names for the raw
 * statement (`plain`) and as the guard prints (`product`). The same statement has to give the same rows in all, and a
 * guarded one has to fail in one where it fails in the other.
 */
export class Oracle implements AsyncDisposable {
  readonly guard: Guard;
  readonly #whole: Database;
  readonly #alone: ReadonlyMap<ReadScope, Alone>;

  private constructor(guard: Guard, whole: Database, alone: ReadonlyMap<ReadScope, Alone>) {
    this.guard = guard;
    this.#whole = whole;
    this.#alone = alone;
  }

  static async open(): Promise<Oracle> {
    const rows = firm(7);
    const alone = new Map<ReadScope, Alone>();
    for (const scope of SCOPES) {
      const own = onlyIn(scope, rows);
      alone.set(scope, {
        plain: await database(own, null),
        product: await database(own, 'product'),
      });
    }
    return new Oracle(await createDuckDbGuard(), await database(rows, 'product'), alone);
  }

  async throughGuard(text: string, scope: ReadScope, origin: Origin = 'written'): Promise<Outcome> {
    const judged = await this.guard.judge({ text, parameters: [] }, scope, origin);
    if (judged instanceof Problem) return judged;
    return this.#whole.rows(judged).catch(() => 'fails' as const);
  }

  /** The statement as it was written, where there is nothing but what the scope holds. */
  truth(text: string, scope: ReadScope): Promise<Outcome> {
    return this.#storesOf(scope)
      .plain.rows({ text })
      .catch(() => 'fails' as const);
  }

  /** The guarded statement where nothing is known of others: it has to end there as it does among them. */
  async throughGuardAlone(text: string, scope: ReadScope): Promise<Outcome> {
    const judged = await this.guard.judge({ text, parameters: [] }, scope, 'written');
    if (judged instanceof Problem) return judged;
    return this.#storesOf(scope)
      .product.rows(judged)
      .catch(() => 'fails' as const);
  }

  /** The statement of one seed, through the guard and where only the reader's rows are. */
  async tryOne(seed: number): Promise<Trial> {
    const text = statement(seed);
    const scope = SCOPES[seed % SCOPES.length] ?? MY_SCOPE;
    const wrong = (what: string): Trial => ({
      kind: 'wrong',
      rows: 0,
      difference: `${seed}: ${text}\n${what}`,
    });
    const [outcome, expected] = await Promise.all([this.throughGuard(text, scope), this.truth(text, scope)]);
    if (outcome instanceof Problem) {
      return outcome.code === 'sql_limit'
        ? { kind: 'refused', rows: 0, difference: '' }
        : wrong(outcome.message);
    }
    // Whether a cast is tried on a row that a join then drops is up to the plan, which may not depend on others.
    const alone = await this.throughGuardAlone(text, scope);
    if (JSON.stringify(alone) !== JSON.stringify(outcome))
      return wrong(`gives ${JSON.stringify(outcome)} with others there, ${JSON.stringify(alone)} without`);
    if (outcome === 'fails') return { kind: 'failing', rows: 0, difference: '' };
    if (expected !== 'fails' && JSON.stringify(expected) !== JSON.stringify(outcome))
      return wrong(`gives ${JSON.stringify(outcome)}\nand not ${JSON.stringify(expected)}`);
    if (showsCanary(outcome, text)) return wrong(`shows ${JSON.stringify(outcome)}`);
    return { kind: 'equal', rows: outcome.length, difference: '' };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.guard.close();
    await this.#whole[Symbol.asyncDispose]();
    for (const stores of this.#alone.values()) {
      for (const store of [stores.plain, stores.product]) await store[Symbol.asyncDispose]();
    }
  }

  #storesOf(scope: ReadScope): Alone {
    const stores = this.#alone.get(scope);
    if (!stores) throw new Error('a scope without a store');
    return stores;
  }
}

/** A row of others is among them; a statement may write the word itself. */
export function showsCanary(outcome: Outcome, text: string): boolean {
  if (outcome instanceof Problem || outcome === 'fails') return false;
  return !text.toLowerCase().includes(CANARY) && outcome.some((row) => row.toLowerCase().includes(CANARY));
}
