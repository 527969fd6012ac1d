import type { ASSET_CLASSES } from '../model/source-tables.ts';
import { companyNames, freshSymbol, SECTOR_NAMES } from './invented-names.ts';
import { at, type Random } from './random.ts';
import type { TradingDays } from './trading-days.ts';

export type AssetClass = (typeof ASSET_CLASSES)[number];

export const CURRENCIES = ['USD', 'EUR', 'GBP', 'CHF', 'CAD', 'JPY'] as const;
export type DemoCurrency = (typeof CURRENCIES)[number];

export const HOME_COUNTRY: Readonly<Record<DemoCurrency, string>> = {
  USD: 'United States',
  EUR: 'Germany',
  GBP: 'United Kingdom',
  CHF: 'Switzerland',
  CAD: 'Canada',
  JPY: 'Japan',
};

/** An invented security; prices and events follow from it (market.ts). */
export interface DemoSecurity {
  readonly index: number;
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
  readonly isin: string;
  readonly assetClass: AssetClass;
  readonly sector: string | null;
  readonly country: string;
  readonly currency: DemoCurrency;
  /** Decimals of its close. */
  readonly priceDecimals: number;
  /** What is bought at once, in ten-thousandths: 1 share, 0.001 of a fund, 1,000 of a bond's face. */
  readonly lot: number;
  /** Trading days on which it exists; a bond's last one is its maturity. */
  readonly from: number;
  readonly to: number;
  /** Yearly, as a fraction of face value; only bonds. */
  readonly coupon: number | null;
  /** Yearly dividends as a fraction of the price, and how often they are paid. */
  readonly yield: number;
  readonly payments: 0 | 1 | 2 | 4;
  readonly startPrice: number;
  /** How much of the world's, and of its own, daily movement is in it. */
  readonly beta: number;
  readonly ownVolatility: number;
}

const EQUITIES: Readonly<Record<DemoCurrency, number>> = { USD: 38, EUR: 14, GBP: 8, CHF: 6, CAD: 5, JPY: 5 };
const BONDS: Readonly<Partial<Record<DemoCurrency, number>>> = { USD: 6, EUR: 4, GBP: 3, CHF: 2, CAD: 2 };
const EURO_COUNTRIES = ['Germany', 'France', 'Netherlands', 'Spain', 'Italy'];
const PAYMENTS: Readonly<Record<DemoCurrency, DemoSecurity['payments']>> = {
  USD: 4,
  CAD: 4,
  GBP: 2,
  JPY: 2,
  EUR: 1,
  CHF: 1,
};
const YEAR = 261;

/** Funds and the like: name, class, currency, price, yield, beta, volatility. */
const OTHERS: readonly (readonly [
  string,
  AssetClass,
  DemoCurrency,
  number,
  number,
  number,
  number,
  string | null,
])[] = [
  ['Meridian Broad Market Fund', 'Fund', 'USD', 48, 0.016, 1, 0.001, null],
  ['Meridian Dividend Fund', 'Fund', 'USD', 31, 0.031, 0.8, 0.002, null],
  ['Meridian World Fund', 'Fund', 'USD', 22, 0.018, 0.95, 0.002, null],
  ['Lodestar Emerging Markets Fund', 'Fund', 'USD', 17, 0.02, 1.15, 0.005, null],
  ['Lodestar Balanced Fund', 'Fund', 'USD', 26, 0.022, 0.6, 0.001, null],
  ['Europa Core Fund', 'Fund', 'EUR', 64, 0.02, 0.95, 0.002, null],
  ['Europa Small Companies Fund', 'Fund', 'EUR', 38, 0.012, 1.1, 0.004, null],
  ['Albion Income Fund', 'Fund', 'GBP', 2.8, 0.035, 0.8, 0.002, null],
  ['Helvetic Core Fund', 'Fund', 'CHF', 112, 0.02, 0.85, 0.002, null],
  ['Maple Index Fund', 'Fund', 'CAD', 29, 0.024, 0.9, 0.002, null],
  ['Meridian Aggregate Bond Fund', 'Fixed Income', 'USD', 52, 0.028, 0.06, 0.002, null],
  ['Europa Government Bond Fund', 'Fixed Income', 'EUR', 71, 0.018, 0.04, 0.002, null],
  ['Stonegate Office REIT', 'Real Estate', 'USD', 34, 0.046, 0.8, 0.008, 'Real Estate'],
  ['Harvest Lane Residential REIT', 'Real Estate', 'USD', 61, 0.034, 0.7, 0.007, 'Real Estate'],
  ['Cobalt Logistics REIT', 'Real Estate', 'USD', 88, 0.028, 0.9, 0.008, 'Real Estate'],
  ['Rhine Property Trust', 'Real Estate', 'EUR', 42, 0.038, 0.7, 0.008, 'Real Estate'],
  ['Thames Estates Trust', 'Real Estate', 'GBP', 6.4, 0.041, 0.8, 0.008, 'Real Estate'],
  ['Alpine Property Trust', 'Real Estate', 'CHF', 94, 0.03, 0.5, 0.006, 'Real Estate'],
  ['Auric Gold ETF', 'Commodity', 'USD', 142, 0, -0.05, 0.008, null],
  ['Barrel Energy Commodity ETF', 'Commodity', 'USD', 24, 0, 0.5, 0.014, null],
  ['Europa Metals ETC', 'Commodity', 'EUR', 33, 0, 0.2, 0.009, null],
  ['Tidewater Market Neutral Fund', 'Alternative', 'USD', 101, 0.01, 0.05, 0.003, null],
];

