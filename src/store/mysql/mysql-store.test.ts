import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type PrivateServer, SERVERS } from '../../../test/services/database-server.ts';
import { writeTestParcel } from '../../../test/services/test-parcel.ts';
import { storeConformance } from '../conformance.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Store } from '../port.ts';
import { parseAddress, type Address } from './address.ts';
import { createMySqlStore } from './mysql-store.ts';

/** One server multiplies the tables' sizes where nothing else is asked of their rows. */
const JOINED = Array.from({ length: 12 }, (_, at) => `t${at}`);
const parcelKey = 'c3'.repeat(32);

describe.each(SERVERS)('on $name', ({ name, missing, start }) => {
  if (missing) return test.skip('there is none on this machine');
  let server: PrivateServer;
  let home: string;
  let databases = 0;
  beforeAll(async () => {
    server = await start();
    await server.root(`CREATE USER reader@'%' IDENTIFIED BY 'r'`, `CREATE USER writer@'%' IDENTIFIED BY 'w'`);
  });
  afterAll(() => server.stop());

  const address = (user: string): Address => {
    const parsed = parseAddress(`mysql://${user}:${user[0]}@127.0.0.1:${server.port}/store_${databases}`);
    if (parsed === null) throw new Error('not an address');
    return parsed;
  };
  const open = (): Promise<Store> =>
    createMySqlStore({
      reader: address('reader'),
      writer: address('writer'),
      parcels: join(home, 'parcels'),
      parcelKeys: () => [parcelKey],
    });

  storeConformance(name, {
    prepare: async () => {
      databases += 1;
      home = await mkdtemp(join(tmpdir(), 'askfolio-store-'));
      await server.root(
        `CREATE DATABASE store_${databases}`,
        `GRANT SELECT ON store_${databases}.* TO reader@'%'`,
        `GRANT ALL ON store_${databases}.* TO writer@'%'`,
      );
    },
    open,
    parcel: (spec) => writeTestParcel(home, spec, parcelKey),
    kill: () => server.killAndRestart(),
    remove: async () => {
      await server.root(`DROP DATABASE store_${databases}`);
      await rm(home, { recursive: true, force: true });
    },
    endless: {
      polite: `SELECT count(*) FROM ${JOINED.map((t) => `product.accounts ${t}`).join(', ')} WHERE concat(${JOINED.map((t) => `${t}.name`).join(', ')}) = ''`,
      deaf: `SELECT benchmark(100000000000, sha2('x', 256))`,
    },
    brings: ['some tables'],
    readsAtOnce: LIMITS.store_server_reads_max,
    truth: 1,
    failing: 'SELECT (SELECT type UNION ALL SELECT type) FROM product.transactions',
    // As long on a fast machine as on a slow one: a kill has to find it under way.
    slow: { text: 'SELECT sleep(1)', cell: 0 },
  });
});
