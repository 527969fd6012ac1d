import { describe, expect, test } from 'vitest';
import type { CostMethod } from '../model/source-tables.ts';
import { accountFigures, openLots, positionIntervals, type AccountFigures } from './account.ts';
import { formatScaled } from './decimal.ts';
import { bookingsOf, marketOf, type Rows } from './market.fixture.ts';
import { dayFromNumber, dayNumber, dayOf } from '../vocabulary/day.ts';

const SECURITIES: Rows = [
  { security_id: 'X', asset_class: 'Equity', currency: 'USD' },
  { security_id: 'Y', asset_class: 'Equity', currency: 'USD' },
  { security_id: 'E', asset_class: 'Equity', currency: 'EUR' },
];
const PRICES: Rows = [
  { security_id: 'X', price_date: '2020-01-01', close: '10' },
  { security_id: 'E', price_date: '2020-01-01', close: '10' },
];
const RATES: Rows = [
  { rate_date: '2020-01-01', from_currency: 'EUR', to_currency: 'USD', rate: '1.2' },
  { rate_date: '2020-02-01', from_currency: 'EUR', to_currency: 'USD', rate: '1.5' },
];

let next = 0;
function row(
  day: string,
  type: string,
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  next += 1;
  return {
    transaction_id: `T${String(next).padStart(5, '0')}`,
    trade_date: day,
    type,
    amount: '0',
    currency: 'USD',
    ...more,
  };
}

function run(
  rows: Rows,
  more: { method?: CostMethod; currencies?: readonly string[]; prices?: Rows; to?: string } = {},
): AccountFigures {
  const horizon = dayNumber(dayOf(more.to ?? '2020-12-31'));
  const market = marketOf(SECURITIES, more.prices ?? PRICES, RATES, rows, 'USD', horizon);
  const terms = { accountId: 'A', costMethod: more.method ?? 'FIFO', currencies: more.currencies ?? ['USD'] };
  const figures = accountFigures(terms, bookingsOf(rows), market);
  if (!figures) throw new Error('no bookings');
  return figures;
}

const money = (amount: bigint | undefined): string => formatScaled(amount ?? 0n, 8).replace(/\.?0+$/, '');
const gains = ({ ledger }: AccountFigures): string[] =>
  ledger.realized.map(({ amounts }) => money(amounts[0]));
const costs = ({ ledger }: AccountFigures): string[] => openLots(ledger).map(({ cost }) => money(cost[0]));
const codes = ({ oddities }: AccountFigures): string[] => oddities.map(({ code }) => code);

