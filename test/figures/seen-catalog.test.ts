import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { dayOf } from '../../src/vocabulary/day.ts';
import { asOf, type Firm, OWNER, plan, publishFirm } from './firm.fixture.ts';

/** One account with a deposit. */
let firm: Firm;

beforeAll(async () => {
  firm = await publishFirm({
    custodians: [{ custodian_id: 'K', name: 'Bank' }],
    advisors: [],
    clients: [{ client_id: 'c', name: 'Client' }],
    portfolios: [{ portfolio_id: 'P', client_id: 'c', name: 'Growth', base_currency: 'USD' }],
    accounts: [{ account_id: 'One', portfolio_id: 'P', custodian_id: 'K', name: 'One', currency: 'USD' }],
    securities: [],
    prices: [],
    fx_rates: [],
    transactions: [
      {
        transaction_id: 't1',
        account_id: 'One',
        trade_date: '2017-01-02',
        type: 'DEPOSIT',
        amount: '100',
        currency: 'USD',
      },
    ],
  });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => firm.close());

const REQUEST = {
  plan: plan({ metrics: ['market_value'], periods: [asOf('2017-01-02')] }),
  actor: OWNER,
  scope: {},
  today: dayOf('2017-01-02'),
};

test('a plan is answered on the catalog that its question was read on, without another look', async () => {
  const seen = await firm.catalog.current();
  const look = vi.spyOn(firm.catalog, 'current');
  expect(await firm.answer({ ...REQUEST, seen })).toMatchObject({ kind: 'answer', dataVersion: 'v1' });
  expect(look).not.toHaveBeenCalled();
});

test('where data were published since its question was read, a plan is answered on those', async () => {
  const now = await firm.catalog.current();
  const seen = { ...now, version: { ...now.version, id: 'v0' } };
  expect(await firm.answer({ ...REQUEST, seen })).toMatchObject({ kind: 'answer', dataVersion: 'v1' });
});
