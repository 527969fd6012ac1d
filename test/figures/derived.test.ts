import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Filter, InFilter } from '../../src/vocabulary/plan.ts';
import { answered, asOf, cellsOf, during, OWNER, plan, publishFirm, type Firm } from './firm.fixture.ts';

/**
 * Vera's clients Ana (accounts of 100 and 50, the second closed and emptied in March) and Ben (30), Wim's client Cleo
 * (8). Ana's first account earns interest of 2 in January, 3 in March and 5 in April.
 */
let firm: Firm;

const account = (id: string, portfolio_id: string, more: object = {}) => ({
  account_id: id,
  portfolio_id,
  custodian_id: 'K',
  name: id,
  currency: 'USD',
  account_type: 'ira',
  ...more,
});
let booked = 0;
const booking = (account_id: string, trade_date: string, type: string, amount: string) => ({
  transaction_id: `t${(booked += 1)}`,
  account_id,
  trade_date,
  type,
  amount,
  currency: 'USD',
});

beforeAll(async () => {
  firm = await publishFirm({
    custodians: [{ custodian_id: 'K', name: 'Bank' }],
    advisors: [
      { advisor_id: 'V', name: 'Vera' },
      { advisor_id: 'W', name: 'Wim' },
    ],
    clients: [
      { client_id: 'ana', name: 'Ana', advisor_id: 'V' },
      { client_id: 'ben', name: 'Ben', advisor_id: 'V' },
      { client_id: 'cleo', name: 'Cleo', advisor_id: 'W' },
    ],
    portfolios: [
      { portfolio_id: 'PA', client_id: 'ana', name: 'A', base_currency: 'USD' },
      { portfolio_id: 'PB', client_id: 'ben', name: 'B', base_currency: 'USD' },
      { portfolio_id: 'PC', client_id: 'cleo', name: 'C', base_currency: 'USD' },
    ],
    accounts: [
      account('One', 'PA', { account_type: 'taxable' }),
      account('Shut', 'PA', { closed_on: '2017-03-31' }),
      account('Two', 'PB'),
      account('Three', 'PC'),
    ],
    securities: [],
    prices: [],
    fx_rates: [],
    transactions: [
      booking('One', '2017-01-02', 'DEPOSIT', '90'),
      booking('One', '2017-01-31', 'INTEREST', '2'),
      booking('One', '2017-03-31', 'INTEREST', '3'),
      booking('One', '2017-04-30', 'INTEREST', '5'),
      booking('Shut', '2017-01-02', 'DEPOSIT', '50'),
      booking('Shut', '2017-03-31', 'WITHDRAWAL', '-50'),
      booking('Two', '2017-01-02', 'DEPOSIT', '30'),
      booking('Three', '2017-01-02', 'DEPOSIT', '8'),
    ],
  });
});
afterAll(() => firm.close());

const END = asOf('2017-04-30');
const MONTHS = during('2017-01-01', '2017-04-30');
const ira: Filter = { kind: 'in', dimension: 'account_type', values: ['ira'], negated: false };

