import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasMariaDb, type PrivateServer, startMariaDb } from '../../../test/services/database-server.ts';
import { until } from '../../../test/services/private-server.ts';
import { writeTestParcel } from '../../../test/services/test-parcel.ts';
import { LIMITS_OF_TEST, trusted, versionOf } from '../conformance.ts';
import { addressOf } from './address.ts';
import { createMySqlStore, type ServerStore } from './mysql-store.ts';

const MINUTES_2 = 120_000;
const parcelKey = 'c3'.repeat(32);
const BINLOG = ['--log-bin=log', '--binlog-format=ROW'];

describe.skipIf(!hasMariaDb())('a primary of MariaDB with a replica that questions are asked of', () => {
  let primary: PrivateServer;
  let replica: PrivateServer;
  let home: string;
  let store: ServerStore;

  const publish = async (number: number): Promise<void> => {
    const parcel = await writeTestParcel(
      home,
      {
        version: `v${String(number)}`,
        parent: number === 1 ? null : `v${String(number - 1)}`,
        tables: { clients: 'replace' },
        rows: { clients: [{ client_id: 'C1', name: `version ${String(number)}` }] },
      },
      parcelKey,
    );
    const publishedAt = `2018-01-02T03:04:${String(number).padStart(2, '0')}.000Z`;
    await store.publish({ ...parcel, version: { ...parcel.version, publishedAt } });
  };
  const name = async (from = store): Promise<unknown> => {
    const { results } = await from.read([trusted('SELECT name FROM product.clients')], LIMITS_OF_TEST);
    return results[0]?.rows[0]?.[0];
  };
  const open = (): Promise<ServerStore> =>
    createMySqlStore({
      reader: addressOf(`mysql://reader:r@127.0.0.1:${String(replica.port)}/firm`),
      writer: addressOf(`mysql://writer:w@127.0.0.1:${String(primary.port)}/firm`),
      parcels: join(home, 'parcels'),
      parcelKeys: () => [parcelKey],
    });

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'askfolio-replicas-'));
    [primary, replica] = await Promise.all([
      startMariaDb('--server-id=1', ...BINLOG),
      startMariaDb('--server-id=2', '--read-only=1'),
    ]);
    await replica.root(
      `CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${String(primary.port)}, MASTER_USER='root', MASTER_USE_GTID=slave_pos`,
      'START SLAVE',
    );
    await primary.root(
      'CREATE DATABASE firm',
      `CREATE USER reader@'%' IDENTIFIED BY 'r'`,
      `CREATE USER writer@'%' IDENTIFIED BY 'w'`,
      `GRANT SELECT ON firm.* TO reader@'%'`,
      `GRANT ALL ON firm.* TO writer@'%'`,
    );
    store = await open();
  }, MINUTES_2);
  afterAll(async () => {
    await store.close();
    await Promise.all([primary.stop(), replica.stop()]);
    await rm(home, { recursive: true, force: true });
  });

  test('shows what was published at once, though the replica has not heard of it', async () => {
    await replica.root('STOP SLAVE SQL_THREAD');
    await publish(1);
    expect(await store.version()).toMatchObject({ id: 'v1' });
    expect(await name()).toBe('version 1');
    await replica.root('START SLAVE SQL_THREAD');
  });

  test('reads at the replica as soon as that is not behind any more, and never goes back in between', async () => {
    const other = await open();
    await until(async () => (await store.standing()).behindSeconds === 0, MINUTES_2);
    await replica.root('STOP SLAVE SQL_THREAD');
    await publish(2);
    // Another process has not seen the new version: the replica's is not older than what it knows.
    expect(await other.version()).toMatchObject({ id: 'v1' });
    expect(await name(other)).toBe('version 1');
    expect(await name()).toBe('version 2');
    await replica.root('START SLAVE SQL_THREAD');
    await until(async () => (await name(other)) === 'version 2', MINUTES_2);
    await replica.root('STOP SLAVE SQL_THREAD');
    await publish(3);
    expect((await other.version())?.id).toBe(versionOf('v2').id);
    await other.close();
  });

  test('says how much its database takes where it publishes, as soon as that grows', async () => {
    const before = (await store.standing()).sizeBytes;
    expect(before).toBeGreaterThan(0);
    await primary.root(
      'USE firm',
      'CREATE TABLE firm.more (bytes LONGBLOB NOT NULL)',
      `INSERT INTO firm.more SELECT repeat('x', 1000000) FROM seq_1_to_10`,
      'ANALYZE TABLE firm.more',
    );
    expect((await store.standing()).sizeBytes - before).toBeGreaterThan(9_000_000);
    await primary.root('DROP TABLE firm.more');
    expect((await store.standing()).sizeBytes).toBe(before);
  });

  test('goes on at the primary while no replica answers', async () => {
    await replica.stop();
    expect(await name()).toBe('version 3');
  });
});
