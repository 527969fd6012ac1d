import type { Interpreter, ModelRequest } from '../../interpreter/port.ts';
import type { Exchange } from '../../vocabulary/exchange.ts';
import { asProblem } from '../../vocabulary/problem.ts';
import type { Veil } from './veil.ts';

/** Sends a request, and tells what was sent and how that ended, whatever comes of it. Gives the reply's text. */
export async function sent(
  { interpreter, now }: { readonly interpreter: Interpreter; readonly now: () => Date },
  request: ModelRequest,
  veil: Veil,
  onExchange: (exchange: Exchange) => void,
): Promise<string> {
  const { host, model } = interpreter;
  const messages = [...request.messages];
  const record = { at: now().toISOString(), host, model, messages, hidden: veil.hidden() };
  try {
    const { text, tokens } = await interpreter.interpret({ ...request, messages });
    onExchange({ ...record, outcome: 'replied', reply: text, tokens });
    return text;
  } catch (error) {
    onExchange({ ...record, outcome: asProblem(error).code, reply: null, tokens: null });
    throw error;
  }
}
