import { asProblem } from '../vocabulary/problem.ts';
import type { Interpreter, ModelReply } from './port.ts';

/** One call as it ended: 'done' or a problem's code. */
export interface CallTimes {
  called(call: {
    readonly outcome: string;
    readonly seconds: number;
    readonly tokens: ModelReply['tokens'];
  }): void;
}

/** The same language model, with somebody who takes its times. `clock`: milliseconds that only grow. */
export function timedInterpreter(
  interpreter: Interpreter,
  times: CallTimes,
  clock: () => number,
): Interpreter {
  const { host, model } = interpreter;
  return {
    host,
    model,
    interpret: async (request) => {
      const begun = clock();
      const seconds = (): number => (clock() - begun) / 1_000;
      try {
        const reply = await interpreter.interpret(request);
        times.called({ outcome: 'done', seconds: seconds(), tokens: reply.tokens });
        return reply;
      } catch (error) {
        times.called({ outcome: asProblem(error).code, seconds: seconds(), tokens: null });
        throw error;
      }
    },
  };
}
