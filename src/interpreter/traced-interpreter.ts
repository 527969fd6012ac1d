import type { Interpreter } from './port.ts';

/** The same language model; `follow` does each call as a part of what is being worked on. */
export function tracedInterpreter(
  interpreter: Interpreter,
  follow: <T>(name: string, work: () => Promise<T>) => Promise<T>,
): Interpreter {
  const { host, model } = interpreter;
  return { host, model, interpret: (request) => follow('model.call', () => interpreter.interpret(request)) };
}
