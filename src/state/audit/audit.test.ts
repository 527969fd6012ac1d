import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditQuery } from '../../vocabulary/audit.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { PackedTrace } from '../answers.ts';
import { type Records, sealingWith } from '../records.ts';
import { openRecords } from '../sqlite/open-records.ts';
import { type AuditLog, auditLogOf } from './log.ts';

const KEY = 'ab'.repeat(32);
const ALL: AuditQuery = { kind: null, user: null, after: 0, before: null, limit: 1_000 };
let folder = '';
let file = '';
let clock = new Date('2026-03-02T10:00:00Z');
let records: Records;
let log: AuditLog;
let names = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-audit-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  clock = new Date('2026-03-02T10:00:00Z');
  file = join(folder, `records-${(names += 1)}.sqlite`);
  records = await openRecords(file, sealingWith([KEY]), () => clock);
  log = auditLogOf(records);
  return () => records.db.destroy();
});

const ask = (user: string | null, question: string) =>
  log.append({ kind: 'ask', user, details: { question, shown: { text: `to ${question}` } } });

const event = (question: string) => ({ kind: 'ask', user: 'ann', details: { question } }) as const;

/** An answer that goes with an entry. */
const answer = (id: string): PackedTrace => ({ id, user: 'ann', at: clock.toISOString(), text: '{}' });

const whole = { faults: [] };

// The log is the same log whoever writes it: in the thread of the caller, or in one of its own.
describe.each([
  ['written here', false],
  ['written by a thread', true],
] as const)('the audit log, %s,', (_by, isBeside) => {
  beforeEach(async () => {
    if (isBeside) expect(await records.writer?.begin()).toBe(true);
  });

  it('of a new installation is empty and whole', async () => {
    expect(await log.verify(null)).toMatchObject({ entries: 0, faults: [] });
  });

  it('keeps every entry in order, also of many that come at once', async () => {
    await Promise.all(Array.from({ length: 500 }, (_, index) => ask(`user${index % 7}`, `q${index}`)));
    expect(await log.verify(null)).toMatchObject({ entries: 500, first: 1, last: 500, faults: [] });
    const entries = await log.read(ALL);
    expect(entries.map(({ details }) => details?.['question'])).toEqual(
      Array.from({ length: 500 }, (_, index) => `q${index}`),
    );
    expect(await log.read({ ...ALL, after: null, limit: 2 })).toMatchObject([
      { sequence: 500, user: 'user2' },
      { sequence: 499 },
    ]);
    expect((await log.read({ ...ALL, user: 'user3' })).every(({ user }) => user === 'user3')).toBe(true);
    expect(await log.read({ ...ALL, user: 'stranger' })).toEqual([]);
  });

  it('is written with what goes with an entry or not at all, and what fails is nobody else’s fault', async () => {
    await sql`
      create trigger no_room before insert on answers when new.id = 'c' begin select raise(abort, 'no room'); end
    `.execute(records.db);
    const came = await Promise.allSettled([
      log.append(event('first')),
      log.append(event('second'), answer('a')),
      log.append(event('third'), answer('c')),
      log.append(event('fourth'), answer('b')),
    ]);
    expect(came.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    const entries = await log.read(ALL);
    expect(entries.map(({ details }) => details?.['question'])).toEqual(['first', 'second', 'fourth']);
    const found = await records.db.selectFrom('answers').select('id').orderBy('id').execute();
    expect(found).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(await log.verify(null)).toMatchObject({ entries: 3, ...whole });
  });

  it('gives what lasts in many entries with each of them, and says how much was cut off', async () => {
    const lasting = { plan: { subject: 'flows' }, shown: { text: 'to all', rows: [['1.50', null]] } };
    const large = { text: 'x'.repeat(LIMITS.audit_details_chars_max) };
    await Promise.all([
      log.append({ ...event('one'), lasting }),
      log.append({ ...event('two'), lasting }),
      log.append({ ...event('three'), lasting: large }),
    ]);
    const [one, two, three] = await log.read(ALL);
    expect(one?.details).toEqual({ question: 'one', ...lasting });
    expect(two?.details).toEqual({ question: 'two', ...lasting });
    expect(three?.details).toMatchObject({
      cut: true,
      chars: JSON.stringify({ question: 'three', ...large }).length,
    });
    expect(await log.verify(null)).toMatchObject({ entries: 3, ...whole });
  });

  it('shows nothing of what it holds to whoever reads its file', async () => {
    await log.append({
      kind: 'people',
      user: 'CANARY-USER',
      about: ['CANARY-OTHER'],
      details: { question: 'CANARY-QUESTION' },
    });
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name)).toString('latin1')).not.toContain('CANARY');
    }
    expect(await log.read(ALL)).toMatchObject([
      { user: 'CANARY-USER', about: ['CANARY-OTHER'], details: { question: 'CANARY-QUESTION' } },
    ]);
  });

  it('goes on in the same chain when it is opened again', async () => {
    await ask('ann', 'one');
    await records.db.destroy();
    records = await openRecords(file, sealingWith([KEY]), () => clock);
    log = auditLogOf(records);
    await ask('ann', 'two');
    expect(await log.verify(null)).toMatchObject({ entries: 2, faults: [] });
  });

  it('refuses what it cannot write, and says what to do', async () => {
    await records.db.deleteFrom('audit_head').execute();
    await expect(ask('ann', 'one')).rejects.toMatchObject({ code: 'audit_unavailable' });
  });
});

