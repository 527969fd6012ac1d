import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as wire from '../../../test/wire/openai-server.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Problem } from '../../vocabulary/problem.ts';
import { circuitBreaking } from '../circuit.ts';
import { interpreterConformance, type ServerConduct } from '../conformance.ts';
import { createOpenAiInterpreter } from './openai-interpreter.ts';

const KEY = 'sk-SECRET';
const SECONDS = 1.6;
const server = new wire.ScriptedServer();
beforeAll(() => server.listen());
afterAll(() => server.close());

const REPLIES: Readonly<Record<Exclude<ServerConduct['kind'], 'says' | 'fails'>, wire.WireReply>> = {
  refuses: wire.refuses,
  filters: wire.breaksOff('{"rea', 'content_filter'),
  'breaks off': wire.breaksOff('{"rea', null),
  'runs out of room': wire.breaksOff('{"rea', 'length'),
  'tears the connection': wire.tearsTheConnection,
  'fails in the stream': wire.failsInTheStream,
  'says nothing': wire.saysNothing,
  'falls silent': wire.fallsSilent,
  'never ends': wire.neverEnds,
  floods: wire.floods,
  'is no protocol': wire.isNoProtocol,
  'is a web page': wire.isAWebPage,
  redirects: wire.redirects('http://127.0.0.1:9/elsewhere'),
};

function replyOf(conduct: ServerConduct): wire.WireReply {
  if (conduct.kind === 'says') return wire.says(conduct.text);
  if (conduct.kind !== 'fails') return REPLIES[conduct.kind];
  const { status, retryAfter } = conduct;
  return wire.failsWith(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
}

interpreterConformance('OpenAI', {
  open: async (...conduct) => {
    server.replies(...conduct.map(replyOf));
    return createOpenAiInterpreter({
      key: KEY,
      baseUrl: server.baseUrl,
      model: 'scripted',
      seconds: SECONDS,
      silenceSeconds: 1,
    });
  },
  calls: () => server.calls.length,
  secrets: [KEY, 'hotel', 'overloaded'],
});

describe('the OpenAI interpreter', () => {
  test('asks with the key of now, where a call finds another one than the call before', async () => {
    let key = 'sk-of-monday';
    const interpreter = createOpenAiInterpreter({
      key: () => Promise.resolve(key),
      baseUrl: server.baseUrl,
      model: 'm-1',
    });
    const keys: unknown[] = [];
    for (const next of ['sk-of-monday', 'sk-of-tuesday']) {
      key = next;
      server.replies(wire.says('{"reading":"x"}'));
      await interpreter.interpret({ user: 'u', messages: [], shape: { name: 'x', schema: {} } });
      keys.push(server.calls.at(-1)?.authorization);
    }
    expect(keys).toEqual(['Bearer sk-of-monday', 'Bearer sk-of-tuesday']);
  });

  test('asks by the protocol: the key in the header, a strict form, nothing stored, the asker not named', async () => {
    server.replies(wire.says('{}'));
    const interpreter = createOpenAiInterpreter({ key: KEY, baseUrl: server.baseUrl, model: 'm-1' });
    const messages = [{ role: 'user', content: 'value?' }] as const;
    await interpreter.interpret({
      user: 'beatrix',
      messages,
      shape: { name: 'x', schema: { type: 'object' } },
    });
    // A call that was given up before may still come in.
    const call = server.calls.find(({ body }) => body.model === 'm-1');
    expect(call).toMatchObject({ path: '/v1/chat/completions', authorization: `Bearer ${KEY}` });
    expect(call?.body).toMatchObject({ model: 'm-1', messages });
    expect(call?.raw).not.toContain('beatrix');
  });

  test('is left alone in an outage, so that nobody waits for it, until one question finds it well again', async () => {
    let now = 0;
    const interpreter = circuitBreaking(
      createOpenAiInterpreter({ key: null, baseUrl: server.baseUrl, model: 'm-2', seconds: 0.4 }),
      () => now,
    );
    const arrived = (): number => server.calls.filter(({ body }) => body.model === 'm-2').length;
    const ask = () =>
      interpreter.interpret({ user: 'u', messages: [], shape: { name: 'x', schema: {} } }).then(
        ({ text }) => text,
        ({ code }: Problem) => code,
      );
    server.replies(wire.saysNothing);
    for (let failures = 0; failures < LIMITS.model_failures_in_a_row_max; failures += 1)
      expect(await ask()).toBe('model_unavailable');
    const sent = arrived();
    expect(sent).toBeGreaterThan(0);
    expect(new Set(await Promise.all(Array.from({ length: 50 }, ask)))).toEqual(
      new Set(['model_unavailable']),
    );
    expect(arrived()).toBe(sent);
    now += LIMITS.model_rest_seconds * 1_000;
    server.replies(wire.says('{}'));
    const probe = ask();
    // While one tries, the others go on resting.
    expect(await ask()).toBe('model_unavailable');
    expect(await probe).toBe('{}');
    expect(await ask()).toBe('{}');
  });

  test('says in a sentence that nobody listens at the address', async () => {
    const interpreter = createOpenAiInterpreter({
      key: null,
      baseUrl: 'http://127.0.0.1:9/v1',
      model: 'm-1',
    });
    await expect(
      interpreter.interpret({ user: 'u', messages: [], shape: { name: 'x', schema: {} } }),
    ).rejects.toMatchObject({ code: 'model_unavailable' });
  });
});
