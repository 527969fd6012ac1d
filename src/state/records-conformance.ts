import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dayOf } from '../vocabulary/day.ts';
import { logLevelsOf } from './log-levels.ts';
import { auditLogOf } from './audit/log.ts';
import { conversationsOf } from './conversations.ts';
import { grantsOf } from './grants.ts';
import { leasesOf } from './leases.ts';
import { modelUsageOf } from './model-usage.ts';
import { MIGRATIONS } from './migrations.ts';
import { peopleOf } from './people.ts';
import type { Records } from './records.ts';
import { resealFields } from './reseal.ts';
import { runsOf } from './runs.ts';
import { sessionsOf } from './sessions.ts';
import { signinFailuresOf } from './signin-failures.ts';
import { sourcesOf } from './sources.ts';

/** Records in a place of their own. */
export interface RecordsPlace {
  /** Opens the same records again, as another process would where several may. */
  readonly open: () => Promise<Records>;
  /** Whether several may have them open at once. */
  readonly isShared: boolean;
  readonly close: () => Promise<void>;
}

const CONVERSATION = '0d3cf1a8-6d8c-4a7d-9a4f-3f1c5a1e7b11';
const ANN = { user: 'ann', name: 'CANARY-NAME', role: 'client', advisorId: null, clientId: 'C1' } as const;
const SOURCE = {
  name: 'books',
  address: 'postgres://CANARY-HOST/x',
  mapping: null,
  mode: null,
  schedule: null,
  watch: false,
  secret: 'CANARY-SECRET',
} as const;

const turnOf = (question: string): Parameters<ReturnType<typeof conversationsOf>['append']>[2] => ({
  question,
  scope: {},
  plan: null,
  reach: [],
  at: '2026-03-02T10:00:00.000Z',
  answer: {
    id: `a-${question}`,
    kind: 'error',
    code: 'internal',
    text: 'CANARY-TEXT',
    engine: 'offline',
    conversationId: null,
    timings: { understand: 0, run: 0, total: 0 },
    suggestions: [],
  },
});

