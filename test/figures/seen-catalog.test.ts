import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { dayOf } from '../../src/vocabulary/day.ts';
import { LIMITS } from '../../src/vocabulary/limits.ts';
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

test('where data were published since its question was read, a plan is answered on those, and read once', async () => {
  const now = await firm.catalog.current();
  const seen = { ...now, version: { ...now.version, id: 'v0' } };
  const read = vi.spyOn(firm.store, 'read');
  expect(await firm.answer({ ...REQUEST, seen })).toMatchObject({ kind: 'answer', dataVersion: 'v1' });
  expect(read).toHaveBeenCalledOnce();
});

test('where the names of those lead to other statements, they are read again', async () => {
  const now = await firm.catalog.current();
  const accounts = new Map([...now.accounts].map(([id, account]) => [id, { ...account, currency: 'EUR' }]));
  const seen = { ...now, accounts, version: { ...now.version, id: 'v0' } };
  const read = vi.spyOn(firm.store, 'read');
  const scope = { accounts: ['One'] };
  const known = await firm.answer({ ...REQUEST, scope });
  const outcome = await firm.answer({ ...REQUEST, scope, seen });
  expect(outcome).toEqual(known);
  expect(read).toHaveBeenCalledTimes(3);
});

test('a version that comes again after a restore is not taken for the one of before', async () => {
  const now = await firm.catalog.current();
  const seen = { ...now, version: { ...now.version, publishedAt: '2018-01-01T00:00:00.000Z' } };
  const look = vi.spyOn(firm.catalog, 'current');
  expect(await firm.answer({ ...REQUEST, seen })).toMatchObject({ kind: 'answer' });
  expect(look).toHaveBeenCalledOnce();
});

test('data that are published faster than they are read leave a refusal after some tries', async () => {
  const read = firm.store.read.bind(firm.store);
  let count = 0;
  const reading = vi.spyOn(firm.store, 'read').mockImplementation(async (statements, limits) => {
    const snapshot = await read(statements, limits);
    return { ...snapshot, version: { ...snapshot.version, id: `next ${String((count += 1))}` } };
  });
  await expect(firm.answer(REQUEST)).rejects.toMatchObject({ code: 'busy' });
  expect(reading).toHaveBeenCalledTimes(LIMITS.plan_attempts_max);
});
