import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeptTurn } from '../vocabulary/conversation.ts';
import type { Feedback } from '../vocabulary/feedback.ts';
import { answersOf, packTrace } from './answers.ts';
import { conversationsOf } from './conversations.ts';
import { feedbackOf } from './feedback.ts';
import { passingId, withPassingDialogues } from './passing-dialogues.ts';
import { peopleOf } from './people.ts';
import { type Records, sealingWith } from './records.ts';
import { runsOf } from './runs.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { FindingRow } from '../vocabulary/run.ts';
import { sessionsOf } from './sessions.ts';
import { sourcesOf } from './sources.ts';
import { openRecords } from './sqlite/open-records.ts';
import { planOf } from '../vocabulary/plan.fixture.ts';

const KEY = 'ab'.repeat(32);
const CONVERSATION = '0d3cf1a8-6d8c-4a7d-9a4f-3f1c5a1e7b11';
let folder = '';
let clock = new Date('2026-03-02T10:00:00Z');
let records: Records;

const open = (): Promise<Records> =>
  openRecords(join(folder, 'records.sqlite'), sealingWith([KEY]), () => clock);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-records-'));
  clock = new Date('2026-03-02T10:00:00Z');
  records = await open();
});
afterEach(async () => {
  await records.db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

function turn(question: string, rows = 1): KeptTurn {
  return {
    question,
    scope: {},
    plan: null,
    reach: [],
    at: clock.toISOString(),
    answer: {
      id: `a-${question}`,
      kind: 'answer',
      text: 'CANARY-TEXT',
      interpretation: {
        metrics: [],
        by: [],
        where: [],
        period: { from: null, to: day, label: '' },
        text: '',
      },
      columns: [],
      rows: Array.from({ length: rows }, () => ['CANARY-AMOUNT']),
      chart: null,
      sql: '',
      parameters: [],
      plan: planOf({}),
      cached: false,
      asOf: day,
      dataVersion: 'v',
      caveats: [],
      engine: 'offline',
      suggestions: [],
      conversationId: null,
      timings: { understand: 0, run: 0, total: 0 },
    },
  };
}
const day = '2026-03-02' as KeptTurn['at'] & { readonly __day: true };

const OPINION: Feedback = {
  user: 'ann',
  at: '2026-03-02T10:00:00.000Z',
  verdict: 'down',
  reason: 'wrong_figure',
  comment: '',
  question: 'How much?',
  scope: {},
  today: day,
  answer: turn('opinion').answer,
};

describe('the records', () => {
  it('are readable by their owner alone, open again, and refuse a newer version', async () => {
    expect(statSync(join(folder, 'records.sqlite')).mode & 0o777).toBe(0o600);
    await records.db.destroy();
    records = await open();
    await sql`PRAGMA user_version = 99`.execute(records.db);
    await records.db.destroy();
    await expect(open()).rejects.toThrow(/A newer version of askfolio/);
    rmSync(join(folder, 'records.sqlite'));
    records = await open();
  });

  it('that are no database are refused in one sentence', async () => {
    writeFileSync(join(folder, 'broken.sqlite'), 'not a database, only text that is long enough'.repeat(50));
    await expect(
      openRecords(join(folder, 'broken.sqlite'), sealingWith([KEY]), () => clock),
    ).rejects.toMatchObject({ code: 'store_corrupt' });
  });

  it('hold no name, question, answer or set-aside row in the clear', async () => {
    await peopleOf(records).save([
      { user: 'ann', name: 'CANARY-NAME', role: 'client', advisorId: null, clientId: 'C1' },
    ]);
    await conversationsOf(records).append('ann', CONVERSATION, turn('CANARY-QUESTION'));
    await answersOf(records).keep('ann', 'now', {
      question: 'CANARY-QUESTION',
      scope: {},
      today: day,
      answer: turn('x').answer,
      reach: 'all',
    });
    await feedbackOf(records).save({ ...OPINION, comment: 'CANARY-COMMENT' });
    const runs = runsOf(records);
    await runs.begin({
      run: 'r1',
      source: 's',
      path: '/deliveries/CANARY-PATH',
      startedAt: clock.toISOString(),
    });
    await runs.setAside([
      {
        run: 'r1',
        source: 's',
        table: 't',
        file: 'f',
        line: 2,
        key: 'CANARY-KEY',
        column: null,
        reason: 'CANARY-REASON',
      },
    ]);
    await runs.finish('r1', {
      status: 'failed',
      finishedAt: 'x',
      asOf: null,
      report: null,
      message: 'CANARY-MESSAGE',
    });
    const session = await sessionsOf(records).invite('ann');
    for (const file of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, file)).toString('latin1');
      expect(bytes).not.toContain('CANARY');
      expect(bytes).not.toContain(session);
    }
  });
});