describe('erasing a person', () => {
  it('takes the contents of his or her entries and leaves the chain whole', async () => {
    await ask('ann', 'mine');
    await ask('bob', 'his');
    await log.append({ kind: 'people', user: 'bob', about: ['ann'], details: { verb: 'grant' } });
    expect(await log.erase('ann', 'bob')).toBe(true);
    expect(await log.erase('ann', 'bob')).toBe(false);
    expect(await log.verify(null)).toMatchObject({ entries: 4, erased: 1, faults: [] });
    const [mine, his, grant] = await log.read(ALL);
    expect(mine).toMatchObject({ user: null, details: null });
    expect(his).toMatchObject({ user: 'bob', details: { question: 'his' } });
    expect(grant).toMatchObject({ about: [null], user: 'bob' });
    expect(await log.read({ ...ALL, user: 'ann' })).toEqual([]);
    await ask('ann', 'again');
    expect(await log.verify(null)).toMatchObject(whole);
    expect(await log.read({ ...ALL, user: 'ann' })).toHaveLength(1);
  });

  it('that the log does not speak of is found', async () => {
    await ask('ann', 'mine');
    await records.db
      .updateTable('audit_people')
      .set({ user_digest: null, sealed_user: null, sealed_key: null, erased_at: clock.toISOString() })
      .execute();
    expect((await log.verify(null)).faults).not.toEqual([]);
    await records.db.deleteFrom('audit_people').execute();
    expect((await log.verify(null)).faults).toEqual([
      { sequence: 1, fault: 'the key of its person is gone, and no entry says why' },
    ]);
  });
});

describe('retention', () => {
  it('removes old entries, says so in the log, and leaves the rest verifiable', async () => {
    await ask('ann', 'old');
    await log.erase('ann', 'owner');
    clock = new Date('2026-04-02T10:00:00Z');
    await ask('bob', 'new');
    expect(await log.prune('2026-03-15T00:00:00Z')).toBe(2);
    expect(await log.prune('2026-03-15T00:00:00Z')).toBe(0);
    expect(await log.verify(null)).toMatchObject({ entries: 2, first: 3, last: 4, faults: [] });
    clock = new Date('2026-06-02T10:00:00Z');
    expect(await log.prune(clock.toISOString())).toBe(2);
    expect(await log.verify(null)).toMatchObject({ entries: 1, first: 5, faults: [] });
    await records.db.deleteFrom('audit_entries').where('sequence', '=', 5).execute();
    expect((await log.verify(null)).faults).not.toEqual([]);
  });
});

describe('a head that was noted', () => {
  it('finds a log that was put back to what it was before', async () => {
    await ask('ann', 'one');
    const before = join(folder, 'before.sqlite');
    await records.db.destroy();
    copyFileSync(file, before);
    records = await openRecords(file, sealingWith([KEY]), () => clock);
    log = auditLogOf(records);
    await ask('ann', 'two');
    const { head } = await log.verify(null);
    await ask('ann', 'three');
    expect(await log.verify(head)).toMatchObject(whole);
    await records.db.destroy();
    records = await openRecords(before, sealingWith([KEY]), () => clock);
    log = auditLogOf(records);
    expect(await log.verify(null)).toMatchObject(whole);
    expect((await log.verify(head)).faults).toHaveLength(1);
  });
});

