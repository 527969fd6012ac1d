import { describe, expect, test } from 'vitest';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem, type ProblemCode } from '../vocabulary/problem.ts';
import { circuitBreaking } from './circuit.ts';
import type { Interpreter, ModelRequest } from './port.ts';

const REQUEST: ModelRequest = { user: 'u', messages: [], shape: { name: 'x', schema: {} } };

const replied = async () => ({ text: '{}', tokens: null });

function broken() {
  let now = 0;
  let calls = 0;
  let answer: () => Promise<{ text: string; tokens: null }> = replied;
  const inner: Interpreter = {
    host: 'h',
    model: 'm',
    interpret: () => {
      calls += 1;
      return answer();
    },
  };
  const outer = circuitBreaking(inner, () => now);
  return {
    ask: () =>
      outer.interpret(REQUEST).then(
        ({ text }) => text,
        (error: Problem) => error.code,
      ),
    calls: () => calls,
    later: (seconds: number) => {
      now += seconds * 1_000;
    },
    fails: (code: ProblemCode) => {
      answer = () => Promise.reject(new Problem(code, 'No.'));
    },
    works: () => {
      answer = replied;
    },
    hangs: () => {
      const { promise, resolve } = Promise.withResolvers<{ text: string; tokens: null }>();
      answer = () => promise;
      return () => resolve({ text: '{}', tokens: null });
    },
  };
}

async function outage(circuit: ReturnType<typeof broken>): Promise<void> {
  circuit.fails('model_unavailable');
  for (let failures = 0; failures < LIMITS.model_failures_in_a_row_max; failures += 1) await circuit.ask();
}

describe('the circuit breaker', () => {
  test('leaves a model that fails again and again alone', async () => {
    const circuit = broken();
    await outage(circuit);
    expect(await circuit.ask()).toBe('model_unavailable');
    expect(circuit.calls()).toBe(LIMITS.model_failures_in_a_row_max);
  });

  test('lets one question through after the rest, and all once it went well', async () => {
    const circuit = broken();
    await outage(circuit);
    circuit.later(LIMITS.model_rest_seconds + 1);
    const end = circuit.hangs();
    const trial = circuit.ask();
    expect(await circuit.ask()).toBe('model_unavailable');
    end();
    expect(await trial).toBe('{}');
    expect(await circuit.ask()).toBe('{}');
  });

  test('rests again where the one that was let through fails', async () => {
    const circuit = broken();
    await outage(circuit);
    circuit.later(LIMITS.model_rest_seconds + 1);
    await circuit.ask();
    const calls = circuit.calls();
    await circuit.ask();
    expect(circuit.calls()).toBe(calls);
  });

  test('does not count what is the question’s own fault, or a question that was stopped', async () => {
    for (const code of ['model_refused', 'model_unreadable', 'stopped'] as const) {
      const circuit = broken();
      circuit.fails(code);
      for (let asked = 0; asked < 10; asked += 1) await circuit.ask();
      expect(circuit.calls()).toBe(10);
    }
  });

  test('does not let the questions that wait pile up', async () => {
    const circuit = broken();
    const end = circuit.hangs();
    const waiting = Array.from({ length: LIMITS.model_calls_at_once_max }, () => circuit.ask());
    expect(await circuit.ask()).toBe('model_busy');
    end();
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => '{}'));
  });
});