describe('people', () => {
  it('are added and changed, and found by their exact user only', async () => {
    const people = peopleOf(records);
    const ann = { user: 'ann', name: 'Ann', role: 'client', advisorId: null, clientId: 'C1' } as const;
    expect(await people.save([ann])).toEqual({ added: 1, changed: 0 });
    expect(
      await people.save([
        { ...ann, clientId: 'C2' },
        { ...ann, user: 'bob' },
      ]),
    ).toEqual({
      added: 1,
      changed: 1,
    });
    expect(await people.find('ann')).toEqual({ ...ann, clientId: 'C2', disabled: false, signedOutAt: null });
    for (const user of ['Ann', 'ann ', 'carl', '']) expect(await people.find(user)).toBeNull();
  });
});

describe('a sign-in link', () => {
  it('opens one session, once', async () => {
    const sessions = sessionsOf(records);
    const link = await sessions.invite('owner');
    const [first, second] = await Promise.all([sessions.open(link), sessions.open(link)]);
    const opened = first ?? second;
    expect([first, second].filter((session) => session === null)).toHaveLength(1);
    expect(await sessions.userOf(opened?.secret ?? '')).toBe('owner');
    expect(await sessions.userOf(link)).toBeNull();
    await sessions.end(opened?.secret ?? '');
    expect(await sessions.userOf(opened?.secret ?? '')).toBeNull();
  });

  it('is dead after half an hour, and a session after half a day', async () => {
    const sessions = sessionsOf(records);
    const [old, used] = [await sessions.invite('owner'), await sessions.invite('owner')];
    const session = await sessions.open(used);
    clock = new Date('2026-03-02T10:31:00Z');
    expect(await sessions.open(old)).toBeNull();
    expect(await sessions.userOf(session?.secret ?? '')).toBe('owner');
    clock = new Date('2026-03-02T22:31:00Z');
    expect(await sessions.userOf(session?.secret ?? '')).toBeNull();
  });
});

describe("another person's conversation", () => {
  it('cannot be read, continued, renamed or removed', async () => {
    const conversations = conversationsOf(records);
    await conversations.append('ann', CONVERSATION, turn('one'));
    expect(await conversations.turns('bob', CONVERSATION)).toEqual([]);
    expect(await conversations.list('bob')).toEqual([]);
    expect(await conversations.rename('bob', CONVERSATION, 'mine')).toBe(false);
    expect(await conversations.remove('bob', CONVERSATION)).toBe(false);
    expect(await conversations.turns('ann', CONVERSATION)).toEqual([turn('one')]);
    expect(await conversations.list('ann')).toEqual([
      { id: CONVERSATION, title: 'one', turns: 1, updatedAt: clock.toISOString() },
    ]);
  });
});

describe('a conversation', () => {
  it('keeps its turns in order and long tables by their first rows; it can be renamed and removed', async () => {
    const conversations = conversationsOf(records);
    for (const question of ['one', 'two', 'three']) {
      await conversations.append('ann', CONVERSATION, turn(question, 600));
    }
    const turns = await conversations.turns('ann', CONVERSATION);
    expect(turns.map(({ question }) => question)).toEqual(['one', 'two', 'three']);
    const [first] = turns;
    expect(first?.answer.kind === 'answer' && first.answer.rows.length).toBe(500);
    expect(await conversations.rename('ann', CONVERSATION, `  ${'long '.repeat(40)}`)).toBe(true);
    expect((await conversations.list('ann'))[0]?.title).toHaveLength(80);
    expect(await conversations.remove('ann', CONVERSATION)).toBe(true);
    expect(await conversations.turns('ann', CONVERSATION)).toEqual([]);
  });

  it('that is only passing leaves no trace in the records', async () => {
    const conversations = withPassingDialogues(conversationsOf(records));
    await conversations.append('ann', passingId('b1'), turn('one'));
    expect(await conversations.turns('ann', passingId('b1'))).toHaveLength(1);
    expect(await conversations.turns('bob', passingId('b1'))).toHaveLength(0);
    expect(await conversationsOf(records).list('ann')).toEqual([]);
  });
});

