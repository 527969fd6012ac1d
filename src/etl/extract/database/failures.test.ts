import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MARIADB, MYSQL, POSTGRES } from '../../../../test/services/source-databases.ts';
import { Mapping } from '../mapping/mapping.ts';
import { mappedServerSource } from '../mapping/mapped-server-source.ts';
import { databaseSource } from './database-source.ts';
import { failureOf } from './failures.ts';
import { databaseAt, databaseInFile } from './open-database.ts';
import type { DatabaseServer } from './database-server.ts';
import type { DatabaseRig, TestDatabase } from './servers.fixture.ts';

const START_MS_MAX = 120_000;
const OF_MYSQL = [
  "CREATE USER 'reader'@'%' IDENTIFIED BY 'secret'",
  "GRANT SELECT ON books.* TO 'reader'@'%'",
  "CREATE USER 'strict'@'%' IDENTIFIED BY 'secret' REQUIRE SSL",
  "GRANT SELECT ON books.* TO 'strict'@'%'",
];
const PREPARED: readonly (readonly [DatabaseRig, readonly string[]])[] = [
  [MARIADB, OF_MYSQL],
  [MYSQL, OF_MYSQL],
  [
    POSTGRES,
    [
      "CREATE ROLE reader LOGIN PASSWORD 'secret'",
      "CREATE ROLE strict LOGIN PASSWORD 'secret'",
      "CREATE ROLE old LOGIN PASSWORD 'secret'",
      'GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader',
      `DO $$ BEGIN EXECUTE format('COPY (SELECT unnest(ARRAY[%L, %L, %L, %L])) TO %L',
         'host all reader all scram-sha-256', 'hostssl all strict all scram-sha-256',
         'host all postgres all trust', 'host all old all password', current_setting('hba_file')); END $$`,
      'SELECT pg_reload_conf()',
    ],
  ],
];

/** What somebody is told: one sentence with a code that stays. */
async function told(work: Promise<unknown>): Promise<string> {
  const failure: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ code: 'source_unreadable' });
  const text = failure instanceof Error ? failure.message : '';
  expect(text).toMatch(/^\P{Cc}{20,300}\.$/u);
  expect(text).not.toMatch(/SASL|errno|ERR_|Error:|must be a/);
  return text;
}

const asking = (query: string): Mapping =>
  Mapping.parse({
    name: 'Books',
    inputs: { rows: { query } },
    tables: { clients: { columns: { client_id: 'client_id' } } },
  });

describe.each(PREPARED)('$0.name says what a person has to do', (rig, statements) => {
  let database: TestDatabase;
  beforeAll(async () => {
    if (rig.missing) return;
    database = await rig.make();
    await database.run(
      `CREATE TABLE clients (client_id ${rig.types.text} NOT NULL PRIMARY KEY)`,
      ...statements,
    );
  }, START_MS_MAX);
  afterAll(() => database?.drop());

  const opened = (user: string, password: string, options = 'tls=off'): DatabaseServer => {
    const address = new URL(`${database.address}?${options}`);
    address.username = user;
    return databaseAt(rig === POSTGRES ? 'postgres' : 'mysql', address.href, password);
  };
  const check = (user: string, password: string, options?: string): Promise<string> =>
    told(databaseSource(opened(user, password, options)).check());

  test.skipIf(rig.missing)('where it asks for a password and none is given, or another one', async () => {
    expect(await check('reader', '')).toMatch(/asks for a password, and none is given: give the source one/);
    expect(await check('reader', 'other')).toMatch(/does not take the user or the password/);
    if (rig === POSTGRES) expect(await check('old', '')).toMatch(/asks for a password, and none is given/);
  });

  test.skipIf(rig.missing)('where it wants TLS, or has none', async () => {
    expect(await check('strict', 'secret')).toMatch(
      rig === POSTGRES ? /by TLS alone; say tls=verify|pg_hba/ : /by TLS alone|does not take the user/,
    );
    if (rig === POSTGRES)
      expect(await check('reader', 'secret', 'tls=require')).toMatch(/does not speak TLS/);
  });

  test.skipIf(rig.missing)('where the mapping asks for what is not there', async () => {
    for (const query of [
      'SELECT nothing FROM clients',
      'SELECT * FROM nothing',
      'SELECT client_id FORM clients',
    ])
      expect(await told(mappedServerSource(opened('reader', 'secret'), asking(query)).check())).toMatch(
        /does not take the statement .*; correct the table, query or columns of the mapping\.$/,
      );
  });
});

describe('a file of SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-failures-'));
  const file = (name: string): string => join(folder, name);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('that is none, or is not there, or has no such column, is told as such', async () => {
    const books = new DatabaseSync(file('books.db'));
    books.exec('CREATE TABLE clients (client_id text NOT NULL PRIMARY KEY)');
    books.close();
    writeFileSync(file('text.db'), `no database${'.'.repeat(5_000)}`);
    const read = (name: string, query: string): Promise<string> =>
      told(mappedServerSource(databaseInFile(file(name)), asking(query)).check());
    expect(await read('text.db', 'SELECT 1')).toMatch(/is no database of SQLite/);
    expect(await read('gone.db', 'SELECT 1')).toMatch(/could not be opened; check that it is there/);
    expect(await read('books.db', 'SELECT absent FROM clients')).toMatch(
      /does not take the statement .*no such column: absent/,
    );
  });
});

test('a failure that nobody knows is told without the words of its driver', () => {
  const failures = { passing: () => false, words: () => null, ofStatement: () => false };
  const failure = failureOf(new Error('row (42, secret) is odd'), 'books', failures, 'XX001');
  expect(failure).toMatchObject({
    code: 'source_unreadable',
    message:
      'books could not be read, for a reason that is not known here (XX001); look into the log of its server.',
  });
  expect(failureOf('odd', 'books', failures).message).toMatch(/not known here; look/);
});
