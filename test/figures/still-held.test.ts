import { afterAll, beforeAll, expect, test } from 'vitest';
import { answered, asOf, cellsOf, publishFirm, type Firm } from './firm.fixture.ts';

/** One account: ten A bought for 10 and sold for 15, ten B bought for 10 and kept. */
let firm: Firm;

let booked = 0;
const booking = (day: string, type: string, amount: string, more: object = {}) => ({
  transaction_id: `t${(booked += 1)}`,
  account_id: 'One',
  trade_date: day,
  type,
  amount,
  currency: 'USD',
  ...more,
});

const security = (id: string) => ({
  security_id: id,
  symbol: id,
  name: `${id} Company`,
  asset_class: 'Equity',
  currency: 'USD',
});

beforeAll(async () => {
  firm = await publishFirm({
    custodians: [{ custodian_id: 'K', name: 'Bank' }],
    advisors: [],
    clients: [{ client_id: 'c', name: 'Client' }],
    portfolios: [{ portfolio_id: 'P', client_id: 'c', name: 'Growth', base_currency: 'USD' }],
    accounts: [{ account_id: 'One', portfolio_id: 'P', custodian_id: 'K', name: 'One', currency: 'USD' }],
    securities: [security('A'), security('B')],
    prices: [
      { security_id: 'A', price_date: '2017-01-02', close: '1' },
      { security_id: 'B', price_date: '2017-01-02', close: '1' },
    ],
    fx_rates: [],
    transactions: [
      booking('2017-01-02', 'DEPOSIT', '100'),
      booking('2017-01-03', 'BUY', '-10', { security_id: 'A', quantity: '10', price: '1' }),
      booking('2017-01-03', 'BUY', '-10', { security_id: 'B', quantity: '10', price: '1' }),
      booking('2017-02-03', 'SELL', '15', { security_id: 'A', quantity: '-10', price: '1.5' }),
    ],
  });
});
afterAll(() => firm.close());

test('what was sold is none of the smallest holdings, whatever it gained', async () => {
  const answer = await answered(firm, {
    subject: 'holdings',
    metrics: ['market_value', 'gain'],
    order: { by: 'market_value', direction: 'asc' },
    periods: [asOf('2017-06-30')],
  });
  expect(cellsOf(answer, 'symbol', 'market_value', 'gain')).toEqual([
    ['B', '10.00', '0.00'],
    ['USD', '95.00', '0.00'],
  ]);
});

test('what was sold stands among the holdings in order of what they gained', async () => {
  const answer = await answered(firm, {
    subject: 'holdings',
    metrics: ['gain'],
    order: { by: 'gain', direction: 'desc' },
    limit: 1,
    periods: [asOf('2017-06-30')],
  });
  expect(cellsOf(answer, 'symbol', 'gain')).toEqual([['A', '5.00']]);
});