describe('runs', () => {
  it('are listed newest first, with what they set aside page by page; a dead one is marked', async () => {
    const runs = runsOf(records);
    await runs.begin({
      run: 'r1',
      source: 's',
      path: '/deliveries/CANARY-PATH',
      startedAt: '2026-03-02T10:00:00.000Z',
    });
    await runs.begin({
      run: 'r2',
      source: 's',
      path: '/deliveries/CANARY-PATH',
      startedAt: '2026-03-02T11:00:00.000Z',
    });
    const row = { source: 's', table: 't', file: 'f', key: null, column: 'c', reason: 'bad' };
    await runs.setAside(Array.from({ length: 1_203 }, (_, index) => ({ ...row, run: 'r2', line: index })));
    const report = {
      run: 'r2',
      status: 'done',
      dataVersion: 'v',
      seconds: 1,
      accounts: { touched: 0, total: 0 },
      tables: {},
      findings: [],
    } as const;
    await runs.finish('r2', {
      status: 'done',
      finishedAt: '2026-03-02T11:00:01.000Z',
      asOf: null,
      report,
      message: null,
    });
    expect(await runs.closeInterrupted()).toBe(1);
    expect((await runs.list(10)).map(({ run, status }) => [run, status])).toEqual([
      ['r2', 'done'],
      ['r1', 'interrupted'],
    ]);
    expect((await runs.find('r2'))?.report).toEqual(report);
    const lines: (number | null)[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page = await runs.quarantine('r2', after, 500);
      lines.push(...page.rows.map(({ line }) => line));
      after = page.next;
    }
    expect(lines).toEqual(Array.from({ length: 1_203 }, (_, index) => index));
    expect((await runs.quarantine('r1', 0, 10)).rows).toEqual([]);
  });
});

describe('a run', () => {
  it('remembers its delivery, the version it published, and the rows of its findings page by page', async () => {
    const runs = runsOf(records);
    const begun = { source: 's', path: '/deliveries/CANARY-PATH' };
    await runs.begin({ ...begun, run: 'r1', startedAt: '2026-03-02T10:00:00.000Z' });
    await runs.begin({ ...begun, run: 'r2', startedAt: '2026-03-02T11:00:00.000Z' });
    const received = {
      mode: 'full' as const,
      files: [{ file: 'prices.csv', table: 'prices', bytes: 12, sha256: 'ab'.repeat(32) }],
      tables: [{ name: 'prices', columns: ['security_id', 'close'] }],
    };
    await runs.received('r1', received);
    await runs.publishes('r1', 'v1');
    await runs.publishes('r2', 'v1');
    expect(await runs.find('r1')).toMatchObject({ path: begun.path, received, published: 'v1' });
    expect(await runs.findPublisher('v1')).toMatchObject({ run: 'r2' });
    expect(await runs.findPublisher('v2')).toBeNull();
    const rows = Array.from({ length: 703 }, (_, line): FindingRow => ({ ...FOUND, run: 'r1', line }));
    await runs.found(rows);
    const first = await runs.findings('r1', 0, 700);
    expect(first.rows).toEqual(rows.slice(0, 700));
    expect(await runs.findings('r1', first.next ?? 0, 700)).toEqual({ rows: rows.slice(700), next: null });
    expect((await runs.findings('r2', 0, 10)).rows).toEqual([]);
  });
});

const FOUND: Omit<FindingRow, 'run' | 'line'> = {
  code: 'negative_cash',
  severity: 'warning',
  account: 'A1',
  security: 'CASH:USD',
  symbol: 'USD',
  from: day,
  to: day,
  occurrences: 1,
  detail: 'down to -50.00',
  cause: null,
  source: 'main',
  table: 'transactions',
  file: 'transactions.csv',
  key: 'T1',
};

