import { SCALES } from '../model/product-tables.ts';
import type { AccountTerms, Amounts, Booking, Oddity } from './booking.ts';
import { noteInto } from './books.ts';
import { closeOn } from './closes.ts';
import { dailyValues, endOf, type DailyValues } from './daily-values.ts';
import { rescale } from './decimal.ts';
import { keepLedger, type Ledger } from './ledger.ts';
import { lotsOf } from './lots.ts';
import { converterFor, type Converter, type Market } from './market.ts';
import { fillPockets, type Pocket } from './pockets.ts';

/** How much was held from the end of `from` to the end of `to`; cash has no cost. */
export interface PositionInterval {
  readonly securityId: string;
  readonly from: number;
  readonly to: number;
  readonly quantity: bigint;
  readonly cost: Amounts | null;
}

export interface OpenLot {
  readonly securityId: string;
  readonly acquired: number;
  readonly quantity: bigint;
  readonly cost: Amounts;
}

/** A position on one day; `price` is the last close in each reporting currency, at money scale. */
export interface PositionValue {
  readonly securityId: string;
  readonly quantity: bigint;
  readonly price: Amounts;
  readonly marketValue: Amounts;
  readonly cost: Amounts | null;
}

/** Everything that is known of one account. */
export interface AccountFigures {
  readonly ledger: Ledger;
  readonly daily: DailyValues;
  /** What the daily values are made of. */
  readonly pockets: readonly Pocket[];
  readonly lastDay: number;
  readonly oddities: readonly Oddity[];
}

/** Works one account out, from its bookings to its daily figures; null when it has no bookings. */
export function accountFigures(
  terms: AccountTerms,
  bookings: readonly Booking[],
  market: Market,
): AccountFigures | null {
  const ledger = keepLedger(terms, bookings, market);
  if (!ledger) return null;
  const oddities: Oddity[] = [...ledger.oddities];
  const note = noteInto(oddities, terms.accountId);
  const lastDay = endOf(ledger, market.horizon);
  const count = lastDay - ledger.firstDay + 1;
  const pockets = fillPockets(ledger, market, terms.currencies[0] ?? '', ledger.firstDay, count, note);
  const daily = dailyValues(terms.currencies, ledger, pockets, market, count, note);
  return { ledger, daily, pockets, lastDay, oddities };
}

/** Positions and cash as intervals without gaps between changes, until `lastDay`; what is not held has no interval. */
export function positionIntervals(ledger: Ledger, lastDay: number): PositionInterval[] {
  const intervals: PositionInterval[] = [];
  const add = (
    securityId: string,
    steps: readonly { readonly day: number }[],
    of: (index: number) => Pick<PositionInterval, 'quantity' | 'cost'>,
  ): void => {
    steps.forEach((step, i) => {
      const { quantity, cost } = of(i);
      const to = (steps[i + 1]?.day ?? lastDay + 1) - 1;
      if (quantity !== 0n) intervals.push({ securityId, from: step.day, to, quantity, cost });
    });
  };
  for (const [id, steps] of ledger.steps) {
    add(id, steps, (i) => ({ quantity: steps[i]?.quantity ?? 0n, cost: steps[i]?.cost ?? null }));
  }
  for (const [currency, steps] of ledger.cash) {
    add(`CASH:${currency}`, steps, (i) => ({ quantity: asQuantity(steps[i]?.balance ?? 0n), cost: null }));
  }
  return intervals;
}

export function openLots(ledger: Ledger): OpenLot[] {
  return [...ledger.holdings].flatMap(([securityId, holding]) =>
    lotsOf(holding).map(({ acquired, quantity, cost }) => ({ securityId, acquired, quantity, cost })),
  );
}

/** A converter that keeps silent: the daily values have told of missing rates already. */
export function quietConverter(currencies: readonly string[], market: Market): Converter {
  return converterFor(currencies, market.rates, () => undefined);
}

/** What is held at the end of a day, valued at the last close on or before it; cash included. */
export function positionsOn(
  ledger: Ledger,
  market: Market,
  convert: Converter,
  day: number,
): PositionValue[] {
  const positions: PositionValue[] = [];
  for (const [securityId, steps] of ledger.steps) {
    const step = lastOn(steps, day);
    if (!step || step.quantity === 0n) continue;
    const currency = market.currencyOf(securityId);
    const closes = market.closesOf(securityId);
    const close = (closes && closeOn(closes, day)) ?? 0n;
    positions.push({
      securityId,
      quantity: step.quantity,
      price: convert.values(ONE_UNIT, close, currency ?? '', day),
      marketValue: convert.values(step.quantity, close, currency ?? '', day),
      cost: step.cost,
    });
  }
  for (const [currency, steps] of ledger.cash) {
    const balance = lastOn(steps, day)?.balance ?? 0n;
    if (balance === 0n) continue;
    positions.push({
      securityId: `CASH:${currency}`,
      quantity: asQuantity(balance),
      price: convert.amounts(ONE_MONEY, currency, day),
      marketValue: convert.amounts(balance, currency, day),
      cost: null,
    });
  }
  return positions;
}

const ONE_UNIT = rescale(1n, 0, SCALES.quantity);
const ONE_MONEY = rescale(1n, 0, SCALES.money);

function asQuantity(balance: bigint): bigint {
  return rescale(balance, SCALES.money, SCALES.quantity);
}

/** The last step on or before a day. */
function lastOn<S extends { readonly day: number }>(steps: readonly S[], day: number): S | null {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.day ?? Infinity) <= day) low = middle + 1;
    else high = middle;
  }
  return steps[low - 1] ?? null;
}
