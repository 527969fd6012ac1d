import { join } from 'node:path';
import { readSettings, type Settings } from '../config.ts';
import type { Check } from '../cli/context.ts';
import type { Guard } from '../guard/port.ts';
import type { Home } from '../home/home-folder.ts';
import type { KeyRing } from '../state/key-ring.ts';
import type { SqlDialect } from '../store/dialect.ts';
import { PARCELS_FOLDER } from '../store/parcel-file.ts';
import type { Store } from '../store/port.ts';

interface StoreParts {
  readonly opened: Store;
  readonly guard: Guard;
  readonly dialect: SqlDialect;
}

/** The product store that the settings name, with the guard and the dialect that belong to it. */
export async function openStore(settings: Settings, home: Home, keys: KeyRing): Promise<StoreParts> {
  const storeKey = keys.newest('store');
  if (settings.store === 'embedded') {
    const { createDuckDbStore } = await import('../store/duckdb/duckdb-store.ts');
    const { createDuckDbGuard } = await import('../guard/duckdb/guard.ts');
    const { duckDbDialect } = await import('../store/duckdb/dialect.ts');
    const [opened, guard] = await Promise.all([
      createDuckDbStore({ home: home.path, storeKey }),
      createDuckDbGuard(),
    ]);
    return { opened, guard, dialect: duckDbDialect };
  }
  const { addresses, createMySqlStore } = await serverParts(settings);
  const { createMySqlGuard } = await import('../guard/mysql/guard.ts');
  const { mySqlDialect } = await import('../store/mysql/dialect.ts');
  const guard = createMySqlGuard();
  const opened = await createMySqlStore({
    ...addresses,
    parcels: join(home.path, PARCELS_FOLDER),
    parcelKey: storeKey,
  });
  return { opened, guard, dialect: mySqlDialect };
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
  const writer = addressOf(settings.storeWriter ?? settings.store);
  return { addresses: { reader, writer }, createMySqlStore };
}