/** A generator of numbers below `below` that gives the same ones each time. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Row = Record<string, string | number | null>;
const TEXT_COLUMNS = {
  audit_entries: ['at', 'kind', 'person', 'details', 'previous', 'mac'],
  audit_people: ['person', 'user_digest', 'sealed_user', 'sealed_key', 'erased_at'],
  audit_head: ['last', 'mac'],
} as const;

const PRIMARY_KEY = { audit_entries: 'sequence', audit_people: 'person', audit_head: 'id' } as const;
const TABLES = ['audit_entries', 'audit_people', 'audit_head'] as const;

function rowsOf(database: DatabaseSync, table: string): Row[] {
  return database.prepare(`select * from ${table}`).all() as Row[];
}

function putBack(database: DatabaseSync, tables: ReadonlyMap<string, Row[]>): void {
  database.exec('begin');
  for (const [table, rows] of tables) {
    database.exec(`delete from ${table}`);
    for (const row of rows) {
      const columns = Object.keys(row);
      database
        .prepare(`insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`)
        .run(...Object.values(row));
    }
  }
  database.exec('commit');
}

/** Changes one character of a text to another. */
function flipped(text: string, random: (below: number) => number): string {
  const at = random(text.length);
  const code = text.charCodeAt(at) ^ (1 << random(6));
  return `${text.slice(0, at)}${String.fromCharCode(code)}${text.slice(at + 1)}`;
}

/** Alters the file as somebody would who can write it; tells what was done. */
function alter(database: DatabaseSync, kind: number, random: (below: number) => number): string {
  const count = Number(Object.values(database.prepare('select count(*) from audit_entries').get() ?? {})[0]);
  const one = 1 + random(count);
  if (kind === 1) {
    database.prepare('delete from audit_entries where sequence = ?').run(one);
    return `entry ${one} removed`;
  }
  if (kind === 2) {
    const other = 1 + ((one + random(count - 1)) % count);
    database.prepare('update audit_entries set sequence = -1 where sequence = ?').run(one);
    database.prepare('update audit_entries set sequence = ? where sequence = ?').run(one, other);
    database.prepare('update audit_entries set sequence = ? where sequence = -1').run(other);
    return `entries ${one} and ${other} swapped`;
  }
  const tables = ['audit_entries', 'audit_entries', 'audit_entries', 'audit_people', 'audit_head'] as const;
  for (;;) {
    const table = tables[random(tables.length)] ?? 'audit_entries';
    const rows = rowsOf(database, table);
    const row = rows[random(rows.length)];
    const columns = TEXT_COLUMNS[table];
    const column = columns[random(columns.length)] ?? columns[0];
    const value = row?.[column];
    if (typeof value !== 'string') continue;
    const changed = flipped(value, random);
    const key = PRIMARY_KEY[table];
    database.prepare(`update ${table} set ${column} = ? where ${key} = ?`).run(changed, row?.[key] ?? null);
    return `${table}.${column} from ${value} to ${changed}`;
  }
}

describe('verify', () => {
  it('catches 1,000 of 1,000 random alterations: a character flipped, a row removed, two swapped', async () => {
    for (let index = 0; index < 12; index += 1)
      await ask(['ann', 'bob', 'carl'][index % 3] ?? null, `q${index}`);
    await ask(null, 'nobody');
    await log.erase('carl', 'ann');
    await log.append({ kind: 'people', user: 'bob', about: ['ann'], details: {} });
    const { entries, faults } = await log.verify(null);
    expect([entries, faults]).toEqual([15, []]);
    const database = new DatabaseSync(file);
    database.exec('pragma synchronous = off');
    const before = new Map(TABLES.map((table) => [table, rowsOf(database, table)]));
    const random = randomFrom(20_260_302);
    const missed: string[] = [];
    for (let round = 0; round < 1_000; round += 1) {
      database.exec('begin');
      const done = alter(database, round % 3, random);
      database.exec('commit');
      const verdict = await log.verify(null);
      if (verdict.faults.length === 0) missed.push(done);
      putBack(database, before);
    }
    database.close();
    expect(missed).toEqual([]);
    expect((await log.verify(null)).faults).toEqual([]);
  }, 60_000);
});
