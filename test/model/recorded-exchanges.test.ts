import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDemo } from '../../src/demo/write-demo.ts';
import { createAsk } from '../../src/engine/ask.ts';
import { createInterpret } from '../../src/engine/interpret/interpret.ts';
import { createOpenAiInterpreter } from '../../src/interpreter/openai/openai-interpreter.ts';
import { duckDbDialect } from '../../src/store/duckdb/dialect.ts';
import type { Answer } from '../../src/vocabulary/answer.ts';
import { dayOf } from '../../src/vocabulary/day.ts';
import { asProblem } from '../../src/vocabulary/problem.ts';
import { type Installation, openInstallation, OWNER } from '../gold/installation.ts';
import { ScriptedServer } from '../wire/openai-server.ts';
import { keepRecording, RecordingServer, recordings, replayed } from '../wire/recordings.ts';

const TODAY = dayOf('2026-06-30');
const { OPENAI_API_KEY: key = '', OPENAI_BASE_URL: base = '', OPENAI_MODEL: model = '' } = process.env;
const server = new ScriptedServer();
let firm: Installation;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'askfolio-recorded-'));
  [firm] = await Promise.all([openInstallation(), server.listen()]);
  const order = { accounts: 4, years: 1, seed: 7, end: TODAY, format: 'csv' } as const;
  await writeDemo({ ...order, out: join(folder, 'firm'), onProgress: () => undefined });
  await firm.takeIn(join(folder, 'firm'));
  await rm(folder, { recursive: true });
});
afterAll(async () => {
  await firm.close();
  await server.close();
});

const asks = (baseUrl: string, apiKey: string, name: string) => {
  const interpreter = createOpenAiInterpreter({ key: apiKey, baseUrl, model: name });
  const ask = createAsk({
    catalog: firm.catalog,
    answerPlan: firm.answer,
    interpret: createInterpret({
      interpreter,
      dialect: duckDbDialect,
      answerQuery: firm.answerQuery,
      wording: null,
      now: () => new Date(),
    }),
    conversations: { turns: async () => [], append: async () => undefined },
    newId: randomUUID,
    now: () => new Date(),
    clock: () => performance.now(),
  });
  return (text: string): Promise<Answer> =>
    ask({ text, actor: OWNER, scope: {}, today: TODAY, conversationId: null, engine: 'openai' });
};

function came(answer: Answer): Record<string, unknown> {
  const { kind, engine } = answer;
  if (answer.kind === 'declined') return { kind, engine, reason: answer.reason };
  if (answer.kind !== 'answer') return { kind, engine, text: answer.text };
  const { rows, freeQuery = false } = answer;
  return { kind, engine, freeQuery, rows };
}

describe('recorded exchanges', () => {
  test.each(recordings())('come to the same again: %s', async (_, { question, calls, came: then }) => {
    server.replies(...calls.map(replayed));
    expect(came(await asks(server.baseUrl, 'sk-any', 'recorded')(question))).toEqual(then);
    // What the question's words may mean stands before it, and changes with the semantic model.
    const told = server.calls.map(({ body }) => body.messages.at(-1)?.content ?? '');
    expect(told.map((text, place) => text.slice(-(calls[place]?.told.length ?? 0)))).toEqual(
      calls.map((call) => call.told),
    );
  });
});

// OPENAI_API_KEY=… npx vitest run test/model/recorded-exchanges.test.ts; with ASKFOLIO_TEST_RECORD=1 it records them anew.
describe.skipIf(key === '')('the real API (skipped without OPENAI_API_KEY)', { timeout: 120_000 }, () => {
  const upstream = base === '' ? 'https://api.openai.com/v1' : base;
  const name = model === '' ? 'gpt-5.4-mini' : model;

  test.each(recordings())(
    'is asked, and comes to an answer or a clear sentence: %s',
    async (file, { question }) => {
      const recorder = new RecordingServer(upstream);
      await recorder.listen();
      const answer = await asks(recorder.baseUrl, key, name)(question);
      await recorder.close();
      expect(answer.kind).not.toBe('error');
      expect(recorder.calls.at(-1)?.status).toBe(200);
      if (process.env['ASKFOLIO_TEST_RECORD'] === '1')
        keepRecording(file, { question, calls: recorder.calls, came: came(answer) });
    },
  );

  test('does not take a wrong key, and the sentence names the setting', async () => {
    const shape = {
      name: 'x',
      schema: { type: 'object', properties: {}, required: [], additionalProperties: false },
    };
    const interpreter = createOpenAiInterpreter({ key: 'sk-wrong', baseUrl: upstream, model: name });
    const problem = asProblem(
      await interpreter.interpret({ user: 'u', messages: [], shape }).catch((error: unknown) => error),
    );
    expect(problem.code).toBe('model_not_accepted');
    expect(problem.message).not.toContain('sk-wrong');
  });
});
