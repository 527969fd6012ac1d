import { addMonths, type Day } from '../vocabulary/day.ts';
import { type MarketEvent, merge, MERGER_NOTICE_DAYS, payments, spinOff, splits } from './market-events.ts';
import { type Benchmark, inventBenchmarks, inventFactors, inventRates, pathOf } from './price-paths.ts';
import { at, randomOf } from './random.ts';
import { tradingDays, type TradingDays } from './trading-days.ts';
import {
  type DemoCurrency,
  type DemoSecurity,
  inventUniverse,
  MERGER_ACQUIRER,
  MERGER_TARGET,
} from './universe.ts';

/** The market of a demo firm: it does not grow with the number of accounts. */
export interface Market {
  readonly time: TradingDays;
  readonly securities: readonly DemoSecurity[];
  /** By security, by trading day: the close in its last decimal; 0 where there is none. */
  readonly closes: readonly Float64Array[];
  /** By trading day. */
  readonly events: readonly (readonly MarketEvent[])[];
  /** By currency, by trading day: one unit in US dollars, as stated (rounded). */
  readonly usd: Readonly<Record<DemoCurrency, Float64Array>>;
  readonly benchmarks: readonly Benchmark[];
}

export function inventMarket(seed: number, end: Day, years: number): Market {
  const random = randomOf(seed, 'market');
  const time = tradingDays(end, years);
  const span = time.last - time.first;
  const spinoffDay = time.first + Math.round(span * 0.45);
  const mergerDay = time.first + Math.round(span * 0.7);
  const securities = inventUniverse(random, time, spinoffDay);
  const factors = inventFactors(random, time.days.length);
  const closes = securities.map((security) => pathOf(randomOf(seed, security.id), security, factors, time));
  const events: MarketEvent[][] = time.days.map(() => []);
  splits(random, securities, closes, events, time, spinoffDay, mergerDay);
  spinOff(closes, events, spinoffDay);
  merge(closes, events, mergerDay, at(securities, MERGER_ACQUIRER));
  const endsOf = securities.map((security) =>
    security.index === MERGER_TARGET ? mergerDay - 1 : Math.min(security.to, time.last),
  );
  payments(random, securities, closes, events, time, endsOf);
  return {
    time,
    securities,
    closes,
    events,
    usd: inventRates(random, time.days.length),
    benchmarks: inventBenchmarks(factors, time.days.length),
  };
}

/** Whether a security can be bought: it has a close, and is not about to end. */
export function isOnOffer(market: Market, security: DemoSecurity, day: number): boolean {
  if ((at(market.closes, security.index)[day] ?? 0) === 0) return false;
  const ahead = Math.min(day + (security.coupon === null ? MERGER_NOTICE_DAYS + 5 : 180), market.time.last);
  if (security.coupon !== null && ahead >= security.to) return false;
  return (at(market.closes, security.index)[ahead] ?? 0) > 0;
}

/** The calendar day of a bond's maturity, also past the end of the demo's time. */
export function maturityOf(security: DemoSecurity, time: TradingDays): Day | null {
  if (security.coupon === null) return null;
  if (security.to <= time.last) return at(time.days, security.to);
  return addMonths(at(time.days, time.last), Math.ceil((security.to - time.last) / 21.75));
}
