import { requireRight } from '../security/rights.ts';
import type { Day } from '../vocabulary/day.ts';
import type { Actor } from '../vocabulary/scope.ts';
import {
  type Budget,
  type FirmUsage,
  type ModelBudgets,
  type ModelPrices,
  type ModelUsage,
  moneyOfNanos,
  type Spend,
  type UsageHistory,
  type UsageLedger,
  type UsageOverview,
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

export interface ReadUsage {
  readonly of: (actor: Actor) => Promise<ModelUsage>;
  /** Of all together; null where no model is set up. */
  /** Of everybody. Rejects with `not_permitted` for whoever may not see how the installation stands. */
  readonly overview: (actor: Actor) => Promise<UsageOverview>;
  readonly ofFirm: () => Promise<FirmUsage | null>;
}

/** Tells what the language model took today. */
export function createReadUsage(
  ledger: UsageLedger,
  history: UsageHistory,
  { model, budgets, prices, day }: ModelTerms,
): ReadUsage {
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
  return {
    of: async ({ user }) => {
      const today = day();
      return { day: today, model, own: used(await ledger.of(today, user), budgets.person) };
    },
    overview: async (actor) => {
      requireRight(actor, 'installation.read');
      const today = day();
      return {
        day: today,
        model,
        firm: used(await ledger.of(today, null), budgets.firm),
        people: (await history.people(today)).map(({ user, ...spent }) => ({
          user,
          ...used(spent, budgets.person),
        })),
        days: (await history.days()).map(({ day: past, ...spent }) => ({
          day: past,
          ...used(spent, budgets.firm),
        })),
      };
    },
    ofFirm: async () => {
      if (model === null) return null;
      const today = day();
      return { ...model, day: today, used: used(await ledger.of(today, null), budgets.firm) };
    },
  };
}
