import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlanRequest } from '../engine/outcome.ts';
import { answersOf } from '../state/answers.ts';
import { type Records, sealingWith } from '../state/records.ts';
import { openRecords } from '../state/sqlite/open-records.ts';
import type { PlannedAnswer } from '../vocabulary/answer.ts';
import { dayOf } from '../vocabulary/day.ts';
import type { Actor } from '../vocabulary/scope.ts';
import { digestOfRows } from './auditing.ts';
import { createReplay } from './replay.ts';
import { planOf } from '../vocabulary/plan.fixture.ts';

let folder = '';
let records: Records;
const day = dayOf('2026-03-02');
const answer: PlannedAnswer = {
  id: 'a1',
  kind: 'answer',
  text: 'It is worth $1.00.',
  interpretation: { metrics: [], by: [], where: [], period: { from: null, to: day, label: '' }, text: '' },
  columns: [{ name: 'market_value', label: 'Market value', type: 'money', currency: 'USD' }],
  rows: [['1.00']],
  chart: null,
  sql: 'SELECT 1',
  parameters: [],
  plan: planOf({ metrics: ['market_value'] }),
  cached: false,
  asOf: day,
  dataVersion: 'v1',
  caveats: ['I read “wrth” as “worth”.', 'A caveat.'],
  engine: 'offline',
  suggestions: ['More?'],
  conversationId: null,
  timings: { understand: 1, run: 2, total: 3 },
};
const { id: _id, engine: _engine, conversationId: _conversation, timings: _timings, ...outcome } = answer;
const ann: Actor = {
  user: 'ann',
  name: 'Ann',
  role: 'client',
  advisorId: null,
  clientId: 'C1',
  accounts: ['A1', 'A2'],
};

const planned: PlanRequest[] = [];
const replaying = (version: string, again: Partial<PlannedAnswer> = {}) =>
  createReplay({
    answers: answersOf(records),
    answerPlan: (request) => {
      planned.push(request);
      return Promise.resolve({ ...outcome, caveats: ['A caveat.'], ...again });
    },
    answerQuery: () => Promise.reject(new Error('a plan answers this')),
    version: () => Promise.resolve(version),
  });

const now = (): Date => new Date('2026-03-02T10:00:00Z');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
  records = await openRecords(join(folder, 'records.sqlite'), sealingWith(['5a'.repeat(32)]), now);
  const trace = { question: 'q', scope: { client: 'C1' }, today: day, answer, reach: ['A1'] };
  await answersOf(records).keep('ann', 'now', { ...trace, rowsSha256: digestOfRows(answer.rows) });
});
afterAll(async () => {
  await records.db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

test('the same answer comes again, for what its asker could see then', async () => {
  expect(await replaying('v1')(ann, 'a1')).toEqual({ answer, differences: [] });
  expect(planned.at(-1)).toMatchObject({ actor: { accounts: ['A1'] }, scope: { client: 'C1' }, today: day });
});

test.each([
  ['rows', { rows: [['1.01']] }],
  ['text', { text: 'It is worth $1.01.' }],
  ['sql', { sql: 'SELECT 2' }],
  ['caveats', { caveats: ['Another caveat.'] }],
] as const)('what came out otherwise is named: %s', async (part, again) => {
  expect((await replaying('v1', again)(ann, 'a1')).differences).toEqual([part]);
});

test('an answer of a version that is gone is not given from another', async () => {
  await expect(replaying('v2')(ann, 'a1')).rejects.toMatchObject({ code: 'version_gone' });
});

test('somebody else, and who lost sight of an account, get nothing', async () => {
  await expect(replaying('v1')({ ...ann, user: 'bob' }, 'a1')).rejects.toMatchObject({ code: 'not_found' });
  await expect(replaying('v1')({ ...ann, accounts: [] }, 'a1')).rejects.toMatchObject({ code: 'not_found' });
});
