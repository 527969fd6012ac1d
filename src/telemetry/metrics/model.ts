import { counter, gauge, histogram } from '../declaration.ts';
import type { Registry } from '../registry.ts';

const OUTCOMES = [
  'done',
  'model_unavailable',
  'model_busy',
  'model_refused',
  'model_unreadable',
  'model_not_accepted',
  'stopped',
] as const;

export const MODEL = {
  calls: histogram({
    name: 'askfolio_model_call_seconds',
    unit: 'seconds',
    help: "Calls of the language model by outcome: 'done' or a problem's code",
    labels: { outcome: OUTCOMES },
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
  }),
  tokens: counter({
    name: 'askfolio_model_tokens_total',
    unit: 'tokens',
    help: 'Tokens that the language model counted, read and written',
    labels: { direction: ['read', 'written'] },
  }),
  cost: counter({
    name: 'askfolio_model_cost_money_total',
    unit: 'money',
    onlyWith: 'prices of the language model',
    help: "What the language model's tokens cost, where their prices are known, in the currency of the prices",
    labels: { currency: { of: 'currencies', values_max: 4 } },
  }),
  budgetUsed: gauge({
    name: 'askfolio_model_budget_used_ratio',
    unit: 'ratio',
    onlyWith: 'a budget for the language model',
    help: "The part of the day's budget for the language model that is used",
  }),
  answers: gauge({
    name: 'askfolio_model_up',
    onlyWith: 'a language model',
    help: '1 while the last call of the language model was answered, 0 while it was not',
  }),
} as const;

export interface ModelCall {
  /** 'done' or a problem's code. */
  readonly outcome: string;
  readonly seconds: number;
  /** As the server counted them; null where it did not say. */
  readonly tokens: { readonly input: number; readonly output: number } | null;
}

export interface ModelObserver {
  called(call: ModelCall): void;
  /** An amount to look at, not one to book. */
  spent(amount: number, currency: string): void;
  /** `used` of the budget of a day: 1 is all of it. */
  budget(day: string, used: number): void;
}

/** How much of the day's budget is used. */
export interface BudgetGauge {
  /** As a call found it; one that did not fit in any more found it used up. */
  called(day: string, used: number): void;
  /** As it is written down: a new day begins with it, and on the same day less than a call has found says nothing. */
  seen(day: string, used: number): void;
}

export function budgetGauge(registry: Registry): BudgetGauge {
  let last = { day: '', used: 0 };
  const called = (day: string, used: number): void => {
    last = { day, used };
    registry.set(MODEL.budgetUsed, {}, used);
  };
  return { called, seen: (day, used) => called(day, day === last.day ? Math.max(used, last.used) : used) };
}

export function modelObserver(registry: Registry, budget: BudgetGauge): ModelObserver {
  return {
    called: ({ outcome, seconds, tokens }) => {
      registry.observe(MODEL.calls, { outcome }, seconds);
      const isAway = ['model_unavailable', 'model_busy', 'model_not_accepted'].includes(outcome);
      if (outcome !== 'stopped') registry.set(MODEL.answers, {}, isAway ? 0 : 1);
      if (tokens === null) return;
      registry.add(MODEL.tokens, { direction: 'read' }, tokens.input);
      registry.add(MODEL.tokens, { direction: 'written' }, tokens.output);
    },
    spent: (amount, currency) => registry.add(MODEL.cost, { currency }, amount),
    budget: (day, used) => budget.called(day, used),
  };
}
