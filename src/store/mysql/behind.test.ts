import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrivateServer, SERVERS } from '../../../test/services/database-server.ts';
import { type Address, parseAddress } from './address.ts';
import { createMySqlStore, type ServerStore } from './mysql-store.ts';

const HOUR_SECONDS = 3_600;
const [{ missing, start, name }] = SERVERS;

/** A version as a row of the store's own tables. */
function rowOf(id: string, hoursAgo: number): string {
  const publishedAt = new Date(Date.now() - hoursAgo * HOUR_SECONDS * 1_000).toISOString();
  return `'${id}', '2026-03-31', '${publishedAt}', 'USD'`;
}

describe.skipIf(missing)(`a place that is read, behind the one that is published to, on ${name}`, () => {
  let server: PrivateServer;
  let store: ServerStore;

  const address = (database: string): Address => {
    const parsed = parseAddress(`mysql://app:w@127.0.0.1:${server.port}/${database}`);
    if (parsed === null) throw new Error('not an address');
    return parsed;
  };
  const open = (reader: string): Promise<ServerStore> =>
    createMySqlStore({
      reader: address(reader),
      writer: address('main'),
      parcels: tmpdir(),
      parcelKeys: () => ['c3'.repeat(32)],
    });
  /** What a publish does to the version, and what a replica does later. */
  const publish = (id: string, hoursAgo: number): Promise<void> => {
    const row = rowOf(id, hoursAgo);
    return server.root(
      'DELETE FROM main.data_version',
      `INSERT INTO main.data_version (one, id, as_of, published_at, firm_currency, tables) VALUES (1, ${row}, '{}')`,
      `INSERT INTO main.data_version_history (id, as_of, published_at, firm_currency, parcel_sha256) VALUES (${row}, '')`,
    );
  };
  const replicate = (): Promise<void> =>
    server.root(
      'DELETE FROM copied.data_version',
      'INSERT INTO copied.data_version SELECT * FROM main.data_version',
    );

  beforeAll(async () => {
    server = await start();
    await server.root(
      'CREATE DATABASE main',
      'CREATE DATABASE copied',
      `CREATE USER app@'%' IDENTIFIED BY 'w'`,
      `GRANT ALL ON main.* TO app@'%'`,
      `GRANT SELECT ON copied.* TO app@'%'`,
    );
    store = await open('copied');
    await server.root('CREATE TABLE copied.data_version LIKE main.data_version');
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  const behind = async (): Promise<number | null> => (await store.standing()).behindSeconds;

  test('lacks a version since the first one was published that it does not have', async () => {
    expect(await behind()).toBe(0);
    await publish('v1', 5);
    await replicate();
    expect(await behind()).toBe(0);
    await publish('v2', 3);
    await publish('v3', 1);
    expect((await behind()) ?? 0).toBeCloseTo(3 * HOUR_SECONDS, -2);
    await replicate();
    expect(await behind()).toBe(0);
    expect(await store.standing()).toMatchObject({ busy: 0, idle: 1 });
  });

  test('says nothing of it where both are one place', async () => {
    const alone = await open('main');
    expect((await alone.standing()).behindSeconds).toBe(null);
    await alone.close();
  });
});
