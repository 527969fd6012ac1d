import { may } from '../security/rights.ts';
import type { Day } from '../vocabulary/day.ts';
import type { Actor } from '../vocabulary/scope.ts';
import {
  type Budget,
  type ModelBudgets,
  type ModelPrices,
  type ModelUsage,
  moneyOfNanos,
  type Spend,
  type UsageLedger,
  type UsedBudget,
} from '../vocabulary/usage.ts';

/** The language model that is set up, and what it may take. */
export interface ModelTerms {
  readonly model: ModelUsage['model'];
  readonly budgets: ModelBudgets;
  readonly prices: ModelPrices | null;
  /** The day that budgets are counted by. */
  readonly day: () => Day;
}

export type ReadUsage = (actor: Actor) => Promise<ModelUsage>;

/** Tells people what the language model took of them today, and of all to those who look after the installation. */
export function createReadUsage(ledger: UsageLedger, { model, budgets, prices, day }: ModelTerms): ReadUsage {
  const used = (spent: Spend, budget: Budget): UsedBudget => ({
    calls: spent.calls,
    tokens: { input: spent.input, output: spent.output, max: budget.tokens },
    money:
      prices === null
        ? null
        : {
            used: moneyOfNanos(spent.nanos),
            max: budget.nanos === null ? null : moneyOfNanos(budget.nanos),
            currency: prices.currency,
          },
  });
  return async (actor) => {
    const today = day();
    const seesAll = may(actor, 'installation.read');
    return {
      day: today,
      model,
      own: used(await ledger.of(today, actor.user), budgets.person),
      firm: seesAll ? used(await ledger.of(today, null), budgets.firm) : null,
    };
  };
}
