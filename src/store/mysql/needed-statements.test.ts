import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasMariaDb, type PrivateServer, startMariaDb } from '../../../test/services/database-server.ts';
import { writeTestParcel } from '../../../test/services/test-parcel.ts';
import { LIMITS_OF_TEST, trusted } from '../conformance.ts';
import { addressOf } from './address.ts';
import { createMySqlStore, type ServerStore } from './mysql-store.ts';

const MINUTES_2 = 120_000;
const PAGE = new URL('../../../docs/mysql.md', import.meta.url);
const parcelKey = 'c3'.repeat(32);

/** What a statement is an example of; one that is none of these is a form of its own. */
const FORMS: readonly RegExp[] = [
  /^SET NAMES utf8mb4 COLLATE/,
  /^SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ/,
  /^SET SESSION/,
  /^START TRANSACTION READ ONLY/,
  /^START TRANSACTION READ WRITE/,
  /^COMMIT/,
  /^ROLLBACK/,
  /^SELECT .* FOR UPDATE$/,
  /^SELECT/,
  /^WITH/,
  /^LOAD DATA LOCAL INFILE/,
  /^CREATE TABLE IF NOT EXISTS/,
  /^CREATE TABLE/,
  /^DROP TABLE IF EXISTS/,
  /^INSERT IGNORE INTO/,
  /^INSERT INTO/,
  /^UPDATE/,
  /^DELETE FROM/,
  /^KILL QUERY/,
  /^SHOW/,
];

function formOf(statement: string): string {
  const text = statement.replaceAll(/\s+/g, ' ').trim();
  const form = FORMS.find((each) => each.test(text));
  if (form === undefined) return text.slice(0, 60);
  return form.source.replaceAll(/[$^\\]/g, '').replaceAll(' .* ', ' … ');
}

describe.skipIf(!hasMariaDb())('what the store asks of a server', () => {
  let server: PrivateServer;
  let home: string;
  let store: ServerStore;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'askfolio-statements-'));
    server = await startMariaDb();
    await server.root(
      'CREATE DATABASE firm',
      `CREATE USER app@'%' IDENTIFIED BY 'w'`,
      `GRANT ALL ON firm.* TO app@'%'`,
      `SET GLOBAL log_output = 'TABLE'`,
      'SET GLOBAL general_log = 1',
    );
    const address = addressOf(`mysql://app:w@127.0.0.1:${String(server.port)}/firm`);
    store = await createMySqlStore({
      reader: address,
      writer: address,
      parcels: join(home, 'parcels'),
      parcelKeys: () => [parcelKey],
    });
  }, MINUTES_2);
  afterAll(async () => {
    await store.close();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });

  /** Every form of statement that the server was sent, by the server's own log. */
  async function seen(): Promise<readonly string[]> {
    const connection = createConnection({ host: '127.0.0.1', port: server.port, user: 'root' });
    const rows = await new Promise<RowDataPacket[]>((resolve, reject) => {
      connection.query<RowDataPacket[]>(
        `SELECT CAST(argument AS CHAR) AS statement FROM mysql.general_log
         WHERE command_type IN ('Query', 'Prepare', 'Execute') AND user_host LIKE 'app%'`,
        (error, found) => (error ? reject(error) : resolve(found)),
      );
    }).finally(() => connection.destroy());
    return [...new Set(rows.map(({ statement }) => formOf(String(statement))))].toSorted();
  }

  test(
    'is what its documentation lists, publish, read and stop taken together',
    async () => {
      const rows = { clients: [{ client_id: 'C1', name: 'One' }] };
      for (const [at, mode] of (['replace', 'replace'] as const).entries())
        await store.publish(
          await writeTestParcel(
            home,
            { version: `v${at + 1}`, parent: at === 0 ? null : `v${at}`, tables: { clients: mode }, rows },
            parcelKey,
          ),
        );
      await store.read([trusted('SELECT name FROM product.clients')], LIMITS_OF_TEST);
      const stop = new AbortController();
      const stopped = store.read([trusted('SELECT sleep(20)')], { ...LIMITS_OF_TEST, stop: stop.signal });
      setTimeout(() => stop.abort(), 500);
      await expect(stopped).rejects.toThrow();
      const page = await readFile(PAGE, 'utf8');
      const [, listed = ''] = /<!-- statements -->([^]*)<!-- \/statements -->/.exec(page) ?? [];
      const documented = [...listed.matchAll(/^- `([^`]+)`/gm)].map(([, form]) => form);
      expect(await seen()).toEqual(documented);
    },
    MINUTES_2,
  );
});