/** What the records promise wherever they are. */
export function recordsConformance(name: string, openPlace: () => Promise<RecordsPlace>): void {
  describe(`the records ${name}`, () => {
    let place: RecordsPlace;
    let records: Records;
    const opened: Records[] = [];
    const open = async (): Promise<Records> => {
      const mine = await place.open();
      opened.push(mine);
      return mine;
    };
    beforeEach(async () => {
      place = await openPlace();
      records = await open();
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map(({ db }) => db.destroy()));
      await place.close();
    });

    test('know people by their exact user, and forget them with all that is theirs', async () => {
      const people = peopleOf(records);
      expect(await people.save([ANN])).toEqual({ added: 1, changed: 0 });
      expect(await people.save([{ ...ANN, name: 'Ann' }])).toEqual({ added: 0, changed: 1 });
      expect((await people.find('ann'))?.name).toBe('Ann');
      for (const other of ['Ann', 'ann ', 'änn', 'ａnn', '']) expect(await people.find(other)).toBeNull();
      await sessionsOf(records).invite('ann');
      expect(await people.remove('ann')).toBe(true);
      expect(await people.remove('ann')).toBe(false);
    });

    test('open one session for a link and give one grant for a code, however many ask at once', async () => {
      const sessions = sessionsOf(records);
      const link = await sessions.invite('ann');
      const taken = await Promise.all(Array.from({ length: 8 }, () => sessions.open(link)));
      const mine = taken.filter((session) => session !== null);
      expect(mine.map(({ user }) => user)).toEqual(['ann']);
      expect(await sessions.userOf(mine[0]?.secret ?? '')).toBe('ann');
      await sessions.end(mine[0]?.secret ?? '');
      expect(await sessions.userOf(mine[0]?.secret ?? '')).toBeNull();
      expect(await grantsOf(records).take('no such code', 'bob')).toBeNull();
    });

    test('keep conversations in order, each for its person alone', async () => {
      const conversations = conversationsOf(records);
      for (const question of ['one', 'two', 'three'])
        await conversations.append('ann', CONVERSATION, turnOf(question));
      const turns = await conversations.turns('ann', CONVERSATION);
      expect(turns.map(({ question }) => question)).toEqual(['one', 'two', 'three']);
      expect(await conversations.turns('bob', CONVERSATION)).toEqual([]);
      // Who chooses the id of another's begins a conversation of his own, as under any other.
      await conversations.append('bob', CONVERSATION, turnOf('x'));
      expect(await conversations.list('bob')).toMatchObject([{ id: CONVERSATION, turns: 1 }]);
      expect(await conversations.rename('bob', CONVERSATION, 'mine')).toBe(true);
      expect(await conversations.turns('bob', CONVERSATION)).toMatchObject([{ question: 'x' }]);
      expect(await conversations.turns('ann', CONVERSATION)).toHaveLength(3);
      expect(await conversations.remove('bob', CONVERSATION)).toBe(true);
      expect(await conversations.remove('bob', CONVERSATION)).toBe(false);
      expect(await conversations.list('ann')).toMatchObject([{ id: CONVERSATION, turns: 3 }]);
      expect(await conversations.remove('ann', CONVERSATION)).toBe(true);
      expect(await conversations.turns('ann', CONVERSATION)).toEqual([]);
    });

    test('remember runs with what they set aside, and sources with their secrets', async () => {
      const runs = runsOf(records);
      await runs.begin({ run: 'r1', source: 'books', path: '/x', startedAt: '2026-03-02T10:00:00.000Z' });
      const row = {
        run: 'r1',
        source: 'books',
        table: 'prices',
        file: 'f',
        line: 7,
        key: 'K',
        column: null,
        reason: 'r',
      };
      await runs.setAside(Array.from({ length: 3 }, (_, at) => ({ ...row, line: at })));
      const page = await runs.quarantine('r1', 0, 2);
      expect(page.rows.map(({ line }) => line)).toEqual([0, 1]);
      expect((await runs.quarantine('r1', page.next ?? 0, 2)).rows.map(({ line }) => line)).toEqual([2]);
      expect(await runs.closeInterrupted('other')).toBe(0);
      expect(await runs.closeInterrupted('books')).toBe(1);
      expect((await runs.list(5)).map(({ status }) => status)).toEqual(['interrupted']);
      expect(await runs.find('r1')).toMatchObject({ asOf: null, path: '/x' });
      const sources = sourcesOf(records);
      await sources.add(SOURCE);
      await sources.add(SOURCE);
      expect(await sources.open('books')).toEqual(SOURCE);
      const daily = { schedule: { cron: '0 5 * * *', timeZone: 'UTC' }, watch: false };
      await sources.change('books', { when: { ...daily, paused: true } });
      expect(await sources.list()).toMatchObject([{ name: 'books', paused: true, ...daily }]);
      expect(await sources.scheduled()).toEqual([]);
      await sources.change('books', { when: { ...daily, paused: false } });
      expect(await sources.scheduled()).toMatchObject([{ name: 'books', ...daily }]);
      expect((await sources.open('books')).secret).toBe(SOURCE.secret);
      await sources.change('books', { secret: 'another' });
      expect(await sources.open('books')).toMatchObject({ ...daily, secret: 'another' });
      await expect(sources.change('others', { secret: 'x' })).rejects.toMatchObject({
        code: 'not_found',
      });
    });

    test('count failures one by one, also of many at once', async () => {
      const failures = signinFailuresOf(records);
      await Promise.all(Array.from({ length: 10 }, () => failures.add('place')));
      expect((await failures.of('place')).failures).toBe(10);
    });

    test('chain the audit log whole, whoever writes', async () => {
      const second = place.isShared ? await open() : records;
      const logs = [auditLogOf(records), auditLogOf(second)] as const;
      await Promise.all(
        Array.from({ length: 40 }, (_, at) =>
          (at % 2 === 0 ? logs[0] : logs[1]).append({
            kind: 'ask',
            user: at % 3 === 0 ? 'ann' : 'bob',
            details: { text: 'CANARY-ASKED' },
          }),
        ),
      );
      const verdict = await auditLogOf(records).verify(null);
      expect(verdict).toMatchObject({ entries: 40, faults: [] });
    });

    test('hold nothing in the clear, open again with the same keys, and are sealed anew with new ones', async () => {
      await peopleOf(records).save([ANN]);
      await sourcesOf(records).add(SOURCE);
      await conversationsOf(records).append('ann', CONVERSATION, turnOf('CANARY-QUESTION'));
      await auditLogOf(records).append({ kind: 'ask', user: 'ann', details: { text: 'CANARY-ASKED' } });
      expect(await everything(records)).not.toContain('CANARY');
      if (!place.isShared) await records.db.destroy();
      const again = await open();
      expect((await peopleOf(again).find('ann'))?.name).toBe('CANARY-NAME');
      await again.keys.renew('fields');
      expect(await resealFields(again, { settleMs: 1 })).toBeGreaterThan(3);
      expect((await peopleOf(again).find('ann'))?.name).toBe('CANARY-NAME');
    });

    test('count what the language model takes, of each person and of all together', async () => {
      const ledger = modelUsageOf(records);
      const day = dayOf('2026-03-02');
      const call = { calls: 1, input: 60, cachedInput: 0, output: 40, nanos: 7 };
      const budgets = { person: { tokens: null, nanos: null }, firm: { tokens: 1_000, nanos: null } };
      const tries = Array.from({ length: 12 }, (_, at) =>
        ledger.reserve(day, `u${String(at % 3)}`, call, budgets),
      );
      expect((await Promise.all(tries)).filter((usedUp) => usedUp === null)).toHaveLength(10);
      await ledger.settle(day, 'u0', call, { ...call, output: 10 });
      expect(await ledger.of(day, null)).toMatchObject({ calls: 10, input: 600, output: 370, nanos: 70 });
    });

    test('keep the level of the log that was asked for last, until its time is over', async () => {
      const levels = logLevelsOf(records);
      expect(await levels.asked()).toBe(null);
      const at = (ms: number): string => new Date(records.now().getTime() + ms).toISOString();
      await levels.ask({ level: 'warn', until: at(60_000) });
      await levels.ask({ level: 'debug', until: at(90_000) });
      expect(await levels.asked()).toMatchObject({ level: 'debug' });
      await levels.ask({ level: 'debug', until: at(0) });
      expect(await levels.asked()).toBe(null);
    });

    test('lend one lease at a time, also to many that ask at once', async () => {
      const second = place.isShared ? await open() : records;
      const all = [leasesOf(records), leasesOf(second)] as const;
      const taken = await Promise.all(
        Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? all[0] : all[1]).take('one', 60_000)),
      );
      expect(taken.filter((fence) => fence !== null)).toEqual([1]);
    });
  });
}

/** All that stands in the records, as text. */
async function everything({ db }: Records): Promise<string> {
  const tables = MIGRATIONS.flat().flatMap((statement) => /create table (\w+)/.exec(statement)?.[1] ?? []);
  const all = await Promise.all(
    tables.map(async (table) => (await sql`select * from ${sql.table(table)}`.execute(db)).rows),
  );
  return JSON.stringify(all);
}
