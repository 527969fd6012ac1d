import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { PRODUCT_TABLES, PRODUCT_TABLE_NAMES } from '../../src/model/product-tables.ts';
import { createDuckDbStore, type DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import { dayOf } from '../../src/vocabulary/day.ts';
import { fill, type Firm } from './firm.ts';

const storeKey = '5a'.repeat(32);

/** The made-up firm in the product's own store, in its own process, as an installation has it. */
export async function installed(
  rows: Firm,
): Promise<{ readonly store: DuckDbStore; readonly close: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'askfolio-attacks-'));
  const path = join(home, 'parcels', 'first.duckdb');
  await mkdir(join(home, 'parcels'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('SET force_mbedtls_unsafe = true');
  await connection.run(`ATTACH '${path}' AS p (ENCRYPTION_KEY '${storeKey}')`);
  await connection.run('CREATE TABLE p.touched_accounts (account_id VARCHAR)');
  for (const name of PRODUCT_TABLE_NAMES)
    await fill(connection, `p.${name}`, PRODUCT_TABLES[name].columns, rows[name]);
  await connection.run('DETACH p');
  connection.closeSync();
  instance.closeSync();
  const store = await createDuckDbStore({ home, storeKey });
  await store.publish({
    version: {
      id: 'v1',
      asOf: dayOf('2018-12-31'),
      publishedAt: '2019-01-01T00:00:00.000Z',
      firmCurrency: 'USD',
    },
    parent: null,
    path,
    sha256: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
    tables: Object.fromEntries(PRODUCT_TABLE_NAMES.map((name) => [name, 'replace' as const])),
    accounts_touched: 0,
  });
  return {
    store,
    close: async () => {
      await store.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
