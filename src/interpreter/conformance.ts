import { describe, expect, test } from 'vitest';
import { asProblem, type ProblemCode } from '../vocabulary/problem.ts';
import type { Interpreter, ModelReply, ModelRequest } from './port.ts';

/** What an adapter's test makes its server do. */
export type ServerConduct =
  | { readonly kind: 'says'; readonly text: string }
  | { readonly kind: 'fails'; readonly status: number; readonly retryAfter?: string }
  | {
      readonly kind:
        | 'refuses'
        | 'filters'
        | 'breaks off'
        | 'runs out of room'
        | 'tears the connection'
        | 'fails in the stream'
        | 'says nothing'
        | 'falls silent'
        | 'never ends'
        | 'floods'
        | 'is no protocol'
        | 'is a web page'
        | 'redirects';
    };

export interface InterpreterHarness {
  /** An interpreter of short patience, and its server, which behaves like this from call to call; the last for ever. */
  readonly open: (...conduct: readonly ServerConduct[]) => Promise<Interpreter>;
  /** The calls that the server had since then. */
  readonly calls: () => number;
  /** What must not be in a message. */
  readonly secrets: readonly string[];
}

const REQUEST: ModelRequest = {
  user: 'beatrix',
  messages: [
    { role: 'system', content: 'Read the question.' },
    { role: 'user', content: 'value?' },
  ],
  shape: {
    name: 'reading',
    schema: { type: 'object', properties: {}, required: [], additionalProperties: false },
  },
};

const FAILURES: readonly (readonly [ServerConduct, ProblemCode])[] = [
  [{ kind: 'fails', status: 401 }, 'model_not_accepted'],
  [{ kind: 'fails', status: 403 }, 'model_not_accepted'],
  [{ kind: 'fails', status: 404 }, 'model_not_accepted'],
  [{ kind: 'fails', status: 400 }, 'model_not_accepted'],
  [{ kind: 'fails', status: 429, retryAfter: '3600' }, 'model_busy'],
  [{ kind: 'fails', status: 500 }, 'model_unavailable'],
  [{ kind: 'fails', status: 503 }, 'model_unavailable'],
  [{ kind: 'refuses' }, 'model_refused'],
  [{ kind: 'filters' }, 'model_refused'],
  [{ kind: 'breaks off' }, 'model_unreadable'],
  [{ kind: 'runs out of room' }, 'model_unreadable'],
  [{ kind: 'tears the connection' }, 'model_unreadable'],
  [{ kind: 'fails in the stream' }, 'model_unavailable'],
  [{ kind: 'says nothing' }, 'model_unavailable'],
  [{ kind: 'falls silent' }, 'model_unavailable'],
  [{ kind: 'never ends' }, 'model_unavailable'],
  [{ kind: 'floods' }, 'model_unreadable'],
  [{ kind: 'is no protocol' }, 'model_unreadable'],
  [{ kind: 'is a web page' }, 'model_unreadable'],
  [{ kind: 'redirects' }, 'model_unavailable'],
];

function failing(
  interpreter: Interpreter,
  request = REQUEST,
): Promise<{ readonly code: string; readonly message: string }> {
  return interpreter.interpret(request).then(
    (reply: ModelReply) => ({ code: 'replied', message: reply.text }),
    (error: unknown) => asProblem(error),
  );
}

/** Every adapter runs this against a server that speaks its wire protocol. */
export function interpreterConformance(name: string, harness: InterpreterHarness): void {
  describe(`${name} keeps the interpreter's promises`, () => {
    test('gives the whole reply, word for word, and what it took', async () => {
      const text = JSON.stringify({ reading: 'ünïcode 🪙 "quoted"\n'.repeat(40) });
      const interpreter = await harness.open({ kind: 'says', text });
      expect(await interpreter.interpret(REQUEST)).toEqual({
        text,
        tokens: { input: expect.any(Number), output: expect.any(Number) },
      });
    });

    test.for(FAILURES.map(([conduct, code]) => ({ ...conduct, code })))(
      'a server that $kind ends in $code, in time, in one sentence without what the server said',
      { timeout: 30_000 },
      async ({ code, ...conduct }) => {
        const interpreter = await harness.open(conduct);
        const problem = await failing(interpreter);
        expect(problem.code).toBe(code);
        expect(problem.message).toMatch(/^[A-Z][^\n]{10,200}\.$/);
        for (const secret of harness.secrets) expect(problem.message).not.toContain(secret);
      },
    );

    test('tries again where that can help, and gives the reply that comes then', async () => {
      const interpreter = await harness.open(
        { kind: 'fails', status: 503 },
        { kind: 'fails', status: 429, retryAfter: '0' },
        { kind: 'says', text: '{}' },
      );
      expect(await interpreter.interpret(REQUEST)).toMatchObject({ text: '{}' });
      expect(harness.calls()).toBe(3);
    });

    test('does not try again what would go the same way', async () => {
      for (const conduct of [
        { kind: 'fails', status: 401 },
        { kind: 'refuses' },
        { kind: 'floods' },
      ] as const) {
        await failing(await harness.open(conduct));
        expect(harness.calls()).toBe(1);
      }
    });

    test('waits as long as the server asks for, and not at all where that is too long', async () => {
      const patient = await harness.open(
        { kind: 'fails', status: 429, retryAfter: '1' },
        { kind: 'says', text: '{}' },
      );
      const started = performance.now();
      await patient.interpret(REQUEST);
      expect(performance.now() - started).toBeGreaterThan(950);
      await failing(await harness.open({ kind: 'fails', status: 429, retryAfter: '60' }));
      expect(harness.calls()).toBe(1);
    });

    test('ends at once when the asker does not want the answer any more', async () => {
      for (const kind of ['says nothing', 'never ends'] as const) {
        const interpreter = await harness.open({ kind });
        const control = new AbortController();
        const answer = failing(interpreter, { ...REQUEST, stop: control.signal });
        setTimeout(() => control.abort(), 50);
        expect((await answer).code).toBe('stopped');
      }
    });
  });
}
