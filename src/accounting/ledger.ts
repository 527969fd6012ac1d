import { apply } from './apply.ts';
import { inOrder, type AccountTerms, type Amounts, type Booking, type Oddity } from './booking.ts';
import {
  noteInto,
  type Books,
  type Fee,
  type Flow,
  type Income,
  type RealizedGain,
  type Tax,
} from './books.ts';
import { emptyHolding, type Holding } from './lots.ts';
import { converterFor, type Market } from './market.ts';

/** What is held from the end of `day` until the next step. */
export interface Step {
  readonly day: number;
  readonly quantity: bigint;
  readonly cost: Amounts;
}

export interface CashStep {
  readonly day: number;
  /** Money scale, in the currency of the balance. */
  readonly balance: bigint;
}

/** An account's bookings, worked out: everything that does not depend on later closes and rates. */
export interface Ledger {
  readonly firstDay: number;
  readonly lastDay: number;
  readonly holdings: ReadonlyMap<string, Holding>;
  readonly steps: ReadonlyMap<string, readonly Step[]>;
  readonly cash: ReadonlyMap<string, readonly CashStep[]>;
  readonly realized: readonly RealizedGain[];
  readonly income: readonly Income[];
  readonly fees: readonly Fee[];
  readonly taxes: readonly Tax[];
  readonly flows: readonly Flow[];
  readonly oddities: readonly Oddity[];
}

/** Applies an account's bookings in their order; null when there are none. */
export function keepLedger(terms: AccountTerms, bookings: readonly Booking[], market: Market): Ledger | null {
  const ordered = inOrder(bookings);
  const [first, last] = [ordered[0], ordered.at(-1)];
  if (!first || !last) return null;
  const holdings = new Map<string, Holding>();
  const balances = new Map<string, bigint>();
  const steps = new Map<string, Step[]>();
  const cash = new Map<string, CashStep[]>();
  const touched = new Set<string>();
  const paid = new Set<string>();
  const oddities: Oddity[] = [];
  const events = { realized: [], income: [], fees: [], taxes: [], flows: [] };
  const note = noteInto(oddities, terms.accountId);
  const books: Books = {
    terms,
    market,
    note,
    convert: converterFor(terms.currencies, market.rates, (from, to, day, found) =>
      note(
        found ? 'rate_before_first' : 'rate_missing',
        found ? 'warning' : 'error',
        day,
        null,
        `${from}/${to}`,
      ),
    ),
    ...events,
    holding(securityId) {
      touched.add(securityId);
      const known = holdings.get(securityId);
      if (known) return known;
      const fresh = emptyHolding(terms.costMethod, terms.currencies.length);
      holdings.set(securityId, fresh);
      return fresh;
    },
    pay(currency, amount) {
      paid.add(currency);
      balances.set(currency, (balances.get(currency) ?? 0n) + amount);
    },
  };
  ordered.forEach((booking, i) => {
    apply(books, booking, i);
    if (ordered[i + 1]?.day === booking.day) return;
    for (const id of touched) recordStep(steps, id, booking.day, holdings.get(id));
    for (const currency of paid) recordCash(cash, currency, booking.day, balances.get(currency) ?? 0n);
    touched.clear();
    paid.clear();
  });
  return { firstDay: first.day, lastDay: last.day, holdings, steps, cash, ...events, oddities };
}

function recordStep(steps: Map<string, Step[]>, id: string, day: number, holding: Holding | undefined): void {
  if (!holding) return;
  const known = steps.get(id);
  const last = known?.at(-1);
  const same =
    (last?.quantity ?? 0n) === holding.quantity &&
    holding.cost.every((amount, k) => amount === (last?.cost[k] ?? 0n));
  if (same) return;
  const step = { day, quantity: holding.quantity, cost: [...holding.cost] };
  if (known) known.push(step);
  else steps.set(id, [step]);
}

function recordCash(cash: Map<string, CashStep[]>, currency: string, day: number, balance: bigint): void {
  const known = cash.get(currency);
  if ((known?.at(-1)?.balance ?? 0n) === balance) return;
  if (known) known.push({ day, balance });
  else cash.set(currency, [{ day, balance }]);
}
