import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as wire from '../../test/wire/openai-server.ts';
import { modelUsageOf } from '../state/model-usage.ts';
import { type Records, sealingWith } from '../state/records.ts';
import { openRecords } from '../state/sqlite/open-records.ts';
import { dayOf } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { asProblem } from '../vocabulary/problem.ts';
import { type ModelBudgets, NOTHING_SPENT, type UsageLedger } from '../vocabulary/usage.ts';
import { budgeted } from './budget.ts';
import { createTokenCounter } from './openai/count-tokens.ts';
import { createOpenAiInterpreter } from './openai/openai-interpreter.ts';
import type { ModelRequest } from './port.ts';

const server = new wire.ScriptedServer();
let folder = '';
let records: Records;
let ledger: UsageLedger;
beforeAll(() => server.listen());
afterAll(() => server.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-usage-'));
  const path = join(folder, 'records.sqlite');
  records = await openRecords(path, sealingWith(['ab'.repeat(32)]), () => new Date());
  ledger = modelUsageOf(records);
});
afterEach(async () => {
  await records.db.destroy();
  rmSync(folder, { recursive: true });
});

const DAY = dayOf('2026-03-02');
const NONE: ModelBudgets = { person: { tokens: null, nanos: null }, firm: { tokens: null, nanos: null } };
const request = (user = 'ann'): ModelRequest => ({
  user,
  messages: [
    { role: 'system', content: 'Read the question.' },
    { role: 'user', content: 'hello world' },
  ],
  shape: { name: 'x', schema: { type: 'object' } },
});

function interpreterWith(budgets: ModelBudgets) {
  const costs: number[] = [];
  const shares: number[] = [];
  const interpreter = budgeted(
    createOpenAiInterpreter({
      key: null,
      baseUrl: server.baseUrl,
      model: 'scripted',
      seconds: 1,
      silenceSeconds: 0.5,
    }),
    {
      ledger,
      budgets,
      prices: { currency: 'CHF', input: 1_000_000, cachedInput: 1_000_000, output: 2_000_000 },
      count: createTokenCounter('scripted'),
      day: () => DAY,
      observer: {
        spent: (amount, currency) => {
          expect(currency).toBe('CHF');
          costs.push(amount);
        },
        budget: (_, used) => shares.push(used),
      },
    },
  );
  const ask = (user?: string): Promise<string> =>
    interpreter.interpret(request(user)).then(
      ({ text }) => text,
      (error: unknown) => asProblem(error).code,
    );
  return { ask, costs, shares };
}

describe('counting before a call', () => {
  test('counts every token that the request brings, by the encoding of the models', async () => {
    const count = createTokenCounter('gpt-5.4-mini');
    // 'Read the question.' is 4, 'hello world' 2, {"type":"object"} 5; 4 around each message, 3 before the reply.
    expect(await count.request(request())).toBe(4 + 2 + 5 + 2 * 4 + 3);
    expect(await count.text('hello world')).toBe(2);
  });

  test('takes what looks like a control token as the words that it is', async () => {
    const count = createTokenCounter('gpt-5.4-mini');
    expect(await count.text('<|endoftext|>')).toBeGreaterThan(3);
  });
});

describe('a budget', () => {
  test('is charged what the server counted', async () => {
    server.replies(wire.says('{}', { prompt_tokens: 1_000, completion_tokens: 10 }));
    const { ask, costs, shares } = interpreterWith({ ...NONE, firm: { tokens: 101_000, nanos: null } });
    expect(await ask()).toBe('{}');
    expect(await ledger.of(DAY, 'ann')).toEqual({
      calls: 1,
      input: 1_000,
      cachedInput: 0,
      output: 10,
      nanos: 1_020_000,
    });
    // Nothing to begin with, so that a rate can be told from the first call on.
    expect(costs).toEqual([0, 0.00102]);
    expect(shares).toEqual([0.01]);
  });

  test('that a call might overdraw lets nothing be sent, of this person or of all', async () => {
    server.replies(wire.says('{}', { prompt_tokens: 20, completion_tokens: 10 }));
    const most = LIMITS.model_reply_tokens_max;
    const { ask } = interpreterWith({ ...NONE, person: { tokens: most + 30, nanos: null } });
    expect([await ask('ann'), await ask('ann'), await ask('bob')]).toEqual(['{}', 'model_budget', '{}']);
    expect(server.calls).toHaveLength(2);
    const all = interpreterWith({ ...NONE, firm: { tokens: most + 30, nanos: null } });
    expect(await all.ask('cleo')).toBe('model_budget');
    expect(all.shares).toEqual([1]);
  });

  test('holds calls that come at once to it as well', async () => {
    server.replies(wire.says('{}', { prompt_tokens: 20, completion_tokens: 10 }));
    const { ask } = interpreterWith({
      ...NONE,
      firm: { tokens: 2 * LIMITS.model_reply_tokens_max, nanos: null },
    });
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask()));
    expect(answers.filter((answer) => answer === '{}')).toHaveLength(1);
  });

  test.each([
    ['does not accept the key', wire.failsWith(401), NOTHING_SPENT],
    ['has too much to do', wire.failsWith(429, { 'retry-after': '900' }), NOTHING_SPENT],
    ['does not answer', wire.saysNothing, { ...NOTHING_SPENT, calls: 1, input: 22, nanos: 22_000 }],
    [
      'declines, for which it may charge the whole reply',
      wire.refuses,
      {
        ...NOTHING_SPENT,
        calls: 1,
        input: 22,
        output: LIMITS.model_reply_tokens_max,
        nanos: 22_000 + LIMITS.model_reply_tokens_max * 2_000,
      },
    ],
  ])('of a server that %s is charged no less than it may have taken', async (_, reply, spent) => {
    server.replies(reply);
    await interpreterWith(NONE).ask();
    expect(await ledger.of(DAY, 'ann')).toEqual(spent);
    expect(await ledger.of(DAY, null)).toEqual(spent);
  });
});
