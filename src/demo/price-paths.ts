import { CURRENCIES, type DemoCurrency, type DemoSecurity } from './universe.ts';
import type { Random } from './random.ts';
import type { TradingDays } from './trading-days.ts';

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
export interface Benchmark {
  readonly id: string;
  readonly name: string;
  /** By trading day, in hundredths. */
  readonly levels: Float64Array;
}

/** What moves many securities at once. */
export interface Factors {
  readonly world: Float64Array;
  readonly regions: Readonly<Record<DemoCurrency, Float64Array>>;
  readonly sectors: ReadonlyMap<string, Float64Array>;
  /** Yields of bonds, by currency. */
  readonly rates: Readonly<Record<DemoCurrency, Float64Array>>;
}

/** Daily returns that securities share: the world's with calm and stormy times, the regions', the sectors'. */
export function inventFactors(random: Random, days: number): Factors {
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

/** A security's closes by trading day, in its last decimal; 0 where it does not exist. Dividends fall out of the price. */
export function pathOf(
  random: Random,
  security: DemoSecurity,
  factors: Factors,
  time: TradingDays,
): Float64Array {
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

/** One unit of each currency in US dollars by trading day, as stated: rounded. */
export function inventRates(random: Random, days: number): Record<DemoCurrency, Float64Array> {
  return byCurrency((currency) => {
    const scale = 10 ** FX_DECIMALS[currency];
    let rate = FX_START[currency];
    return Float64Array.from({ length: days }, () => {
      if (currency !== 'USD') rate *= 1 + random.normal() * 0.0046 + 0.0005 * (1 - rate / FX_START[currency]);
      return Math.round(rate * scale) / scale;
    });
  });
}

export function inventBenchmarks(factors: Factors, days: number): Benchmark[] {
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
