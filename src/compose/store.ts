import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { readSettings, type Settings } from '../config.ts';
import type { Check } from '../cli/context.ts';
import type { Guard } from '../guard/port.ts';
import type { Home } from '../home/home-folder.ts';
import type { Records } from '../state/records.ts';
import type { SqlDialect } from '../store/dialect.ts';
import { PARCELS_FOLDER } from '../store/parcel-file.ts';
import type { Store } from '../store/port.ts';
import type { StoreServerStatus } from '../vocabulary/status.ts';
import { LIMITS } from '../vocabulary/limits.ts';

export interface StoreParts {
  /** Rejects with the Problem of opening it. */
  readonly opening: Promise<Store>;
  /** Puts the store's file under the newest key while it is read; a database server's files are its own. */
  readonly reseal: () => Promise<void>;
  readonly guard: Guard;
  readonly dialect: SqlDialect;
  /** How its server is used; null: it has none. */
  readonly standing: () => Promise<StoreServerStatus | null>;
}

/** How many reads the product store of the settings runs at once. */
export function readsAtOnce({ store }: Settings): number {
  return store === 'embedded' ? LIMITS.store_concurrent_reads_max : LIMITS.store_server_reads_max;
}

/** Starts a process for the embedded store ahead of time; null where the store is on a server. */
export async function launchStoreAhead(settings: Settings): Promise<ChildProcess | null> {
  if (settings.store !== 'embedded') return null;
  const { launchAhead } = await import('../store/duckdb/owner-launch.ts');
  return launchAhead(LIMITS.store_memory_bytes_max);
}

/** A store whose opening began before anybody asked for it. */
export interface StoreAhead {
  /** Gives it to the first who asks; null: it has been given. */
  take(): Promise<StoreParts> | null;
  /** Closes it where nobody took it. */
  close(): Promise<void>;
}

/** Begins to open the product store at once, beside what else is made ready. */
export function storeAhead(start: () => Promise<StoreParts>): StoreAhead {
  let begun: Promise<StoreParts> | null = start();
  // Whoever takes it hears of its failure.
  begun.catch(() => undefined);
  const take = (): Promise<StoreParts> | null => {
    const taken = begun;
    begun = null;
    return taken;
  };
  return {
    take,
    close: async () => {
      const parts = await take()?.catch(() => null);
      if (!parts) return;
      parts.guard.close();
      await parts.opening.then((store) => store.close()).catch(() => undefined);
    },
  };
}

/**
 * Begins to open the product store that the settings name, and makes the guard and the dialect that belong to it
 * meanwhile.
 */
export async function startStore(
  settings: Settings,
  home: Home,
  { keys, now }: Pick<Records, 'keys' | 'now'>,
  launched: ChildProcess | null,
): Promise<StoreParts> {
  if (settings.store === 'embedded') {
    const { createDuckDbStore } = await import('../store/duckdb/duckdb-store.ts');
    const [storeKey = keys.newest('store'), ...olderKeys] = keys.all('store');
    const opening = createDuckDbStore({ home: home.path, storeKey, olderKeys, limits: { launched } });
    const reseal = async (): Promise<void> => (await opening).reseal(keys.newest('store'));
    const { createDuckDbGuard } = await import('../guard/duckdb/guard.ts');
    const { duckDbDialect } = await import('../store/duckdb/dialect.ts');
    const guard = await besideOpening(opening, createDuckDbGuard);
    return { opening, reseal, guard, dialect: duckDbDialect, standing: () => Promise.resolve(null) };
  }
  const { addresses, createMySqlStore } = await serverParts(settings);
  const opening = createMySqlStore({
    ...addresses,
    parcels: join(home.path, PARCELS_FOLDER),
    parcelKeys: () => keys.all('store'),
    now,
  });
  const { createMySqlGuard } = await import('../guard/mysql/guard.ts');
  const { mySqlDialect } = await import('../store/mysql/dialect.ts');
  const guard = await besideOpening(opening, createMySqlGuard);
  return {
    opening,
    reseal: () => Promise.resolve(),
    guard,
    dialect: mySqlDialect,
    standing: async () => ({ ...(await (await opening).standing()), capacityBytes: capacityOf(settings) }),
  };
}

const MEGABYTE = 1_000_000;

function capacityOf({ storeCapacityMb }: Settings): number | null {
  return storeCapacityMb === null ? null : storeCapacityMb * MEGABYTE;
}

/** Makes a guard while the store opens; a store without a guard is closed again. */
async function besideOpening(
  opening: Promise<Store>,
  createGuard: () => Guard | Promise<Guard>,
): Promise<Guard> {
  // Whoever awaits the store hears of its failure; until then nobody does.
  opening.catch(() => undefined);
  try {
    return await createGuard();
  } catch (error) {
    await opening.then((store) => store.close()).catch(() => undefined);
    throw error;
  }
}

/** What `doctor` says of the database server; nothing where the store is embedded. */
export async function checkServer(): Promise<readonly Check[]> {
  const settings = readSettings();
  if (settings.store === 'embedded') return [];
  const { serverChecks } = await import('../store/mysql/server-checks.ts');
  const { reader, writer } = (await serverParts(settings)).addresses;
  return serverChecks(reader, writer);
}

/** What opens a product store on a database server, and where it lies. */
export async function serverParts(settings: Settings) {
  const { addressOf } = await import('../store/mysql/address.ts');
  const { createMySqlStore } = await import('../store/mysql/mysql-store.ts');
  const reader = addressOf(settings.store);
  const writer =
    settings.storeWriter === null ? reader : addressOf(settings.storeWriter, 'ASKFOLIO_STORE_WRITER');
  return { addresses: { reader, writer }, createMySqlStore };
}
