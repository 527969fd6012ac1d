import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PRODUCT_TABLE_NAMES } from '../model/product-tables.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { DataVersion, Store } from './port.ts';

export interface MoveParts {
  /** Opens the embedded store, so that what a killed process left is settled, and tells which version it holds. */
  readonly source: () => Promise<Pick<Store, 'version' | 'close'>>;
  /** The embedded store's file: it has the tables that a parcel has, under the same key. */
  readonly file: string;
  /** A store that takes this file for a parcel. */
  readonly target: () => Promise<Store>;
}

/**
 * Publishes everything that the embedded store holds in another store, under the same version, so that the next import
 * goes on from there. Moving again changes nothing. The embedded store's file stays as it is. Throws Problems:
 * `no_data`, `already_running` (the other store holds another version), and what the stores throw.
 */
export async function moveStore({ source, file, target }: MoveParts): Promise<DataVersion> {
  const version = await versionOf(source);
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1_048_576 }), hash);
  const store = await target();
  try {
    const there = await store.version();
    if (there !== null && there.id !== version.id) {
      throw new Problem(
        'already_running',
        'The database holds another version of the data already; name an empty database, or keep using that one.',
      );
    }
    return await store.publish({
      version,
      parent: null,
      path: file,
      sha256: hash.digest('hex'),
      tables: Object.fromEntries(PRODUCT_TABLE_NAMES.map((name) => [name, 'replace'])),
      accounts_touched: 0,
    });
  } finally {
    await store.close();
  }
}

async function versionOf(open: MoveParts['source']): Promise<DataVersion> {
  const store = await open();
  try {
    const version = await store.version();
    if (version !== null) return version;
  } finally {
    await store.close();
  }
  throw new Problem(
    'no_data',
    'The embedded store holds no data yet; import straight into the database instead.',
  );
}
