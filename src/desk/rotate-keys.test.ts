import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MasterKey, openMasterKey } from '../security/master-key.ts';
import { apiKeysOf } from '../state/api-keys.ts';
import { macOf } from '../state/audit/chain.ts';
import { auditLogOf } from '../state/audit/log.ts';
import { peopleOf } from '../state/people.ts';
import type { Records } from '../state/records.ts';
import { runsOf } from '../state/runs.ts';
import { SEALED_COLUMNS } from '../state/sealed-columns.ts';
import { sourcesOf } from '../state/sources.ts';
import { openRecords } from '../state/sqlite/open-records.ts';
import { createRotateKeys, finishMasterKey, type ResealFiles } from './rotate-keys.ts';

let home = '';
let master: MasterKey;
let records: Records;
const now = (): Date => new Date('2026-03-02T10:00:00Z');
const options = () => ({
  home,
  setting: null,
  previous: null,
  file: null,
  service: null,
  data: ['records.sqlite'],
});
const nothing = (): Promise<void> => Promise.resolve();
const NO_FILES: ResealFiles = { store: nothing, stage: nothing, whileNothingIsTakenIn: (work) => work() };
const file = () => join(home, 'records.sqlite');

async function open(): Promise<void> {
  master = await openMasterKey(options());
  records = await openRecords(file(), master.wrapping, now);
  await finishMasterKey(records, master);
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'askfolio-rotate-'));
  await open();
});
afterEach(async () => {
  await records.db.destroy();
  rmSync(home, { recursive: true, force: true });
});

const person = (index: number) => ({
  user: `user${index}`,
  name: `Name ${index}`,
  role: 'client' as const,
  advisorId: null,
  clientId: 'C1',
});
const save = (from: number, to: number) =>
  peopleOf(records).save(Array.from({ length: to - from }, (_, index) => person(from + index)));

/** Key ids in front of the sealed values of every column. */
async function keyIds(): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { table, column } of SEALED_COLUMNS) {
    const { rows } = await sql<{ id: string }>`
      select distinct substr(${sql.ref(column)}, 1, 12) as id from ${sql.table(table)}
      where ${sql.ref(column)} is not null`.execute(records.db);
    for (const { id } of rows) found.add(id);
  }
  return found;
}

