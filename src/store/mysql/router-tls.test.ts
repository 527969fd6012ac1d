import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authority, certificateFor } from '../../../test/services/certificates.ts';
import { startMySql } from '../../../test/services/database-server.ts';
import type { PrivateServer } from '../../../test/services/private-server.ts';
import { routerIsMissing, startMySqlRouterByTls } from '../../../test/services/mysql-router.ts';
import { writeTestParcel } from '../../../test/services/test-parcel.ts';
import { auditLogOf } from '../../state/audit/log.ts';
import { openServerRecords } from '../../state/mysql/open-records.ts';
import { sealingWith } from '../../state/records.ts';
import { LIMITS_OF_TEST, trusted } from '../conformance.ts';
import { addressOf, connectionsTo } from './address.ts';
import { flavourOf } from './flavour.ts';
import { createMySqlStore } from './mysql-store.ts';
import { PRIMARY_LOOK } from './primary.ts';
import { recordsProblem } from './server-problems.ts';
import { openSession } from './session.ts';

const MINUTES_3 = 180_000;
const parcelKey = 'c3'.repeat(32);

describe.skipIf(routerIsMissing)(
  'behind a MySQL Router with a certificate of its own, both links by TLS alone',
  () => {
    let home = '';
    let server: Awaited<ReturnType<typeof startMySql>>;
    let router: PrivateServer;
    const at = (user: string, database: string, options = ''): string =>
      `mysql://${user}:${user}@localhost:${router.port}/${database}?tls=verify&ca=${join(home, 'ours.pem')}${options}`;

    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), 'askfolio-router-tls-'));
      for (const name of ['ours', 'servers']) authority(home, name);
      certificateFor(home, 'router', 'DNS:localhost', 'ours');
      certificateFor(home, 'server', 'DNS:localhost', 'servers');
      server = await startMySql(undefined, [
        '--skip-log-bin',
        `--ssl-cert=${join(home, 'server.pem')}`,
        `--ssl-key=${join(home, 'server.key')}`,
      ]);
      await server.root(
        'CREATE DATABASE firm',
        'CREATE DATABASE records',
        ...['reader', 'writer', 'keeper'].map(
          (user) => `CREATE USER ${user}@'%' IDENTIFIED BY '${user}' REQUIRE SSL`,
        ),
        "GRANT SELECT ON firm.* TO reader@'%'",
        "GRANT ALL ON firm.* TO writer@'%'",
        "GRANT ALL ON records.* TO keeper@'%'",
        // From here on the server takes no link without TLS, from whomever.
        'SET GLOBAL require_secure_transport = ON',
      );
      router = await startMySqlRouterByTls(server, {
        certificate: join(home, 'router.pem'),
        key: join(home, 'router.key'),
        serverAuthority: join(home, 'servers.pem'),
      });
    }, MINUTES_3);
    afterAll(async () => {
      await router?.stop();
      await server?.stop();
      await rm(home, { recursive: true, force: true });
    });

    test(
      'a store is published to and read, and the server sees encrypted links',
      async () => {
        const store = await createMySqlStore({
          reader: addressOf(at('reader', 'firm')),
          writer: addressOf(at('writer', 'firm')),
          parcels: join(home, 'parcels'),
          parcelKeys: () => [parcelKey],
        });
        try {
          const parcel = await writeTestParcel(
            home,
            {
              version: 'v1',
              parent: null,
              tables: { clients: 'replace' },
              touched: ['A1'],
              rows: { clients: [{ client_id: 'C1', name: 'Ann' }] },
            },
            parcelKey,
          );
          await store.publish(parcel);
          const { results } = await store.read([trusted('SELECT name FROM product.clients')], LIMITS_OF_TEST);
          expect(results.flatMap(({ rows }) => rows.flat())).toEqual(['Ann']);
        } finally {
          await store.close();
        }
        const session = await openSession(addressOf(at('reader', 'firm')), 'read', 0);
        const [row] = await session.query("SHOW STATUS LIKE 'Ssl_cipher'");
        expect(row?.['Value']).toMatch(/TLS|AES|CHACHA/);
        await session.end();
      },
      MINUTES_3,
    );

    test(
      'records are opened, written and verified',
      async () => {
        const records = await openServerRecords({
          servers: connectionsTo(addressOf(at('keeper', 'records'))),
          primary: PRIMARY_LOOK,
          wrapping: sealingWith(['ab'.repeat(32)]),
          collationOf: (version) => flavourOf(version).collation,
          problemOf: recordsProblem,
        });
        const log = auditLogOf(records);
        await log.append({ kind: 'ask', user: 'ann', details: { number: 1 } });
        expect(await log.verify(null)).toMatchObject({ entries: 1, faults: [] });
        await records.db.destroy();
      },
      MINUTES_3,
    );

    test("an authority that did not sign the Router's certificate, and a link without TLS, are refused", async () => {
      const strange = at('reader', 'firm').replace('ours.pem', 'servers.pem');
      await expect(openSession(addressOf(strange), 'read', 0)).rejects.toThrow();
      const plain = at('reader', 'firm').replace(/\?.*/, '?tls=off');
      await expect(openSession(addressOf(plain), 'read', 0)).rejects.toThrow();
    });
  },
);
