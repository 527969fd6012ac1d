import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MARIADB, MYSQL, POSTGRES } from '../../../../test/services/source-databases.ts';
import type { Position } from '../source.ts';
import { SourceUnavailable } from '../source.ts';
import { readTable } from './conformance.ts';
import { databaseSource } from './database-source.ts';
import { databaseAt } from './open-database.ts';
import type { DatabaseRig, TestDatabase } from './servers.fixture.ts';

const START_MS_MAX = 120_000;
const ROWS = 3_000;
const COLUMNS = ['client_id', 'name'];

/** How a server is told that a reader has a password, that it is no longer good, and what the new one is. */
interface Ways {
  readonly rig: DatabaseRig;
  readonly begin: readonly string[];
  readonly expire: string;
  readonly renew: string;
}

const OF_MYSQL = {
  begin: ["CREATE USER 'reader'@'%' IDENTIFIED BY 'first'", "GRANT SELECT ON books.* TO 'reader'@'%'"],
  expire: "ALTER USER 'reader'@'%' PASSWORD EXPIRE",
  renew: "ALTER USER 'reader'@'%' IDENTIFIED BY 'second'",
};

const WAYS: readonly Ways[] = [
  { rig: MARIADB, ...OF_MYSQL },
  { rig: MYSQL, ...OF_MYSQL },
  {
    rig: POSTGRES,
    begin: [
      "CREATE ROLE reader LOGIN PASSWORD 'first'",
      'GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader',
      // Its password counts for nothing where everybody is trusted.
      `DO $$ BEGIN EXECUTE format('COPY (SELECT unnest(ARRAY[%L, %L])) TO %L',
         'host all reader all scram-sha-256', 'host all all all trust', current_setting('hba_file')); END $$`,
      'SELECT pg_reload_conf()',
    ],
    expire: "ALTER ROLE reader VALID UNTIL '2020-01-01'",
    renew: "ALTER ROLE reader PASSWORD 'second' VALID UNTIL 'infinity'",
  },
];

describe.each(WAYS)('a password that expires at $rig.name', ({ rig, begin, expire, renew }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    if (rig.missing) return;
    database = await rig.make();
    const rows = Array.from({ length: ROWS }, (_row, at) => `('${idAt(at)}', 'n${String(at)}')`);
    await database.run(
      `CREATE TABLE clients (client_id ${rig.types.text} NOT NULL PRIMARY KEY, name ${rig.types.text})`,
      `INSERT INTO clients VALUES ${rows.join(', ')}`,
      ...begin,
    );
  }, START_MS_MAX);
  afterAll(() => database?.drop());

  test.skipIf(rig.missing)(
    'breaks no reading that is under way, is told as what a person has to mend, and reading goes on with the new one',
    async () => {
      const opened = (password: string): ReturnType<typeof databaseSource> => {
        const address = new URL(database.address);
        address.username = 'reader';
        address.searchParams.set('tls', 'off');
        return databaseSource(databaseAt(rig === POSTGRES ? 'postgres' : 'mysql', address.href, password));
      };
      const source = opened('first');
      const [stream] = (await source.list()).streams;
      if (stream === undefined) throw new Error('the table is listed');
      const read: (string | null)[] = [];
      let reached: Position | null = null;
      for await (const batch of source.read(stream, COLUMNS, null)) {
        if (read.length === 0) await database.run(expire);
        read.push(...(batch.values[0] ?? []));
        if (batch.position !== null && batch.lines.length > 0 && read.length < ROWS) reached = batch.position;
      }
      await source.close();
      expect(read).toEqual(Array.from({ length: ROWS }, (_row, at) => idAt(at)));

      const refused = await opened('first')
        .check()
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({
        code: 'source_unreadable',
        message: expect.stringMatching(/expired.*askfolio sources change\.$/),
      });
      expect(refused).not.toBeInstanceOf(SourceUnavailable);
      expect(String(refused)).not.toContain('first');

      await database.run(renew);
      const renewed = opened('second');
      const rest = await readTable(renewed, 'clients', COLUMNS, reached);
      await renewed.close();
      expect(reached).not.toBeNull();
      expect(rest.rows.map(([id]) => id)).toEqual(read.slice(ROWS - rest.rows.length));
      expect(rest.rows.length).toBeLessThan(ROWS);
    },
  );
});

function idAt(place: number): string {
  return `C${String(place).padStart(5, '0')}`;
}
