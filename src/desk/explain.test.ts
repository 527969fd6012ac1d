import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answersOf } from '../state/answers.ts';
import { exchangesOf } from '../state/exchanges.ts';
import { sealingWith, type Records } from '../state/records.ts';
import { runsOf } from '../state/runs.ts';
import { openRecords } from '../state/sqlite/open-records.ts';
import type { Answer } from '../vocabulary/answer.ts';
import type { ExplainAnswer } from '../vocabulary/explanation.ts';
import type { AccountSet, Actor } from '../vocabulary/scope.ts';
import { createExplain } from './explain.ts';

let folder = '';
let records: Records;
let explain: ExplainAnswer;

const now = (): Date => new Date('2026-03-02T10:00:00Z');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'explain-'));
  records = await openRecords(join(folder, 'records.sqlite'), sealingWith(['5a'.repeat(32)]), now);
  explain = createExplain({
    answers: answersOf(records),
    exchanges: exchangesOf(records),
    runs: runsOf(records),
    findGrounds: () => Promise.resolve(null),
  });
  const answer: Answer = {
    id: 'a1',
    kind: 'declined',
    reason: 'no_data',
    text: 'None.',
    engine: 'offline',
    suggestions: [],
    conversationId: null,
    timings: { understand: 0, run: 0, total: 0 },
  };
  const trace = { question: 'q', scope: {}, today: '2026-03-02', answer, reach: ['A1', 'A2'] };
  await answersOf(records).keep('ann', '2026-03-02T10:00:00Z', trace);
});
afterEach(async () => {
  await records.db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

function person(user: string, accounts: AccountSet, role: Actor['role'] = 'advisor'): Actor {
  return { user, name: user, role, advisorId: null, clientId: null, accounts };
}

test('people explain their own answers, the owner everybody’s', async () => {
  expect(await explain(person('ann', ['A1', 'A2', 'A3']), 'a1')).toMatchObject({
    user: 'ann',
    question: 'q',
  });
  expect(await explain(person('owner', 'all', 'owner'), 'a1')).toMatchObject({ user: 'ann' });
});

test('what was sent is shown; to the asker names of nothing in view stand as they were asked', async () => {
  await exchangesOf(records).keep('ann', 'a1', [
    {
      at: '2026-03-02T10:00:00.000Z',
      host: 'h',
      model: 'm',
      messages: [{ role: 'user', content: 'how did [[client_1]] and [[name_1]] do' }],
      hidden: { '[[client_1]]': 'Beatrix', '[[name_1]]': 'baker' },
      outcome: 'model_unavailable',
      reply: null,
      tokens: null,
    },
  ]);
  const asker = await explain(person('ann', ['A1', 'A2']), 'a1');
  expect(asker.sent).toMatchObject([
    { messages: [{ content: 'how did [[client_1]] and baker do' }], outcome: 'model_unavailable' },
  ]);
  expect(asker.sent[0]?.hidden).toEqual({ '[[client_1]]': 'Beatrix' });
  const owner = await explain(person('owner', 'all', 'owner'), 'a1');
  expect(owner.sent[0]?.messages[0]?.content).toBe('how did [[client_1]] and [[name_1]] do');
});

test('somebody else, an unknown id, and who lost sight of an account are told the same', async () => {
  const refusals = await Promise.all(
    [
      explain(person('bo', 'all', 'firm'), 'a1'),
      explain(person('ann', ['A1', 'A2']), 'a2'),
      explain(person('ann', ['A1']), 'a1'),
    ].map((refused) => refused.catch((error: unknown) => error)),
  );
  for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'not_found' });
  expect(new Set(refusals.map(String)).size).toBe(1);
});
