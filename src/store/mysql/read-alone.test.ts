import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrivateServer, SERVERS } from '../../../test/services/database-server.ts';
import { writeTestParcel } from '../../../test/services/test-parcel.ts';
import { LIMITS_OF_TEST, trusted } from '../conformance.ts';
import { addressOf } from './address.ts';
import { createMySqlStore, type ServerStore } from './mysql-store.ts';

const MINUTES_2 = 120_000;
const parcelKey = 'c3'.repeat(32);
const CLIENTS = trusted('SELECT name FROM product.clients');

describe.each(SERVERS)('a read of one statement on $name', ({ missing, start }) => {
  if (missing) return test.skip('there is none on this machine');
  let server: PrivateServer;
  let home: string;
  let store: ServerStore;
  let published = 0;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'askfolio-alone-'));
    server = await start();
    await server.root(
      'CREATE DATABASE firm',
      `CREATE USER app@'%' IDENTIFIED BY 'w'`,
      `GRANT ALL ON firm.* TO app@'%'`,
      `SET GLOBAL log_output = 'TABLE'`,
      'SET GLOBAL general_log = 1',
    );
    const address = addressOf(`mysql://app:w@127.0.0.1:${String(server.port)}/firm`);
    const parcels = join(home, 'parcels');
    store = await createMySqlStore({
      reader: address,
      writer: address,
      parcels,
      parcelKeys: () => [parcelKey],
    });
    await publish();
  }, MINUTES_2);
  afterAll(async () => {
    await store.close();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });

  /** The next version, whose one client has its name. */
  async function publish(): Promise<void> {
    const parent = published === 0 ? null : `v${String(published)}`;
    published += 1;
    const version = `v${String(published)}`;
    const rows = { clients: [{ client_id: 'C1', name: version }] };
    await store.publish(
      await writeTestParcel(home, { version, parent, tables: { clients: 'replace' }, rows }, parcelKey),
    );
  }

  const named = async (): Promise<readonly unknown[]> => {
    const { version, results } = await store.read([CLIENTS], LIMITS_OF_TEST);
    return [version.id, results[0]?.rows];
  };

  /** How many transactions were begun to read, by the server's own log. */
  async function begun(): Promise<number> {
    const count = `SELECT count(*) FROM mysql.general_log WHERE argument LIKE 'START TRANSACTION READ ONLY%'`;
    return Number(await server.cell(count));
  }

  test('begins no transaction once its session knows the tables of the version', async () => {
    await named();
    const before = await begun();
    expect(before).toBeGreaterThan(0);
    for (let count = 0; count < 5; count += 1) expect(await named()).toEqual(['v1', [['v1']]]);
    expect(await begun()).toBe(before);
  });

  test(
    'tells the version whose rows it gives, published meanwhile or not',
    async () => {
      const over = new AbortController();
      const found = new Set<string>();
      const asking = Array.from({ length: 6 }, async () => {
        while (!over.signal.aborted) {
          const [version, rows] = await named();
          expect(rows).toEqual([[version]]);
          found.add(String(version));
        }
      });
      for (let count = 0; count < 5; count += 1) await publish();
      over.abort();
      await Promise.all(asking);
      expect(found.size).toBeGreaterThan(1);
      expect(await named()).toEqual([`v${String(published)}`, [[`v${String(published)}`]]]);
    },
    MINUTES_2,
  );
});
