import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSourceDesk, type SourceDesk } from '../../src/desk/sources.ts';
import { checkSource } from '../../src/etl/check-source.ts';
import { sealingWith, type Records } from '../../src/state/records.ts';
import { sourcesOf } from '../../src/state/sources.ts';
import { openRecords } from '../../src/state/sqlite/open-records.ts';
import type { TestDatabase } from '../../src/etl/extract/database/servers.fixture.ts';
import { MARIADB } from '../services/source-databases.ts';

const START_MS_MAX = 120_000;

describe.skipIf(MARIADB.missing)('a source whose password is changed at its server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-password-'));
  let database: TestDatabase;
  let records: Records;
  let desk: SourceDesk;

  beforeAll(async () => {
    database = await MARIADB.make();
    await database.run(
      'CREATE TABLE custodians (custodian_id varchar(20) PRIMARY KEY, name varchar(50))',
      "CREATE USER 'reader'@'%' IDENTIFIED BY 'first'",
      "GRANT SELECT ON books.* TO 'reader'@'%'",
    );
    records = await openRecords(
      join(folder, 'records.sqlite'),
      sealingWith(['ab'.repeat(32)]),
      () => new Date(),
    );
    desk = createSourceDesk(
      sourcesOf(records),
      () => Promise.reject(new Error('nothing is taken in here')),
      checkSource,
      (cron, timeZone) => ({ cron, timeZone: timeZone ?? 'UTC' }),
    );
    const address = `mysql://reader@127.0.0.1:${String(database.port)}/books?tls=off`;
    await desk.add(
      { name: 'books', address, mapping: null, mode: null, schedule: null, watch: false, secret: 'first' },
      true,
    );
  }, START_MS_MAX);
  afterAll(async () => {
    await records.db.destroy();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is opened by the new one from then on, which is tried first, and a wrong one changes nothing', async () => {
    await database.run("ALTER USER 'reader'@'%' IDENTIFIED BY 'second'");
    await expect(desk.check('books')).rejects.toMatchObject({ code: 'source_unreadable' });
    await expect(desk.change('books', { secret: 'wrong' })).rejects.toMatchObject({
      code: 'source_unreadable',
    });
    expect((await sourcesOf(records).open('books')).secret).toBe('first');
    await desk.change('books', { secret: 'second' });
    expect(await desk.check('books')).toMatchObject({ streams: [{ table: 'custodians' }] });
    await desk.change('books', { secret: 'third' }, false);
    expect((await sourcesOf(records).open('books')).secret).toBe('third');
  });
});
