import { createDuckDbGuard } from '../../src/guard/duckdb/guard.ts';
import type { Guard } from '../../src/guard/port.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import type { ReadScope } from '../../src/vocabulary/scope.ts';
import { database, firm, onlyIn, type Database } from './firm.ts';
import { SCOPES, type Outcome, type Sides } from './trial.ts';

/** Who wrote the statement, as the guard is told. */
type Origin = 'written' | 'generated';

interface Alone {
  readonly plain: Database;
  readonly product: Database;
}

/**
 * The embedded store's side of it: databases with plain names for the raw statement (`plain`) and as the guard prints
 * (`product`).
 */
export class Oracle implements Sides, AsyncDisposable {
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

  truth(text: string, scope: ReadScope): Promise<Outcome> {
    return this.#storesOf(scope)
      .plain.rows({ text })
      .catch(() => 'fails' as const);
  }

  async throughGuardAlone(text: string, scope: ReadScope): Promise<Outcome> {
    const judged = await this.guard.judge({ text, parameters: [] }, scope, 'written');
    if (judged instanceof Problem) return judged;
    return this.#storesOf(scope)
      .product.rows(judged)
      .catch(() => 'fails' as const);
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
