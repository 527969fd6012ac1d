import { addDays, type Day } from '../vocabulary/day.ts';
import { minorUnits } from '../vocabulary/currency.ts';
import type { TransactionType } from '../model/source-tables.ts';
import type { DemoAccount } from './firm.ts';
import type { Market } from './market.ts';
import { at } from './random.ts';
import { amountText, fixedText, quantityText, valueMinor } from './scaled.ts';
import type { DemoCurrency, DemoSecurity } from './universe.ts';

/** A row of a table, in the order of its columns; null is no value. */
export type TextRow = readonly (string | null)[];

/** One booking before it is written; quantities in ten-thousandths, amounts in minor units. */
export interface Booking {
  readonly day: number;
  readonly type: TransactionType;
  readonly currency: DemoCurrency;
  readonly amount: number;
  readonly security?: DemoSecurity;
  readonly quantity?: number;
  /** In the last decimal of the security's close. */
  readonly price?: number;
  readonly fee?: number;
  readonly tax?: number;
  readonly description: string;
  readonly related?: DemoSecurity;
  readonly costFraction?: string;
}

/** Trading days until a trade is settled. */
const SETTLEMENT_DAYS = 2;

/** What one account holds while its history is told; every booking goes through here, so nothing can disagree. */
export class AccountBooks {
  readonly account: DemoAccount;
  readonly #market: Market;
  readonly #emit: (row: TextRow) => void;
  readonly #held = new Map<number, number>();
  readonly #cash = new Map<DemoCurrency, number>();
  #bookings = 0;

  constructor(account: DemoAccount, market: Market, emit: (row: TextRow) => void) {
    this.account = account;
    this.#market = market;
    this.#emit = emit;
  }

  /** Index of the security → quantity; none is 0. A copy, so that it may be walked while bookings are made. */
  get held(): ReadonlyMap<number, number> {
    return new Map(this.#held);
  }

  /** Minor units by currency; none is 0. A copy as well. */
  get balances(): ReadonlyMap<DemoCurrency, number> {
    return new Map(this.#cash);
  }

  quantityOf(security: number): number {
    return this.#held.get(security) ?? 0;
  }

  cash(currency: DemoCurrency): number {
    return this.#cash.get(currency) ?? 0;
  }

  security(index: number): DemoSecurity {
    return at(this.#market.securities, index);
  }

  /** The close of a day, or the last one before it. */
  close(security: number, day: number): number {
    const closes = at(this.#market.closes, security);
    for (let index = day; index >= 0; index -= 1) {
      const close = closes[index] ?? 0;
      if (close > 0) return close;
    }
    return 0;
  }

  /** A position's value in its own currency, in minor units. */
  value(security: number, day: number): number {
    const { priceDecimals, currency } = this.security(security);
    return valueMinor(this.quantityOf(security), this.close(security, day), priceDecimals, currency);
  }

  /** Of everything, in minor units of the account's currency; a planning figure, not a booked one. */
  worth(day: number): number {
    let worth = 0;
    for (const [security] of this.#held) {
      const { currency } = this.security(security);
      worth += this.convert(this.value(security, day), currency, this.account.currency, day);
    }
    for (const [currency, minor] of this.#cash)
      worth += this.convert(minor, currency, this.account.currency, day);
    return worth;
  }

  convert(minor: number, from: DemoCurrency, to: DemoCurrency, day: number): number {
    if (from === to) return minor;
    const { usd } = this.#market;
    const rate = (usd[from][day] ?? 1) / (usd[to][day] ?? 1);
    return minor * rate * 10 ** (minorUnits(to) - minorUnits(from));
  }

  book(booking: Booking): void {
    const { day, type, currency, amount, security, quantity, price, fee, tax } = booking;
    this.#cash.set(currency, this.cash(currency) + amount);
    if (this.#cash.get(currency) === 0) this.#cash.delete(currency);
    if (security !== undefined && quantity !== undefined) this.#change(security.index, quantity);
    if (type === 'MERGER' && booking.related !== undefined) this.#held.delete(booking.related.index);
    this.#bookings += 1;
    const { days } = this.#market.time;
    const settles = type === 'BUY' || type === 'SELL';
    this.#emit([
      `T-${this.account.id.slice(2)}-${String(this.#bookings).padStart(5, '0')}`,
      this.account.id,
      at(days, day),
      settles ? settlementOf(days, day) : null,
      type,
      security?.id ?? null,
      quantity === undefined ? null : quantityText(quantity),
      price === undefined || security === undefined ? null : fixedText(price, security.priceDecimals),
      fee === undefined || fee === 0 ? null : amountText(fee, currency),
      tax === undefined || tax === 0 ? null : amountText(tax, currency),
      amountText(amount, currency),
      currency,
      booking.description,
      booking.related?.id ?? null,
      booking.costFraction ?? null,
      `${addDays(at(days, day), 1)}T06:15:00Z`,
    ]);
  }

  #change(security: number, quantity: number): void {
    const next = this.quantityOf(security) + quantity;
    if (next < 0) throw new RangeError(`more of security ${security} was taken out than is held`);
    if (next === 0) this.#held.delete(security);
    else this.#held.set(security, next);
  }
}

function settlementOf(days: readonly Day[], day: number): Day {
  const settled = days[day + SETTLEMENT_DAYS];
  // Past the demo's last day: weekdays further on, counted as two days or four over a weekend.
  return settled ?? addDays(at(days, day), 4);
}
