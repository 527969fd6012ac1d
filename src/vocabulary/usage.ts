import type { Day } from './day.ts';
import type { ModelTokens } from './exchange.ts';

/** What calls of a language model took. Whole numbers all of them. */
export interface Spend {
  readonly calls: number;
  readonly input: number;
  /** Of the input, what the server had kept from an earlier call. */
  readonly cachedInput: number;
  readonly output: number;
  /** Thousand-millionths of the currency; 0 where no prices are set. */
  readonly nanos: number;
}

export const NOTHING_SPENT: Spend = { calls: 0, input: 0, cachedInput: 0, output: 0, nanos: 0 };

/** The most that may be taken in a day; null: no limit. */
export interface Budget {
  readonly tokens: number | null;
  readonly nanos: number | null;
}

/** Of each person, and of all together. */
export interface ModelBudgets {
  readonly person: Budget;
  readonly firm: Budget;
}

/** Prices of a million tokens, in millionths of the currency. */
export interface ModelPrices {
  /** ISO 4217. */
  readonly currency: string;
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** The budget that a call does not fit into any more. */
export interface UsedUp {
  readonly whose: keyof ModelBudgets;
  readonly what: keyof Budget;
}

/** Counts by the firm's calendar day what the language model took, of each person and of all together. */
export interface UsageLedger {
  /** Counts `amount` as spent where it fits into every budget; otherwise counts nothing and says which is too small. */
  reserve(day: Day, user: string, amount: Spend, budgets: ModelBudgets): Promise<UsedUp | null>;
  /** Puts what was really spent in the place of what was reserved. */
  settle(day: Day, user: string, reserved: Spend, spent: Spend): Promise<void>;
  /** `user` null: of all together. */
  of(day: Day, user: string | null): Promise<Spend>;
}

/** What the ledger says of several at once. */
export interface UsageHistory {
  /** Of each person on a day, whoever took most first. */
  people(day: Day): Promise<readonly (Spend & { readonly user: string })[]>;
  /** Of all together on the last days that there are, the newest first. */
  days(): Promise<readonly (Spend & { readonly day: string })[]>;
}

/** How much of a budget is used. */
export interface UsedBudget {
  readonly calls: number;
  readonly tokens: { readonly input: number; readonly output: number; readonly max: number | null };
  /** Exact decimal text; null where no prices are set. */
  readonly money: { readonly used: string; readonly max: string | null; readonly currency: string } | null;
}

/** What the language model has taken today of one person. */
export interface ModelUsage {
  readonly day: Day;
  /** Which one is asked; null where none is set up. */
  readonly model: { readonly host: string; readonly name: string } | null;
  readonly own: UsedBudget;
}

/** What it took of everybody: today by person, and day by day. */
export interface UsageOverview {
  readonly day: Day;
  readonly model: ModelUsage['model'];
  readonly firm: UsedBudget;
  /** The most that one person may take in a day stands with each. */
  readonly people: readonly (UsedBudget & { readonly user: string })[];
  readonly days: readonly (UsedBudget & { readonly day: string })[];
}

/** What it has taken today of all together. */
export interface FirmUsage {
  readonly host: string;
  readonly name: string;
  readonly day: Day;
  readonly used: UsedBudget;
}

/**
 * What tokens cost, rounded up to a thousand-millionth of the currency. Whole numbers in, a whole number out: no
 * money passes through a fraction.
 */
export function nanosOf(tokens: ModelTokens, prices: ModelPrices | null): number {
  if (prices === null) return 0;
  const cached = Math.min(tokens.cachedInput ?? 0, tokens.input);
  const picos =
    BigInt(tokens.input - cached) * BigInt(prices.input) +
    BigInt(cached) * BigInt(prices.cachedInput) +
    BigInt(tokens.output) * BigInt(prices.output);
  return Number((picos + 999n) / 1_000n);
}

/** Thousand-millionths as exact decimal text: 1500000000 is 1.5. */
export function moneyOfNanos(nanos: number): string {
  const digits = String(nanos).padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0+$/, '');
  return `${digits.slice(0, -9)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Decimal text with at most `places` places as a whole number of its smallest parts. Exact. */
export function scaledWhole(decimal: string, places: number): number {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return Number(`${whole}${fraction.padEnd(places, '0').slice(0, places)}`);
}
