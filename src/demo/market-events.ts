import { minorUnits } from '../vocabulary/currency.ts';
import { at, type Random } from './random.ts';
import type { TradingDays } from './trading-days.ts';
import {
  type DemoSecurity,
  MERGER_ACQUIRER,
  MERGER_TARGET,
  SPINOFF_CHILD,
  SPINOFF_PARENT,
} from './universe.ts';

/** What happens to everybody who holds `security` at the start of the day. */
export type MarketEvent =
  /** Per share, in ten-thousandths of the currency's major unit. */
  | { readonly kind: 'dividend' | 'return_of_capital'; readonly security: number; readonly perShare: number }
  | { readonly kind: 'coupon'; readonly security: number; readonly rate: number }
  | { readonly kind: 'redemption'; readonly security: number }
  | { readonly kind: 'split'; readonly security: number; readonly ratio: number }
  | {
      readonly kind: 'spinoff';
      readonly security: number;
      readonly child: number;
      readonly per: number;
      readonly costFraction: string;
    }
  /** `per` of the acquirer, in ten-thousandths, and cash in minor units for each share. */
  | {
      readonly kind: 'merger';
      readonly security: number;
      readonly acquirer: number;
      readonly per: number;
      readonly cash: number;
    };

const MERGER_PER = 4_000;
const SPINOFF_PER = 2_500;
/** The target's price follows the offer from its announcement on. */
export const MERGER_NOTICE_DAYS = 45;

/** About three a year, where the price has become high. */
export function splits(
  random: Random,
  securities: readonly DemoSecurity[],
  closes: readonly Float64Array[],
  events: MarketEvent[][],
  time: TradingDays,
  ...otherActions: readonly number[]
): void {
  const wanted = Math.max(2, Math.round((time.last / 261) * 3));
  const equities = securities.filter(
    ({ assetClass, index }) => assetClass === 'Equity' && index < SPINOFF_CHILD,
  );
  for (let tries = 0, made = 0; tries < wanted * 20 && made < wanted; tries += 1) {
    const security = random.pick(equities);
    const day = time.first + 15 + random.below(Math.max(1, time.last - time.first - 30));
    const path = at(closes, security.index);
    const price = (path[day] ?? 0) / 10 ** security.priceDecimals / (security.currency === 'JPY' ? 30 : 1);
    if (price < 120 || day > time.last) continue;
    const reserved = [SPINOFF_PARENT, MERGER_TARGET, MERGER_ACQUIRER].includes(security.index);
    if (reserved && otherActions.some((other) => Math.abs(other - day) < 70)) continue;
    if (events[day]?.some((event) => event.security === security.index)) continue;
    const ratio = price > 400 ? 4 : price > 220 ? 3 : 2;
    rescale(path, day, 1 / ratio);
    events[day]?.push({ kind: 'split', security: security.index, ratio });
    made += 1;
  }
}

/** The child's shares are worth at most half of the parent, whose price falls by them. */
export function spinOff(closes: readonly Float64Array[], events: MarketEvent[][], day: number): void {
  const parent = at(closes, SPINOFF_PARENT);
  const child = at(closes, SPINOFF_CHILD);
  const [before, worth] = [parent[day] ?? 0, (child[day] ?? 0) * (SPINOFF_PER / 10_000)];
  if (before <= worth * 2) rescale(child, day, before / (worth * 5));
  const moved = (child[day] ?? 0) * (SPINOFF_PER / 10_000);
  rescale(parent, day, (before - moved) / before);
  events[day]?.push({
    kind: 'spinoff',
    security: SPINOFF_PARENT,
    child: SPINOFF_CHILD,
    per: SPINOFF_PER,
    costFraction: (Math.round((moved / before) * 10_000) / 10_000).toFixed(4),
  });
}

/** From the announcement on the target is worth the offer, less a little for the wait. */
export function merge(
  closes: readonly Float64Array[],
  events: MarketEvent[][],
  day: number,
  acquirer: DemoSecurity,
): void {
  const target = at(closes, MERGER_TARGET);
  const bidder = at(closes, MERGER_ACQUIRER);
  const announced = Math.max(1, day - MERGER_NOTICE_DAYS);
  // A fair offer: a quarter above the price before it, the part that shares do not cover in cash.
  const offer = Math.round((target[announced - 1] ?? 0) * 1.25);
  const inShares = ((bidder[announced] ?? 0) * MERGER_PER) / 10_000;
  const factor = inShares > offer * 0.8 ? inShares / (offer * 0.8) : 1;
  rescale(target, 0, factor);
  const cash = Math.max(100, Math.round(offer * factor - inShares));
  for (let index = announced; index < target.length; index += 1) {
    const worth = ((bidder[index] ?? 0) * MERGER_PER) / 10_000 + cash;
    target[index] = index < day ? Math.max(1, Math.round(worth * (1 - 0.0004 * (day - index)))) : 0;
  }
  events[day]?.push({
    kind: 'merger',
    security: MERGER_TARGET,
    acquirer: MERGER_ACQUIRER,
    per: MERGER_PER,
    // Prices have as many decimals as the currency.
    cash: Math.round(cash * 10 ** (minorUnits(acquirer.currency) - acquirer.priceDecimals)),
  });
}

/** Dividends and coupons on their calendar, returns of capital by property trusts, redemptions. */
export function payments(
  random: Random,
  securities: readonly DemoSecurity[],
  closes: readonly Float64Array[],
  events: MarketEvent[][],
  time: TradingDays,
  endsOf: readonly number[],
): void {
  for (const security of securities) {
    const end = at(endsOf, security.index);
    if (security.coupon !== null) {
      coupons(security, security.coupon, events, time);
      continue;
    }
    if (security.payments === 0) continue;
    const months = 12 / security.payments;
    const path = at(closes, security.index);
    const offset = random.below(months * 21);
    for (let number = 0; ; number += 1) {
      const day = time.first + offset + Math.round(number * months * 21.75);
      if (day > end) break;
      if (day < security.from + 5 || events[day]?.some((event) => event.security === security.index))
        continue;
      const price = (path[day - 1] ?? 0) / 10 ** security.priceDecimals;
      const perShare = Math.max(1, Math.round(((price * security.yield) / security.payments) * 10_000));
      const capital = security.assetClass === 'Real Estate' && number % 4 === 3;
      events[day]?.push({
        kind: capital ? 'return_of_capital' : 'dividend',
        security: security.index,
        perShare,
      });
    }
  }
}

function coupons(security: DemoSecurity, coupon: number, events: MarketEvent[][], time: TradingDays): void {
  for (let day = security.to; day > security.from; day -= 130) {
    if (day > time.last || day < time.first) continue;
    events[day]?.push({ kind: 'coupon', security: security.index, rate: coupon / 2 });
  }
  if (security.to <= time.last) events[security.to]?.push({ kind: 'redemption', security: security.index });
}

function rescale(closes: Float64Array, from: number, factor: number): void {
  for (let day = from; day < closes.length; day += 1) {
    closes[day] = (closes[day] ?? 0) === 0 ? 0 : Math.max(1, Math.round((closes[day] ?? 0) * factor));
  }
}
