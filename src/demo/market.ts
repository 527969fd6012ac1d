import { addMonths, type Day } from '../vocabulary/day.ts';
import { at, randomOf, type Random } from './random.ts';
import { minorUnits } from '../vocabulary/currency.ts';
import { tradingDays, type TradingDays } from './trading-days.ts';
import {
  CURRENCIES,
  type DemoCurrency,
  type DemoSecurity,
  inventUniverse,
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

export interface Benchmark {
  readonly id: string;
  readonly name: string;
  /** By trading day, in hundredths. */
  readonly levels: Float64Array;
}

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

export const FX_DECIMALS: Readonly<Record<DemoCurrency, number>> = {
  USD: 6,
  EUR: 6,
  GBP: 6,
  CHF: 6,
  CAD: 6,
  JPY: 8,
};
const FX_START: Readonly<Record<DemoCurrency, number>> = {
  USD: 1,
  EUR: 1.09,
  GBP: 1.27,
  CHF: 1.12,
  CAD: 0.74,
  JPY: 0.0071,
};
const MERGER_PER = 4_000;
const SPINOFF_PER = 2_500;
/** The target's price follows the offer from its announcement on. */
const MERGER_NOTICE_DAYS = 45;

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

interface Factors {
  readonly world: Float64Array;
  readonly regions: Readonly<Record<DemoCurrency, Float64Array>>;
  readonly sectors: ReadonlyMap<string, Float64Array>;
  /** Yields of bonds, by currency. */
  readonly rates: Readonly<Record<DemoCurrency, Float64Array>>;
}

/** Daily returns that securities share: the world's with calm and stormy times, the regions', the sectors'. */
function inventFactors(random: Random, days: number): Factors {
  const world = new Float64Array(days);
  let storm = 0;
  for (let day = 0; day < days; day += 1) {
    if (storm === 0 && random.chance(1 / 420)) storm = 30 + random.below(40);
    world[day] = storm > 0 ? random.normal() * 0.018 - 0.0022 : random.normal() * 0.0068 + 0.00052;
    storm = Math.max(0, storm - 1);
  }
  const noise = (volatility: number): Float64Array =>
    Float64Array.from({ length: days }, () => random.normal() * volatility);
  const sectors = new Map<string, Float64Array>();
  for (const sector of SECTORS_WITH_FACTOR) sectors.set(sector, noise(0.0045));
  return {
    world,
    regions: byCurrency(() => noise(0.0032)),
    sectors,
    rates: byCurrency((currency) =>
      meanReverting(random, days, currency === 'CHF' || currency === 'JPY' ? 0.012 : 0.033),
    ),
  };
}

const SECTORS_WITH_FACTOR = [
  'Information Technology',
  'Health Care',
  'Financials',
  'Industrials',
  'Consumer Discretionary',
  'Consumer Staples',
  'Energy',
  'Materials',
  'Utilities',
  'Communication Services',
  'Real Estate',
];

function meanReverting(random: Random, days: number, mean: number): Float64Array {
  const rates = new Float64Array(days);
  let rate = mean;
  for (let day = 0; day < days; day += 1) {
    rate = Math.max(0.001, rate + 0.0009 * (mean - rate) + random.normal() * 0.00042);
    rates[day] = rate;
  }
  return rates;
}

function pathOf(random: Random, security: DemoSecurity, factors: Factors, time: TradingDays): Float64Array {
  const closes = new Float64Array(time.days.length);
  const scale = 10 ** security.priceDecimals;
  const region = factors.regions[security.currency];
  const sector = security.sector === null ? undefined : factors.sectors.get(security.sector);
  const rates = factors.rates[security.currency];
  let price = security.startPrice;
  for (let day = security.from; day <= Math.min(security.to, time.last); day += 1) {
    if (security.coupon === null) {
      const shared =
        security.beta * ((factors.world[day] ?? 0) + (region[day] ?? 0)) +
        (sector?.[day] ?? 0) * Math.abs(security.beta);
      const own = random.normal() * security.ownVolatility;
      price *= 1 + Math.max(-0.22, Math.min(0.22, shared + own - security.yield / 261));
      price = Math.max(price, security.startPrice * 0.04);
      closes[day] = Math.max(1, Math.round(price * scale));
    } else {
      closes[day] = Math.round(
        bondPrice(security.coupon, rates[day] ?? 0.03, (security.to - day) / 261) * scale,
      );
    }
  }
  return closes;
}

/** Per 1 of face: the coupons' annuity and the face, at a yield compounded yearly, the broken year in a line. */
function bondPrice(coupon: number, rate: number, years: number): number {
  const whole = Math.floor(years);
  let discount = 1;
  let annuity = 0;
  for (let year = 0; year < whole; year += 1) {
    discount /= 1 + rate;
    annuity += discount;
  }
  const broken = years - whole;
  const last = discount / (1 + rate * broken);
  return coupon * (annuity + broken * last) + last;
}

function rescale(closes: Float64Array, from: number, factor: number): void {
  for (let day = from; day < closes.length; day += 1) {
    closes[day] = (closes[day] ?? 0) === 0 ? 0 : Math.max(1, Math.round((closes[day] ?? 0) * factor));
  }
}

/** About three a year, where the price has become high. */
function splits(
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

function spinOff(closes: readonly Float64Array[], events: MarketEvent[][], day: number): void {
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

function merge(
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
function payments(
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

function inventRates(random: Random, days: number): Record<DemoCurrency, Float64Array> {
  return byCurrency((currency) => {
    const scale = 10 ** FX_DECIMALS[currency];
    let rate = FX_START[currency];
    return Float64Array.from({ length: days }, () => {
      if (currency !== 'USD') rate *= 1 + random.normal() * 0.0046 + 0.0005 * (1 - rate / FX_START[currency]);
      return Math.round(rate * scale) / scale;
    });
  });
}

function inventBenchmarks(factors: Factors, days: number): Benchmark[] {
  const level = (id: string, name: string, returns: (day: number) => number): Benchmark => {
    let value = 100_000;
    const levels = Float64Array.from({ length: days }, (_, day) => {
      if (day > 0) value *= 1 + returns(day);
      return Math.round(value);
    });
    return { id, name, levels };
  };
  const world = (day: number): number => factors.world[day] ?? 0;
  const region = (currency: DemoCurrency, day: number): number =>
    world(day) + (factors.regions[currency][day] ?? 0);
  const bond = (day: number): number => {
    const [before, now] = [factors.rates.USD[day - 1] ?? 0, factors.rates.USD[day] ?? 0];
    return before / 261 - 5.5 * (now - before);
  };
  return [
    level('BM-WORLD', 'Global Equity Composite TR', world),
    level('BM-US', 'US Equity Composite TR', (day) => region('USD', day)),
    level('BM-EUROPE', 'European Equity Composite TR', (day) => region('EUR', day)),
    level('BM-BOND', 'Aggregate Bond Composite TR', bond),
    level('BM-6040', 'Balanced 60/40 Composite TR', (day) => 0.6 * world(day) + 0.4 * bond(day)),
  ];
}

function byCurrency<T>(make: (currency: DemoCurrency) => T): Record<DemoCurrency, T> {
  const [USD, EUR, GBP, CHF, CAD, JPY] = CURRENCIES;
  return {
    [USD]: make(USD),
    [EUR]: make(EUR),
    [GBP]: make(GBP),
    [CHF]: make(CHF),
    [CAD]: make(CAD),
    [JPY]: make(JPY),
  };
}

/** The calendar day of a bond's maturity, also past the end of the demo's time. */
export function maturityOf(security: DemoSecurity, time: TradingDays): Day | null {
  if (security.coupon === null) return null;
  if (security.to <= time.last) return at(time.days, security.to);
  return addMonths(at(time.days, time.last), Math.ceil((security.to - time.last) / 21.75));
}