describe('what the contract leaves to no one', () => {
  test('LIFO closes the last booked of one day first, by transaction_id as text', () => {
    const rows = [
      row('2020-01-02', 'BUY', {
        transaction_id: 'T10',
        security_id: 'X',
        quantity: '1',
        price: '5',
        amount: '-5',
      }),
      row('2020-01-02', 'BUY', {
        transaction_id: 'T9',
        security_id: 'X',
        quantity: '1',
        price: '7',
        amount: '-7',
      }),
      row('2020-01-03', 'SELL', { security_id: 'X', quantity: '-1', price: '10', amount: '10' }),
    ];
    expect(gains(run(rows, { method: 'LIFO' }))).toEqual(['3']);
    expect(gains(run(rows.toReversed(), { method: 'LIFO' }))).toEqual(['3']);
    expect(gains(run(rows, { method: 'FIFO' }))).toEqual(['5']);
  });

  test('HIFO takes the highest unit cost, ties oldest first', () => {
    const rows = [
      row('2020-01-02', 'BUY', { security_id: 'X', quantity: '2', price: '8', amount: '-16' }),
      row('2020-01-03', 'BUY', { security_id: 'X', quantity: '3', price: '8', amount: '-24' }),
      row('2020-01-04', 'BUY', { security_id: 'X', quantity: '10', price: '2', amount: '-20' }),
      row('2020-01-05', 'SELL', { security_id: 'X', quantity: '-3', price: '10', amount: '30' }),
    ];
    const figures = run(rows, { method: 'HIFO' });
    expect(figures.ledger.realized.map(({ acquired }) => dayFromNumber(acquired))).toEqual([
      '2020-01-02',
      '2020-01-03',
    ]);
  });

  test('a merger for cash alone closes the position against the cash', () => {
    const figures = run([
      row('2020-01-02', 'BUY', { security_id: 'X', quantity: '4', price: '10', amount: '-40' }),
      row('2020-06-01', 'MERGER', {
        security_id: 'Y',
        quantity: '0',
        related_security_id: 'X',
        amount: '50',
      }),
    ]);
    expect([gains(figures), costs(figures)]).toEqual([['10'], []]);
  });

  test('merger cash beyond cost is a gain, and the new lots keep their dates', () => {
    const figures = run([
      row('2020-01-02', 'BUY', { security_id: 'X', quantity: '4', price: '10', amount: '-40' }),
      row('2020-06-01', 'MERGER', {
        security_id: 'Y',
        quantity: '2',
        related_security_id: 'X',
        amount: '50',
      }),
    ]);
    expect([gains(figures), costs(figures)]).toEqual([['10'], ['0']]);
    expect(openLots(figures.ledger).map(({ acquired }) => dayFromNumber(acquired))).toEqual(['2020-01-02']);
  });

  test('under AVERAGE a return of capital comes off the one average cost', () => {
    const rows = [
      row('2020-01-02', 'BUY', { security_id: 'X', quantity: '10', price: '5', amount: '-50' }),
      row('2020-02-03', 'BUY', { security_id: 'X', quantity: '10', price: '2', amount: '-20' }),
      row('2020-06-01', 'RETURN_OF_CAPITAL', { security_id: 'X', amount: '60' }),
    ];
    expect(gains(run(rows, { method: 'AVERAGE' }))).toEqual([]);
    expect(costs(run(rows, { method: 'AVERAGE' }))).toEqual(['5', '5']);
    expect(gains(run(rows))).toEqual(['10']);
  });

  test('a split of a short position scales it, and its cost stays', () => {
    const figures = run([
      row('2020-01-02', 'SELL', { security_id: 'X', quantity: '-10', price: '10', amount: '100' }),
      row('2020-03-02', 'SPLIT', { security_id: 'X', quantity: '-10' }),
      row('2020-04-02', 'BUY', { security_id: 'X', quantity: '5', price: '4', amount: '-20' }),
    ]);
    expect([gains(figures), costs(figures)]).toEqual([['5'], ['-75']]);
    expect(figures.ledger.realized.map(({ term }) => term)).toEqual(['short']);
  });

  test("cost and flows convert at the rate of their own day, value at the day's rate", () => {
    const figures = run(
      [
        row('2020-01-02', 'DEPOSIT', { amount: '1000', currency: 'EUR' }),
        row('2020-01-02', 'BUY', {
          security_id: 'E',
          quantity: '10',
          price: '10',
          amount: '-100',
          currency: 'EUR',
        }),
        row('2020-02-03', 'SELL', {
          security_id: 'E',
          quantity: '-10',
          price: '10',
          amount: '100',
          currency: 'EUR',
        }),
      ],
      { currencies: ['EUR', 'USD'] },
    );
    expect(figures.ledger.realized.map(({ amounts }) => amounts.map(money))).toEqual([['0', '30']]);
    expect(figures.ledger.flows.map(({ amounts }) => amounts.map(money))).toEqual([['1000', '1200']]);
    expect(figures.daily.series.map(({ marketValue }) => money(marketValue.at(-1)))).toEqual([
      '1000',
      '1500',
    ]);
  });

  test('cash that is booked as a security is the same cash', () => {
    const figures = run([
      row('2020-01-02', 'TRANSFER_IN', { security_id: 'CASH:USD', quantity: '250', price: '1' }),
      row('2020-01-03', 'WITHDRAWAL', { amount: '-50' }),
    ]);
    expect(money(figures.daily.series[0]?.cash.at(-1))).toBe('200');
    expect(figures.ledger.flows.map(({ amounts }) => money(amounts[0]))).toEqual(['250', '-50']);
  });

  test('daily figures end with the last booking once nothing is held', () => {
    const figures = run([
      row('2020-01-02', 'DEPOSIT', { amount: '100' }),
      row('2020-01-05', 'WITHDRAWAL', { amount: '-100' }),
    ]);
    expect(figures.daily.count).toBe(4);
    expect(positionIntervals(figures.ledger, figures.lastDay)).toHaveLength(1);
  });
});

describe('odd input is worked out and told of', () => {
  test.each([
    ['split_of_nothing', row('2020-01-02', 'SPLIT', { security_id: 'X', quantity: '5' })],
    [
      'merger_of_nothing',
      row('2020-01-02', 'MERGER', {
        security_id: 'X',
        quantity: '5',
        related_security_id: 'NO',
        amount: '7',
      }),
    ],
    [
      'spinoff_of_nothing',
      row('2020-01-02', 'SPINOFF', {
        security_id: 'X',
        quantity: '5',
        related_security_id: 'Y',
        cost_fraction: '0.5',
      }),
    ],
    [
      'return_of_capital_of_nothing',
      row('2020-01-02', 'RETURN_OF_CAPITAL', { security_id: 'X', amount: '5' }),
    ],
    [
      'sold_short',
      row('2020-01-02', 'SELL', { security_id: 'X', quantity: '-5', price: '10', amount: '50' }),
    ],
    [
      'removed_beyond_position',
      row('2020-01-02', 'TRANSFER_OUT', { security_id: 'X', quantity: '-5', price: '10' }),
    ],
    ['transfer_without_price', row('2020-01-02', 'TRANSFER_IN', { security_id: 'X', quantity: '5' })],
    [
      'position_without_price',
      row('2020-01-02', 'BUY', { security_id: 'Y', quantity: '5', price: '1', amount: '-5' }),
    ],
    ['booking_without_security', row('2020-01-02', 'BUY', { quantity: '5', price: '1', amount: '-5' })],
    ['rate_missing', row('2020-01-02', 'DEPOSIT', { amount: '5', currency: 'JPY' })],
    ['rate_before_first', row('2019-12-30', 'DEPOSIT', { amount: '5', currency: 'EUR' })],
  ])('%s', (code, booking) => {
    expect(codes(run([booking]))).toContain(code);
  });

  test('a split to nothing loses the cost, and says so', () => {
    const figures = run([
      row('2020-01-02', 'BUY', { security_id: 'X', quantity: '5', price: '10', amount: '-50' }),
      row('2020-01-03', 'SPLIT', { security_id: 'X', quantity: '-5' }),
    ]);
    expect(codes(figures)).toEqual(['split_to_nothing']);
    expect(money(figures.daily.series[0]?.costBasis.at(-1))).toBe('0');
  });
});
