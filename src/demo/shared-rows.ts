import { cashSecurityId, type SourceTableName } from '../model/source-tables.ts';
import type { TextRow } from './books.ts';
import {
  advisorCount,
  advisorOf,
  CUSTODIANS,
  type DemoAccount,
  type DemoClient,
  type DemoPortfolio,
} from './firm.ts';
import { type Market, maturityOf } from './market.ts';
import { FX_DECIMALS } from './price-paths.ts';
import { at } from './random.ts';
import { fixedText } from './scaled.ts';
import { CURRENCIES } from './universe.ts';

const CURRENCY_NAMES = {
  USD: 'US dollar',
  EUR: 'Euro',
  GBP: 'Pound sterling',
  CHF: 'Swiss franc',
  CAD: 'Canadian dollar',
  JPY: 'Yen',
} as const;

/** The rows that do not depend on any account, table by table. */
export function* sharedRows(market: Market, accounts: number): Generator<[SourceTableName, TextRow]> {
  for (const { id, name } of CUSTODIANS) yield ['custodians', [id, name]];
  for (let number = 0; number < advisorCount(accounts); number += 1) {
    const { id, name, email } = advisorOf(number);
    yield ['advisors', [id, name, email]];
  }
  for (const { id, name } of market.benchmarks) yield ['benchmarks', [id, name]];
  yield* securities(market);
  const { days } = market.time;
  for (let day = 0; day < days.length; day += 1) {
    const date = at(days, day);
    for (const { id, index, priceDecimals } of market.securities) {
      const close = market.closes[index]?.[day] ?? 0;
      if (close > 0) yield ['prices', [id, date, fixedText(close, priceDecimals)]];
    }
    for (const currency of CURRENCIES) {
      if (currency === 'USD') continue;
      const rate = (market.usd[currency][day] ?? 1).toFixed(FX_DECIMALS[currency]);
      yield ['fx_rates', [date, currency, 'USD', rate]];
    }
    for (const { id, levels } of market.benchmarks) {
      yield ['benchmark_levels', [id, date, fixedText(levels[day] ?? 0, 2)]];
    }
  }
}

function* securities(market: Market): Generator<[SourceTableName, TextRow]> {
  for (const security of market.securities) {
    // A bond that is issued after the demo's end, or on its last days, is nobody's business.
    if (security.from > market.time.last) continue;
    const { id, symbol, name, isin, assetClass, sector, country, currency, coupon } = security;
    const maturity = maturityOf(security, market.time);
    const rate = coupon === null ? null : fixedText(Math.round(coupon * 10_000), 4);
    yield [
      'securities',
      [id, symbol, name, isin, null, assetClass, sector, country, currency, maturity, rate],
    ];
  }
  for (const currency of CURRENCIES) {
    const name = `${CURRENCY_NAMES[currency]} cash`;
    const id = cashSecurityId(currency);
    yield ['securities', [id, currency, name, null, null, 'Cash', null, null, currency, null, null]];
  }
}

/** A client's own rows: itself, its portfolios with their targets, its accounts. */
export function* clientRows(client: DemoClient, market: Market): Generator<[SourceTableName, TextRow]> {
  yield ['clients', [client.id, client.name, client.email, client.advisorId]];
  for (const portfolio of client.portfolios) {
    const opened = Math.min(...portfolio.accounts.map((account) => account.opened));
    const { id, name, currency, benchmark } = portfolio;
    yield ['portfolios', [id, client.id, name, currency, benchmark, at(market.time.days, opened)]];
    yield* targetRows(portfolio);
    for (const account of portfolio.accounts) yield ['accounts', accountRow(account, portfolio, market)];
  }
}

function* targetRows({ id, profile }: DemoPortfolio): Generator<[SourceTableName, TextRow]> {
  let rest = 100;
  for (const [assetClass, weight] of Object.entries(profile.weights)) {
    const percent = Math.round(weight * 100);
    rest -= percent;
    yield ['targets', [id, assetClass, fixedText(percent, 2)]];
  }
  if (rest > 0) yield ['targets', [id, 'Cash', fixedText(rest, 2)]];
}

function accountRow(account: DemoAccount, portfolio: DemoPortfolio, market: Market): TextRow {
  const { days } = market.time;
  return [
    account.id,
    portfolio.id,
    account.custodian.id,
    account.accountNumber,
    account.name,
    account.type,
    account.currency,
    account.costMethod,
    at(days, account.opened),
    account.closed === null ? null : at(days, account.closed),
  ];
}