describe('what is made of the figures of a series or of groups', () => {
  test('a running total adds up month by month, those without anything too', async () => {
    const answer = await answered(firm, {
      metrics: ['interest'],
      by: ['month'],
      derive: 'running',
      periods: [MONTHS],
    });
    expect(cellsOf(answer, 'period', 'interest', 'running')).toEqual([
      ['2017-01', '2.00', '2.00'],
      ['2017-02', '0.00', '2.00'],
      ['2017-03', '3.00', '5.00'],
      ['2017-04', '5.00', '10.00'],
    ]);
    expect(answer.text).toMatch(/^Running total of interest by month .* April 2017 \$10\.00/);
  });

  test('each group has a running total of its own', async () => {
    const answer = await answered(firm, {
      metrics: ['net_contributions'],
      by: ['advisor', 'quarter'],
      derive: 'running',
      periods: [MONTHS],
    });
    expect(cellsOf(answer, 'advisor', 'period', 'running')).toEqual([
      ['Vera', '2017-Q1', '120.00'],
      ['Wim', '2017-Q1', '8.00'],
    ]);
  });

  test('an average over the innermost groups is told for each of the others, emptied ones not counted', async () => {
    const answer = await answered(firm, {
      metrics: ['market_value'],
      by: ['advisor', 'account'],
      derive: 'average',
      periods: [END],
    });
    expect(cellsOf(answer, 'advisor', 'market_value', 'groups')).toEqual([
      ['Vera', '65.00', 2],
      ['Wim', '8.00', 1],
    ]);
    expect(answer.text).toContain('Average market value by advisor of');
  });

  test('an average of accounts is told for each quarter', async () => {
    const answer = await answered(firm, {
      metrics: ['market_value'],
      by: ['quarter', 'account'],
      derive: 'average',
      periods: [MONTHS],
    });
    expect(cellsOf(answer, 'period', 'market_value', 'groups')).toEqual([
      ['2017-Q1', '44.33', 3],
      ['2017-Q2', '46.00', 3],
    ]);
  });

  test('an average of months is told for each account', async () => {
    const answer = await answered(firm, {
      metrics: ['interest'],
      by: ['account', 'month'],
      derive: 'average',
      where: [{ kind: 'in', dimension: 'account', values: ['One'], negated: false }],
      periods: [MONTHS],
    });
    expect(answer.columns.map(({ label }) => label)).toContain('Average monthly interest');
  });

  test('a median is told for each of the others', async () => {
    const answer = await answered(firm, {
      metrics: ['market_value'],
      by: ['advisor', 'account'],
      derive: 'median',
      periods: [asOf('2017-03-01')],
    });
    expect(cellsOf(answer, 'advisor', 'market_value', 'groups')).toEqual([
      ['Vera', '50.00', 3],
      ['Wim', '8.00', 1],
    ]);
  });

  test('how many meet a limit is a part of those that have a figure', async () => {
    const answer = await answered(firm, {
      metrics: ['market_value'],
      by: ['account'],
      having: [{ metric: 'market_value', comparison: '>', value: '20' }],
      derive: 'proportion',
      periods: [END],
    });
    expect(cellsOf(answer, 'count', 'groups')).toEqual([[2, 3]]);
    expect(answer.rows[0]?.[0]).toBeCloseTo(2 / 3, 12);
    expect(answer.text).toMatch(/^66\.67%: 2 of 3 accounts of /);
  });

  test('clients count by the accounts that are open, as a part of all clients', async () => {
    const asked = { metrics: ['client_count'], derive: 'share', periods: [END] } as const;
    const open = await answered(firm, { ...asked, where: [ira, { kind: 'open', negated: false }] });
    expect(cellsOf(open, 'client_count', 'share')).toEqual([[2, 2 / 3]]);
    const any = await answered(firm, { ...asked, where: [ira] });
    expect(cellsOf(any, 'client_count')).toEqual([[3]]);
  });

  test('accounts that hold only cash hold some', async () => {
    const cash: InFilter = { kind: 'in', dimension: 'asset_class', values: ['Cash'], negated: false };
    const answer = await answered(firm, {
      subject: 'accounts',
      where: [
        { kind: 'without', rows: 'holdings', of: [cash], negated: true },
        { kind: 'without', rows: 'holdings', of: [{ ...cash, negated: true }] },
      ],
      periods: [END],
    });
    expect(cellsOf(answer, 'account')).toEqual([['One'], ['Three'], ['Two']]);
  });

  test.each([
    ['a running total without a series', { metrics: ['income'], derive: 'running' }],
    ['a running total of a state', { metrics: ['market_value'], by: ['month'], derive: 'running' }],
    ['a running total of a rate', { metrics: ['twr'], by: ['month'], derive: 'running' }],
    ['a part of what meets nothing', { metrics: ['income'], by: ['account'], derive: 'proportion' }],
    [
      'so many of the averages',
      { metrics: ['income'], by: ['advisor', 'account'], derive: 'average', limit: 3 },
    ],
  ] as const)('%s is declined', async (_what, asked) => {
    const outcome = await firm.answer({
      plan: plan({ ...asked, periods: [MONTHS] }),
      actor: OWNER,
      scope: {},
      today: MONTHS.to,
    });
    expect(outcome.kind).toBe('declined');
  });
});
