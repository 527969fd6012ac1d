import { LIMITS } from '../vocabulary/limits.ts';
import { Problem, type ProblemCode } from '../vocabulary/problem.ts';
import type { Interpreter } from './port.ts';

/** Failures that the next question would meet as well. */
const OUTAGES: ReadonlySet<ProblemCode> = new Set(['model_unavailable', 'model_busy', 'model_not_accepted']);

/**
 * Keeps an outage from slowing everybody down: after some failures in a row the model rests, and questions are told so
 * at once. Then one is let through; if that goes well, all are. `clock`: milliseconds that only grow.
 */
export function circuitBreaking(interpreter: Interpreter, clock: () => number): Interpreter {
  let failures = 0;
  let restsUntil: number | null = null;
  let running = 0;
  let last: Problem | null = null;

  return {
    host: interpreter.host,
    model: interpreter.model,
    interpret: async (request) => {
      if (restsUntil !== null && clock() < restsUntil) throw last ?? resting();
      if (running >= LIMITS.model_calls_at_once_max) {
        throw new Problem(
          'model_busy',
          'The language model is reading many questions just now; try again in a moment.',
        );
      }
      // The one that is let through after a rest: the others go on resting until it has come back.
      if (restsUntil !== null) restsUntil = clock() + LIMITS.model_rest_seconds * 1_000;
      running += 1;
      try {
        const reply = await interpreter.interpret(request);
        [failures, restsUntil, last] = [0, null, null];
        return reply;
      } catch (error) {
        const isOutage = error instanceof Problem && OUTAGES.has(error.code);
        if (isOutage) {
          failures += 1;
          if (failures >= LIMITS.model_failures_in_a_row_max) {
            restsUntil = clock() + LIMITS.model_rest_seconds * 1_000;
            last = error.code === 'model_not_accepted' ? error : resting();
          }
        } else if (error instanceof Problem && error.code !== 'stopped') {
          [failures, restsUntil, last] = [0, null, null];
        }
        throw error;
      } finally {
        running -= 1;
      }
    },
  };
}

function resting(): Problem {
  return new Problem(
    'model_unavailable',
    'The language model has not answered lately and is left alone for a moment; try again in a minute.',
  );
}
