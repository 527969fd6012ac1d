import type { Day } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { asProblem, Problem, type ProblemCode } from '../vocabulary/problem.ts';
import {
  type Budget,
  type ModelBudgets,
  type ModelPrices,
  NOTHING_SPENT,
  nanosOf,
  type Spend,
  type UsageLedger,
  type UsedUp,
} from '../vocabulary/usage.ts';
import type { ModelTokens } from '../vocabulary/exchange.ts';
import type { Interpreter, ModelReply, ModelRequest } from './port.ts';

/** Counts tokens as the model will. */
export interface TokenCounter {
  /** All that a request brings to the model. */
  request(request: ModelRequest): Promise<number>;
  text(text: string): Promise<number>;
}

/** Hears what calls cost, to be looked at and not to be booked. */
export interface SpendObserver {
  spent(amount: number, currency: string): void;
  /** `used` of the firm's budget that is the nearest to its end: 1 is all of it. */
  budget(day: Day, used: number): void;
}

export interface BudgetParts {
  readonly ledger: UsageLedger;
  readonly budgets: ModelBudgets;
  /** null: what tokens cost is not known. */
  readonly prices: ModelPrices | null;
  readonly count: TokenCounter;
  /** The firm's calendar day of now. */
  readonly day: () => Day;
  readonly observer: SpendObserver | null;
}

const NANOS = 1e9;

/** Failures in which a server has done no work that it could charge. */
const FREE: ReadonlySet<ProblemCode> = new Set(['model_not_accepted', 'model_busy']);

/**
 * Holds the calls to the budgets of the day: what a call can take at the most is counted and reserved before anything
 * is sent, and what it took is put in its place afterwards, as the server counted it or, where that is not known, as
 * it was counted here. Rejects with Problem `model_budget` where a budget is too small.
 */
export function budgeted(interpreter: Interpreter, parts: BudgetParts): Interpreter {
  const { ledger, budgets, prices, count, observer } = parts;
  // What has cost nothing yet is measured as that.
  if (prices !== null) observer?.spent(0, prices.currency);
  const spend = (tokens: ModelTokens): Spend => ({
    calls: 1,
    input: tokens.input,
    cachedInput: tokens.cachedInput ?? 0,
    output: tokens.output,
    nanos: nanosOf(tokens, prices),
  });
  const settled = async (day: Day, user: string, reserved: Spend, spent: Spend): Promise<void> => {
    await ledger.settle(day, user, reserved, spent);
    if (observer === null) return;
    if (prices !== null) observer.spent(spent.nanos / NANOS, prices.currency);
    observer.budget(day, shareUsed(await ledger.of(day, null), budgets.firm));
  };
  return {
    host: interpreter.host,
    model: interpreter.model,
    interpret: async (request) => {
      const [day, { user }] = [parts.day(), request];
      const input = await count.request(request);
      const reserved = spend({ input, output: LIMITS.model_reply_tokens_max });
      const usedUp = await ledger.reserve(day, user, reserved, budgets);
      if (usedUp !== null) {
        if (usedUp.whose === 'firm') observer?.budget(day, 1);
        throw budgetUsedUp(usedUp);
      }
      let reply: ModelReply;
      try {
        reply = await interpreter.interpret(request);
      } catch (error) {
        const { code } = asProblem(error);
        const spent = FREE.has(code) ? NOTHING_SPENT : spend({ input, output: outputOf(code) });
        await settled(day, user, reserved, spent);
        throw error;
      }
      const spent = spend(reply.tokens ?? { input, output: await count.text(reply.text) });
      await settled(day, user, reserved, spent);
      return reply;
    },
  };
}

/** A reply that broke off, was too long or was not waited for may have been paid for to its limit. */
function outputOf(code: ProblemCode): number {
  return code === 'model_unavailable' ? 0 : LIMITS.model_reply_tokens_max;
}

function shareUsed({ input, output, nanos }: Spend, { tokens: tokensMax, nanos: nanosMax }: Budget): number {
  return Math.max(share(input + output, tokensMax), share(nanos, nanosMax));
}

function budgetUsedUp({ whose, what }: UsedUp): Problem {
  const owner = whose === 'person' ? 'Your' : 'The firm’s';
  const of = what === 'tokens' ? '' : ' of money';
  return new Problem(
    'model_budget',
    `${owner} budget${of} for the language model is used up for today; the offline engine goes on answering, and the model can be asked again tomorrow.`,
  );
}

function share(used: number, max: number | null): number {
  if (max === null) return 0;
  return max === 0 ? 1 : used / max;
}