/** Every security that there will ever be, the spun-off one included (it begins on `spinoffDay`). */
export function inventUniverse(random: Random, time: TradingDays, spinoffDay: number): DemoSecurity[] {
  const company = companyNames(random);
  const symbols = new Set<string>();
  const securities: DemoSecurity[] = [];
  const add = (rest: Omit<DemoSecurity, 'index' | 'id' | 'isin'>): void => {
    const index = securities.length;
    symbols.add(rest.symbol);
    securities.push({ index, id: `S${String(index + 1).padStart(4, '0')}`, isin: isinOf(index), ...rest });
  };
  for (const currency of CURRENCIES) {
    for (let count = 0; count < EQUITIES[currency]; count += 1) {
      const sector = at(SECTOR_NAMES, (count * 3 + currency.charCodeAt(0)) % SECTOR_NAMES.length);
      add({ ...company(sector, currency), ...equity(random, currency, sector), from: 0, to: time.last });
    }
  }
  const sector = at(securities, SPINOFF_PARENT).sector ?? 'Industrials';
  add({
    ...company(sector, 'USD'),
    ...equity(random, 'USD', sector),
    from: spinoffDay,
    to: time.last,
    startPrice: 20,
  });
  for (const [name, assetClass, currency, price, income, beta, volatility, ofSector] of OTHERS) {
    add({
      name,
      symbol: freshSymbol(name, symbols),
      assetClass,
      sector: ofSector,
      country: HOME_COUNTRY[currency],
      currency,
      priceDecimals: 2,
      lot: assetClass === 'Fund' ? 10 : 10_000,
      from: 0,
      to: time.last,
      coupon: null,
      yield: income,
      payments: income === 0 ? 0 : 4,
      startPrice: price,
      beta,
      ownVolatility: volatility,
    });
  }
  for (const bond of bonds(random, time)) add(bond);
  return securities;
}

/** Positions in the universe that corporate actions need: all among the USD equities. */
export const SPINOFF_PARENT = 4;
export const MERGER_TARGET = 9;
export const MERGER_ACQUIRER = 2;
export const SPINOFF_CHILD = Object.values(EQUITIES).reduce((sum, count) => sum + count, 0);

function equity(
  random: Random,
  currency: DemoCurrency,
  sector: string,
): Omit<DemoSecurity, 'index' | 'id' | 'isin' | 'name' | 'symbol' | 'from' | 'to'> {
  const pays = random.chance(0.75);
  const price = random.between(18, 240);
  return {
    assetClass: 'Equity',
    sector,
    country: currency === 'EUR' ? random.pick(EURO_COUNTRIES) : HOME_COUNTRY[currency],
    currency,
    priceDecimals: currency === 'JPY' ? 0 : 2,
    lot: 10_000,
    coupon: null,
    yield: pays ? random.between(0.008, 0.042) : 0,
    payments: pays ? PAYMENTS[currency] : 0,
    startPrice: currency === 'JPY' ? Math.round(price * 30) : price,
    beta: random.between(0.6, 1.4),
    ownVolatility: random.between(0.007, 0.016),
  };
}

/** Some are there from the start; as they mature, others are issued, however long the history is. */
function* bonds(random: Random, time: TradingDays): Generator<Omit<DemoSecurity, 'index' | 'id' | 'isin'>> {
  const issuers = [
    'Republic',
    'Federal Housing Agency',
    'Northline Railways',
    'Coastal Power',
    'Municipal Water',
  ];
  for (const [currency, count] of Object.entries(BONDS) as [DemoCurrency, number][]) {
    let number = 0;
    for (let from = 0; from < time.last; from += from === 0 ? YEAR * 2 : YEAR * 3) {
      for (let more = from === 0 ? count : Math.ceil(count / 2); more > 0; more -= 1) {
        const issuer = at(issuers, number % issuers.length);
        const coupon = Math.round(random.between(4, 24)) / 400;
        const to = from + Math.round(random.between(1.6, 9) * YEAR);
        number += 1;
        yield {
          name: `${HOME_COUNTRY[currency]} ${issuer} ${(coupon * 100).toFixed(2)}% Series ${number}`,
          symbol: `${currency.slice(0, 2)}B${number}`,
          assetClass: 'Fixed Income',
          sector: number % issuers.length === 1 ? 'Government' : 'Corporate',
          country: HOME_COUNTRY[currency],
          currency,
          priceDecimals: 5,
          lot: 10_000_000,
          from,
          to,
          coupon,
          yield: 0,
          payments: 2,
          startPrice: 1,
          beta: 0,
          ownVolatility: 0,
        };
      }
    }
  }
}

/** An ISIN of a country code that ISO 3166 leaves to users, so that it is nobody's; the check digit is right. */
function isinOf(index: number): string {
  const body = `QZ${String(7_100_000_00 + index * 37).padStart(9, '0')}`;
  const digits = body.replaceAll(/[A-Z]/g, (letter) => String(Number.parseInt(letter, 36)));
  let sum = 0;
  digits
    .split('')
    .toReversed()
    .forEach((digit, place) => {
      const value = Number(digit) * (place % 2 === 0 ? 2 : 1);
      sum += value > 9 ? value - 9 : value;
    });
  return `${body}${(10 - (sum % 10)) % 10}`;
}
