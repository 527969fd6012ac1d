import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InFilter, WithoutFilter } from '../../src/vocabulary/plan.ts';
import { answered, asOf, cellsOf, during, plan, publishFirm, type Firm } from './firm.fixture.ts';

/** Ana's account is in pounds, for which there is no rate, until March; Ben's holds a security without any price; Cleo's has nothing doubtful. */
let firm: Firm;

const account = (id: string, portfolio_id: string, currency = 'USD') => ({
  account_id: id,
  portfolio_id,
  custodian_id: 'K',
  name: id,
  currency,
});
let booked = 0;
const booking = (
  account_id: string,
  trade_date: string,
  type: string,
  amount: string,
  more: object = {},
) => ({
  transaction_id: `t${(booked += 1)}`,
  account_id,
  trade_date,
  type,
  amount,
  currency: 'USD',
  ...more,
});

beforeAll(async () => {
  firm = await publishFirm({
    custodians: [{ custodian_id: 'K', name: 'Bank' }],
    advisors: [],
    clients: ['ana', 'ben', 'cleo'].map((id) => ({ client_id: id, name: id })),
    portfolios: [
      { portfolio_id: 'PA', client_id: 'ana', name: 'A', base_currency: 'USD' },
      { portfolio_id: 'PB', client_id: 'ben', name: 'B', base_currency: 'USD' },
      { portfolio_id: 'PC', client_id: 'cleo', name: 'C', base_currency: 'USD' },
    ],
    accounts: [account('One', 'PA', 'GBP'), account('Two', 'PB'), account('Three', 'PC')],
    securities: [
      { security_id: 'X', symbol: 'X', name: 'X Company', asset_class: 'Equity', currency: 'USD' },
    ],
    prices: [],
    fx_rates: [],
    transactions: [
      booking('One', '2017-01-02', 'DEPOSIT', '10', { currency: 'GBP' }),
      booking('One', '2017-03-01', 'WITHDRAWAL', '-10', { currency: 'GBP' }),
      booking('Two', '2017-01-02', 'DEPOSIT', '100'),
      booking('Two', '2017-04-03', 'BUY', '-10', { security_id: 'X', quantity: '10', price: '1' }),
      booking('Three', '2017-01-02', 'DEPOSIT', '5'),
    ],
  });
});
afterAll(() => firm.close());

const ALL = during('2017-01-01', '2017-06-30');
const unconverted: InFilter = { kind: 'in', dimension: 'finding', values: ['rate_missing'], negated: false };
const having = (...of: readonly InFilter[]): WithoutFilter => ({
  kind: 'without',
  rows: 'findings',
  negated: true,
  ...(of.length > 0 ? { of } : {}),
});

describe('what is doubtful in the data', () => {
  test('is listed with what it is and whose', async () => {
    const answer = await answered(firm, { subject: 'findings', periods: [ALL] });
    expect(cellsOf(answer, 'finding', 'account', 'security')).toEqual([
      ['position without price', 'Two', 'X Company'],
      ['rate missing', 'One', null],
    ]);
    expect(answer.text).toMatch(/^There are 2 findings in the data of /);
  });

  test('is limited by its kind, by its security and by the days on which it was so', async () => {
    const ofKind = await answered(firm, { subject: 'findings', where: [unconverted], periods: [ALL] });
    expect(cellsOf(ofKind, 'account', 'from_date')).toEqual([['One', '2017-01-02']]);
    const equity: InFilter = { kind: 'in', dimension: 'asset_class', values: ['Equity'], negated: false };
    const ofClass = await answered(firm, { subject: 'findings', where: [equity], periods: [ALL] });
    expect(cellsOf(ofClass, 'account')).toEqual([['Two']]);
    const after = await answered(firm, {
      subject: 'findings',
      where: [unconverted],
      periods: [during('2017-03-02', '2017-06-30')],
    });
    expect(after.rows).toEqual([]);
  });

  test('is counted', async () => {
    const answer = await answered(firm, { subject: 'findings', derive: 'count', periods: [ALL] });
    expect(answer.rows).toEqual([[2]]);
  });

  test.each([
    ['accounts', [having()], ['One', 'Two']],
    ['accounts', [having(unconverted)], ['One']],
    ['accounts', [{ kind: 'without', rows: 'findings' }], ['Three']],
    ['clients', [having()], ['ana', 'ben']],
  ] as const)('%s with or without any are told: %j', async (subject, where, names) => {
    const answer = await answered(firm, { subject, where, periods: [asOf('2017-06-30')] });
    expect(answer.rows.map(([name]) => name)).toEqual(names);
  });

  test('is seen only of the accounts that the asker may see', async () => {
    const outcome = await firm.answer({
      plan: plan({ subject: 'findings', periods: [ALL] }),
      actor: { user: 'b', name: 'B', role: 'client', advisorId: null, clientId: 'ben', accounts: ['Two'] },
      scope: {},
      today: ALL.to,
    });
    expect(outcome.kind === 'answer' && cellsOf(outcome, 'finding')).toEqual([['position without price']]);
  });
});
