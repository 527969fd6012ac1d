import { sql } from 'kysely';
import { type Day, parseDay } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import {
  type Budget,
  NOTHING_SPENT,
  type ModelBudgets,
  type Spend,
  type UsageHistory,
  type UsageLedger,
  type UsedUp,
} from '../vocabulary/usage.ts';
import type { Records } from './records.ts';
import type { Schema } from './schema.ts';

/** Stands for all together; nobody can be called so. */
const FIRM = '';
const DAY_MS = 86_400_000;

type Database = Pick<Records['db'], 'selectFrom' | 'insertInto' | 'deleteFrom'>;

/** The ledger in the records: a row a day for each person, and one for all together, who outlives any of them. */
export function modelUsageOf({ db }: Records): UsageLedger {
  return {
    reserve: (day, user, amount, budgets) =>
      db.transaction().execute(async (transaction) => {
        const before = {
          person: await spentOn(transaction, day, user),
          firm: await spentOn(transaction, day, FIRM),
        };
        const usedUp = tooSmall(before, amount, budgets);
        if (usedUp !== null) return usedUp;
        if (before.firm.calls === 0) await forgetOldDays(transaction, day);
        for (const whose of [user, FIRM]) await add(transaction, day, whose, amount);
        return null;
      }),
    settle: (day, user, reserved, spent) =>
      db.transaction().execute(async (transaction) => {
        for (const whose of [user, FIRM]) await add(transaction, day, whose, minus(spent, reserved));
      }),
    of: (day, user) => spentOn(db, day, user ?? FIRM),
  };
}

/** Of the people who asked most, and of the days of late. */
export function usageHistoryOf({ db }: Records): UsageHistory {
  return {
    people: async (day) => {
      const rows = await db
        .selectFrom('model_usage')
        .selectAll()
        .where('day', '=', day)
        .where('user', '!=', FIRM)
        .orderBy(sql`input_tokens + output_tokens`, 'desc')
        .orderBy('user')
        .limit(LIMITS.usage_people_listed_max)
        .execute();
      return rows.map((row) => ({ user: row.user, ...spendFrom(row) }));
    },
    days: async () => {
      const rows = await db
        .selectFrom('model_usage')
        .selectAll()
        .where('user', '=', FIRM)
        .orderBy('day', 'desc')
        .limit(LIMITS.usage_days_listed_max)
        .execute();
      return rows.map((row) => ({ day: row.day, ...spendFrom(row) }));
    },
  };
}

/** Within a transaction, which nobody else changes anything beside: what is read is what is added to. */
async function add(on: Database, day: Day, user: string, amount: Spend): Promise<void> {
  const before = await spentOn(on, day, user);
  const sums = {
    calls: before.calls + amount.calls,
    input_tokens: before.input + amount.input,
    cached_tokens: before.cachedInput + amount.cachedInput,
    output_tokens: before.output + amount.output,
    nanos: before.nanos + amount.nanos,
  };
  await on
    .insertInto('model_usage')
    .values({ day, user, ...sums })
    .onConflict((conflict) => conflict.columns(['day', 'user']).doUpdateSet(sums))
    .execute();
}

async function spentOn(on: Database, day: Day, user: string): Promise<Spend> {
  const row = await on
    .selectFrom('model_usage')
    .selectAll()
    .where('day', '=', day)
    .where('user', '=', user)
    .executeTakeFirst();
  return row === undefined ? NOTHING_SPENT : spendFrom(row);
}

function spendFrom(row: Schema['model_usage']): Spend {
  const { calls, input_tokens: input, cached_tokens: cachedInput, output_tokens: output, nanos } = row;
  return { calls, input, cachedInput, output, nanos };
}

function tooSmall(
  before: Readonly<Record<keyof ModelBudgets, Spend>>,
  amount: Spend,
  budgets: ModelBudgets,
): UsedUp | null {
  for (const whose of ['person', 'firm'] as const) {
    const [spent, budget]: [Spend, Budget] = [before[whose], budgets[whose]];
    if (!fits(spent.input + spent.output, amount.input + amount.output, budget.tokens))
      return { whose, what: 'tokens' };
    if (!fits(spent.nanos, amount.nanos, budget.nanos)) return { whose, what: 'nanos' };
  }
  return null;
}

function minus(one: Spend, other: Spend): Spend {
  return {
    calls: one.calls - other.calls,
    input: one.input - other.input,
    cachedInput: one.cachedInput - other.cachedInput,
    output: one.output - other.output,
    nanos: one.nanos - other.nanos,
  };
}

async function forgetOldDays(on: Database, day: Day): Promise<void> {
  const last = new Date(Date.parse(day) - LIMITS.model_usage_days_kept_max * DAY_MS)
    .toISOString()
    .slice(0, 10);
  const before = parseDay(last);
  if (before !== null) await on.deleteFrom('model_usage').where('day', '<', before).execute();
}

function fits(spent: number, more: number, max: number | null): boolean {
  return max === null || spent + more <= max;
}