describe('rotating keys', () => {
  it('knows every sealed column there is', async () => {
    const { rows } = await sql<{ place: string }>`
      select m.name || '.' || c.name as place from sqlite_master m, pragma_table_info(m.name) c
      where m.type = 'table' and c.name like 'sealed_%' order by 1`.execute(records.db);
    expect(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).toSorted()).toEqual(
      rows.map(({ place }) => place),
    );
  });

  it('seals everything anew under new keys, and the audit log stays whole', async () => {
    await save(0, 450);
    await sourcesOf(records).add({
      name: 's',
      address: 'a',
      mapping: null,
      mode: null,
      schedule: null,
      watch: false,
      secret: 'CANARY',
    });
    await apiKeysOf(records).make({ user: 'user1', label: 'l', rights: ['ask'], expiresAt: '2027' });
    const runs = runsOf(records);
    await runs.begin({ run: 'r1', source: 's', path: '/p', startedAt: 'now' });
    const row = { run: 'r1', source: 's', table: 't', file: 'f', line: 1, key: null, column: null };
    await runs.setAside([{ ...row, reason: 'bad' }]);
    const log = auditLogOf(records);
    await log.append({ kind: 'ask', user: 'user1', details: { question: 'q' } });
    const before = await keyIds();
    const oldMaster = readFileSync(join(home, 'master.key'), 'utf8');
    const copy = join(home, 'copy.sqlite');
    await sql`vacuum into ${copy}`.execute(records.db);
    const rotation = await createRotateKeys(records, master, NO_FILES, 0)(null);
    expect(rotation).toMatchObject({ master: 'renewed', values: expect.any(Number) });
    expect(rotation.values).toBeGreaterThan(450);
    const after = await keyIds();
    expect([before.size, after.size]).toEqual([1, 1]);
    expect([...after]).not.toEqual([...before]);
    expect(readFileSync(join(home, 'master.key'), 'utf8')).not.toBe(oldMaster);
    expect(readFileSync(rotation.retired ?? '', 'utf8')).toBe(oldMaster);
    expect(statSync(rotation.retired ?? '').mode & 0o777).toBe(0o600);
    await records.db.destroy();
    await open();
    expect(await peopleOf(records).find('user449')).toMatchObject({ name: 'Name 449' });
    expect(await sourcesOf(records).open('s')).toMatchObject({ secret: 'CANARY' });
    expect((await runsOf(records).quarantine('r1', 0, 10)).rows).toMatchObject([{ reason: 'bad' }]);
    const entries = auditLogOf(records);
    expect(await entries.verify(null)).toMatchObject({ entries: 1, faults: [] });
    // A copy from before the rotation still opens with the key of then.
    copyFileSync(copy, join(home, 'old.sqlite'));
    const then = await openMasterKey({ ...options(), setting: oldMaster });
    const old = await openRecords(join(home, 'old.sqlite'), then.wrapping, now);
    expect(await peopleOf(old).find('user1')).toMatchObject({ name: 'Name 1' });
    await old.db.destroy();
    await expect(openRecords(join(home, 'old.sqlite'), master.wrapping, now)).rejects.toMatchObject({
      code: 'wrong_key',
    });
  });

  it('under load loses and blocks nothing', async () => {
    await save(0, 600);
    const load = new AbortController();
    let written = 600;
    let read = 0;
    const writer = async (): Promise<void> => {
      while (!load.signal.aborted) {
        const first = written;
        written += 5;
        await save(first, first + 5);
        await turn();
      }
    };
    const renamer = async (): Promise<void> => {
      for (let index = 0; !load.signal.aborted; index = (index + 7) % 600) {
        await peopleOf(records).save([{ ...person(index), name: `Renamed ${index}` }]);
        read += 1;
        expect((await peopleOf(records).find(`user${index}`))?.name).toBe(`Renamed ${index}`);
        await turn();
      }
    };
    const loads = [writer(), renamer(), renamer()];
    const rotate = createRotateKeys(records, master, NO_FILES, 20);
    const [first, second] = await Promise.all([rotate(null), rotate(null)]);
    expect(second).toBe(first);
    await rotate(null);
    load.abort();
    await Promise.all(loads);
    expect(read).toBeGreaterThan(0);
    await records.db.destroy();
    await open();
    for (const { user, name } of await peopleOf(records).list()) {
      expect(name).toMatch(new RegExp(`^(Name|Renamed) ${user.slice(4)}$`));
    }
    expect(await peopleOf(records).list()).toHaveLength(written);
  });

  it('chains the audit log with a new key from then on, and who has the one before can do nothing with it', async () => {
    const log = auditLogOf(records);
    const ask = (question: string) => log.append({ kind: 'ask', user: 'ann', details: { question } });
    const rotate = createRotateKeys(records, master, NO_FILES, 0);
    await ask('first');
    const stolen = records.keys.newest('audit');
    const before = await records.db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
    await rotate(null);
    await ask('second');
    await rotate(null);
    await ask('third');
    expect(records.keys.all('audit')).not.toContain(stolen);
    expect(records.keys.all('audit_before')).toHaveLength(2);
    // Whose entries they are is found by the name that stands under the newest key.
    const query = { kind: null, user: 'ann', after: 0, before: null, limit: 10 };
    expect((await log.read(query)).map(({ details }) => details?.['question'])).toEqual([
      'first',
      'second',
      'third',
    ]);
    expect(await log.verify(null)).toMatchObject({ entries: 3, faults: [] });
    await records.db.destroy();
    await open();
    const opened = auditLogOf(records);
    expect(await opened.verify(null)).toMatchObject({ entries: 3, faults: [] });
    // An entry that somebody writes with the stolen key, at the end of what stands there.
    const last = await records.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('sequence', '=', 3)
      .executeTakeFirstOrThrow();
    const { mac: _, ...third } = last;
    const forged = { ...third, at: '2026-03-02T10:00:01.000Z' };
    await records.db
      .updateTable('audit_entries')
      .set({ ...forged, mac: macOf(stolen, forged) })
      .where('sequence', '=', 3)
      .execute();
    expect((await opened.verify(null)).faults).toContainEqual({ sequence: 3, fault: 'it was changed' });
    // Everything that came after its time is cut off, and its mark put back.
    await records.db.deleteFrom('audit_entries').where('sequence', '>', 1).execute();
    await records.db.updateTable('audit_head').set(before).execute();
    expect((await opened.verify(null)).faults).toEqual([
      { sequence: null, fault: 'the mark at the end of the log was changed' },
    ]);
  });

  it('interrupted before or after the audit log went over to its new key is gone on with', async () => {
    const log = auditLogOf(records);
    const ask = () => log.append({ kind: 'ask', user: 'ann', details: {} });
    await ask();
    await records.keys.renew('audit');
    await ask();
    expect(await log.verify(null)).toMatchObject({ entries: 2, faults: [] });
    await createRotateKeys(records, master, NO_FILES, 0)(null);
    await ask();
    expect(await log.verify(null)).toMatchObject({ entries: 3, faults: [] });
    expect([records.keys.all('audit').length, records.keys.all('audit_before').length]).toEqual([1, 1]);
  });

  it('that is interrupted anywhere goes on where it was', async () => {
    await save(0, 500);
    // Cut off after the keys were wrapped anew and before the new master key took its place.
    await records.keys.renew('fields');
    await records.keys.rewrap((await master.begin?.()) ?? master.wrapping);
    expect(existsSync(join(home, 'master.key.next'))).toBe(true);
    await records.db.destroy();
    await open();
    expect(existsSync(join(home, 'master.key.next'))).toBe(false);
    expect(await peopleOf(records).find('user7')).toMatchObject({ name: 'Name 7' });
    // Cut off in the middle of the values: half of them stand under the new key.
    await records.db.destroy();
    await open();
    expect(records.keys.all('fields')).toHaveLength(2);
    const newest = records.keys.newest('fields');
    await createRotateKeys(records, master, NO_FILES, 0)(null);
    expect(records.keys.all('fields')).toEqual([newest]);
    expect((await keyIds()).size).toBe(1);
    expect(await peopleOf(records).list()).toHaveLength(500);
  });
});

describe('the master key', () => {
  it('from the settings is changed by giving the new one and the one before', async () => {
    await records.db.destroy();
    rmSync(home, { recursive: true });
    const [one, two] = ['11'.repeat(32), '22'.repeat(32)];
    const opened = async (setting: string, previous: string | null): Promise<Records> => {
      const key = await openMasterKey({ ...options(), setting, previous });
      records = await openRecords(file(), key.wrapping, now);
      await finishMasterKey(records, key);
      return records;
    };
    home = mkdtempSync(join(tmpdir(), 'askfolio-rotate-'));
    await opened(one, null);
    await save(0, 3);
    await records.db.destroy();
    await expect(opened(two, null)).rejects.toMatchObject({ code: 'wrong_key' });
    await opened(two, one);
    await records.db.destroy();
    await opened(two, null);
    expect(await peopleOf(records).find('user2')).toMatchObject({ name: 'Name 2' });
  });
});
