import { join } from 'node:path';
import type { Settings } from '../config.ts';
import { openHome } from '../home/home-folder.ts';
import type { DataVersion } from '../store/port.ts';
import { Problem } from '../vocabulary/problem.ts';
import { masterKeyOf, openRecordsOf } from './records.ts';
import { serverParts } from './store.ts';

/** The embedded product store, moved to the server that the settings name; nobody else may use the home meanwhile. */
export async function migrate(settings: Settings): Promise<DataVersion> {
  if (settings.store === 'embedded') {
    throw new Problem(
      'settings_invalid',
      'Set ASKFOLIO_STORE to the address of the database server that the embedded store is to move to.',
    );
  }
  const { addresses, createMySqlStore } = await serverParts(settings);
  const { takeExclusiveLock } = await import('../state/sqlite/exclusive-lock.ts');
  const { createDuckDbStore } = await import('../store/duckdb/duckdb-store.ts');
  const { STORE_FILE } = await import('../store/duckdb/database.ts');
  const { moveStore } = await import('../store/move-store.ts');
  const home = openHome(settings.home);
  const unlock = takeExclusiveLock(home.lock);
  if (!unlock) {
    throw new Problem(
      'home_unusable',
      'Another askfolio has this home open; stop it first, then run this command again.',
    );
  }
  try {
    const records = await openRecordsOf(settings, home, await masterKeyOf(settings, home));
    try {
      const storeKey = records.keys.newest('store');
      const keys = (): readonly string[] => records.keys.all('store');
      return await moveStore({
        source: () => createDuckDbStore({ home: home.path, storeKey, olderKeys: keys().slice(1) }),
        file: join(home.path, STORE_FILE),
        target: () => createMySqlStore({ ...addresses, parcels: home.path, parcelKeys: keys }),
      });
    } finally {
      await records.db.destroy();
    }
  } finally {
    unlock();
  }
}
