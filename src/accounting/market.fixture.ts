import { COST_METHODS, TRANSACTION_TYPES } from '../model/source-tables.ts';
import { SCALES } from '../model/product-tables.ts';
import { dayNumber, dayOf } from '../vocabulary/day.ts';
import type { AccountTerms, Booking } from './booking.ts';
import { denseCloses, type Closes } from './closes.ts';
import { parseScaled } from './decimal.ts';
import type { Market } from './market.ts';
import { rateBook } from './rates.ts';

/** Rows of a canonical table as text, for tests; an empty field is no value. */
export type Rows = readonly Readonly<Record<string, string>>[];

export function accountsOf(rows: Rows): AccountTerms[] {
  return rows.map((row) => ({
    accountId: row['account_id'] ?? '',
    costMethod: COST_METHODS.find((method) => method === row['cost_method']) ?? 'FIFO',
    currencies: [row['currency'] ?? ''],
  }));
}

export function bookingsOf(rows: Rows): Booking[] {
  return rows.map((row) => {
    const type = TRANSACTION_TYPES.find((known) => known === row['type']);
    if (!type) throw new Error(`unknown type ${row['type'] ?? ''}`);
    const decimal = (column: string, scale: number): bigint | null =>
      row[column] ? parseScaled(row[column], scale) : null;
    return {
      transactionId: row['transaction_id'] ?? '',
      day: dayNumber(dayOf(row['trade_date'] ?? '')),
      type,
      securityId: row['security_id'] || null,
      quantity: decimal('quantity', SCALES.quantity) ?? 0n,
      price: decimal('price', SCALES.price),
      fee: decimal('fee', SCALES.money) ?? 0n,
      tax: decimal('tax', SCALES.money) ?? 0n,
      amount: decimal('amount', SCALES.money) ?? 0n,
      currency: row['currency'] ?? '',
      description: row['description'] || null,
      relatedSecurityId: row['related_security_id'] || null,
      costFraction: decimal('cost_fraction', SCALES.fraction),
      transferId: null,
    };
  });
}

/** A market out of canonical rows, dense from the first booking to the horizon. */
export function marketOf(
  securities: Rows,
  prices: Rows,
  rates: Rows,
  transactions: Rows,
  firmCurrency: string,
  horizon: number,
): Market {
  const firstDay = Math.min(horizon, ...transactions.map((row) => dayNumber(dayOf(row['trade_date'] ?? ''))));
  const bySecurity = new Map(securities.map((row) => [row['security_id'] ?? '', row] as const));
  const closes = new Map<string, Closes | null>();
  for (const [id, rows] of Map.groupBy(prices, (row) => row['security_id'] ?? '')) {
    const sorted = rows.toSorted((a, b) => ((a['price_date'] ?? '') < (b['price_date'] ?? '') ? -1 : 1));
    const days = sorted.map((row) => dayNumber(dayOf(row['price_date'] ?? '')));
    const values = sorted.map((row) => parseScaled(row['close'] ?? '', SCALES.price));
    closes.set(id, denseCloses(days, values, firstDay, horizon));
  }
  const stated = [
    ...Map.groupBy(rates, (row) => `${row['from_currency']}/${row['to_currency']}`).values(),
  ].map((rows) => {
    const sorted = rows.toSorted((a, b) => ((a['rate_date'] ?? '') < (b['rate_date'] ?? '') ? -1 : 1));
    return {
      from: sorted[0]?.['from_currency'] ?? '',
      to: sorted[0]?.['to_currency'] ?? '',
      days: sorted.map((row) => dayNumber(dayOf(row['rate_date'] ?? ''))),
      rates: sorted.map((row) => parseScaled(row['rate'] ?? '', SCALES.rate)),
    };
  });
  return {
    currencyOf: (id) => bySecurity.get(id)?.['currency'] ?? null,
    assetClassOf: (id) => bySecurity.get(id)?.['asset_class'] ?? null,
    closesOf: (id) => closes.get(id) ?? null,
    rates: rateBook(stated, firmCurrency, firstDay, horizon),
    horizon,
  };
}
