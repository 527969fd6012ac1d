import { resolve } from 'node:path';
import { HeldMarks } from '../held-marks.ts';
import type { Store } from '../port.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { ownerOptions, StoreOwner, type OwnerOptions } from './store-owner.ts';

export interface DuckDbStoreOptions {
  /** The installation's folder; it exists. */
  readonly home: string;
  /** 32 bytes in hexadecimal: of the store, and of the parcels that it takes. */
  readonly storeKey: string;
  /** Keys of before, where the store may still lie under one: a change of keys that was cut off. */
  readonly olderKeys?: readonly string[];
  /** Other limits than the product's own: for tests. */
  readonly limits?: Partial<Omit<OwnerOptions, 'open'>>;
}

/** A Store, and the process that keeps it: a test may kill that. */
export interface DuckDbStore extends Store {
  readonly ownerPid: () => number | null;
  /**
   * Puts the whole store under another key while it is read. Cut off anywhere it lies under one of the two, and goes on
   * when it is called again. Throws `already_running` where something was published meanwhile.
   */
  readonly reseal: (storeKey: string) => Promise<void>;
}

/**
 * The embedded store: one encrypted file in the home, opened by a child process alone. Resolves when it is open;
 * rejects with `wrong_key`, `store_corrupt`, `store_unavailable` (another process holds it) or `home_unusable`.
 */
export async function createDuckDbStore(options: DuckDbStoreOptions): Promise<DuckDbStore> {
  const { home, storeKey, olderKeys = [] } = options;
  const owner = new StoreOwner({
    ...ownerOptions({ home: resolve(home), storeKey, olderKeys }),
    ...options.limits,
  });
  try {
    await owner.ready();
  } catch (error) {
    await owner.close();
    throw error;
  }
  const held = new HeldMarks();
  return {
    async read(statements, limits) {
      const { rows_max, bytes_max, seconds_max, stop } = limits;
      // Only what the owner needs: the scope stays here.
      const bare = statements.map(({ text, parameters, ownRows }) => ({ text, parameters, ownRows }));
      const result = await owner.run(
        { kind: 'read', statements: bare, limits: { rows_max, bytes_max } },
        seconds_max,
        stop,
      );
      if (result.kind !== 'read') throw new TypeError('the owner answered a read with something else');
      return result.snapshot;
    },
    async publish(parcel) {
      const tried = await owner.run({ kind: 'publish', parcel }, null);
      const result = tried.kind === 'adoptable' ? await owner.run({ kind: 'adopt', parcel }, null) : tried;
      if (result.kind !== 'published')
        throw new TypeError('the owner answered a publish with something else');
      return result.version;
    },
    async reseal(newKey) {
      owner.learnKey(newKey);
      const { kind } = await owner.run({ kind: 'copy', storeKey: newKey }, null);
      if (kind === 'copied') await owner.run({ kind: 'takeCopy', storeKey: newKey }, null);
    },
    version: () => owner.version(),
    marks: async () =>
      held.of(await owner.version(), async (known) => {
        const result = await owner.run({ kind: 'marks', known }, LIMITS.catalog_seconds_max);
        if (result.kind !== 'marks')
          throw new TypeError('the owner answered about marks with something else');
        return result.marks;
      }),
    close: () => owner.close(),
    ownerPid: () => owner.pid,
  };
}