describe('an answer', () => {
  it('is found again by the person who got it, without its rows', async () => {
    const answers = answersOf(records);
    const { answer } = turn('x');
    await answers.keep('ann', 'now', { question: 'q', scope: {}, today: day, answer, reach: ['A1'] });
    expect(await answers.find('bob', answer.id)).toBeNull();
    expect(await answers.find('ann', answer.id)).toMatchObject({ question: 'q', answer: { rows: [] } });
    expect(await answers.find(null, answer.id)).toMatchObject({ user: 'ann', reach: ['A1'] });
  });

  it('keeps the accounts of somebody who sees many in a fraction of their ids', async () => {
    const reach = Array.from({ length: 2_000 }, (_, n) => `ACCOUNT-${String(n)}`);
    const answers = answersOf(records);
    const { answer } = turn('x');
    const packed = packTrace('ann', '2026', { question: 'q', scope: {}, today: day, answer, reach });
    expect(packed.text.length).toBeLessThan(JSON.stringify(reach).length / 2);
    await answers.insert(records.db, [packed]);
    expect(await answers.find('ann', answer.id)).toMatchObject({ reach, answer: { text: answer.text } });
  });

  it('makes room for new ones in the transaction that keeps it', async () => {
    const { answer } = turn('x');
    const old = Array.from({ length: LIMITS.answers_kept_max + 1 }, (_, n) => ({
      id: `old-${String(n)}`,
      user: 'ann',
      at: `2025-${String(n).padStart(6, '0')}`,
      sealed_trace: '',
    }));
    for (let at = 0; at < old.length; at += 1_000) {
      await records.db
        .insertInto('answers')
        .values(old.slice(at, at + 1_000))
        .execute();
    }
    const trace = { question: 'q', scope: {}, today: day, answer, reach: ['A1'] };
    const answers = answersOf(records);
    const rows = [packTrace('ann', '2026', trace)];
    await records.db.transaction().execute((transaction) => answers.insert(transaction, rows));
    const { kept } = await records.db
      .selectFrom('answers')
      .select((select) => select.fn.countAll().as('kept'))
      .executeTakeFirstOrThrow();
    expect(Number(kept)).toBe(LIMITS.answers_kept_max);
  });
});

describe('sources', () => {
  const source = {
    name: 'books',
    address: 'postgres://reader@books.example/ledger',
    mapping: null,
    mode: 'incremental',
    schedule: { cron: '30 6 * * 1-5', timeZone: 'Europe/Zurich' },
    watch: false,
    secret: 'CANARY-SECRET',
  } as const;

  it('keeps a source sealed, gives its secret to its run alone, and forgets it', async () => {
    const sources = sourcesOf(records);
    await sources.add(source);
    await sources.add(source);
    expect(await sources.list()).toEqual([
      {
        name: 'books',
        address: source.address,
        mapping: null,
        mode: 'incremental',
        schedule: source.schedule,
        watch: false,
        paused: false,
        hasSecret: true,
        addedAt: '2026-03-02T10:00:00.000Z',
      },
    ]);
    expect(await sources.open('books')).toEqual(source);
    for (const file of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, file));
      expect(bytes.includes('CANARY-SECRET') || bytes.includes('books.example')).toBe(false);
    }
    const last = { at: '2026-03-02T10:00:00.000Z', seen: null };
    expect(await sources.scheduled()).toMatchObject([{ name: 'books', schedule: source.schedule, last }]);
    await sources.note('books', { at: new Date('2026-03-03T05:30:00Z'), seen: 'x' });
    expect((await sources.scheduled())[0]?.last).toEqual({ at: '2026-03-03T05:30:00.000Z', seen: 'x' });
    await sources.remove('books');
    await expect(sources.open('books')).rejects.toMatchObject({ code: 'not_found' });
    await expect(sources.remove('books')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('does not put another source in the place of one of the same name', async () => {
    const sources = sourcesOf(records);
    await sources.add(source);
    await expect(sources.add({ ...source, secret: 'other' })).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('opinions on answers', () => {
  it('are kept once for each reader and answer, the last one, and listed page by page', async () => {
    const feedback = feedbackOf(records);
    await feedback.save(OPINION);
    await feedback.save({ ...OPINION, user: 'bob' });
    await feedback.save({ ...OPINION, verdict: 'up', reason: null });
    const first = await feedback.list(0, 1);
    expect(first.items).toEqual([{ ...OPINION, user: 'bob' }]);
    const second = await feedback.list(first.next ?? 0, 10);
    expect(second).toEqual({ items: [{ ...OPINION, verdict: 'up', reason: null }], next: null });
  });
});
