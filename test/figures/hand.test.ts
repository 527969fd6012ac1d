import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Plan } from '../../src/vocabulary/plan.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import { dayOf } from '../../src/vocabulary/day.ts';
import { answered, asOf, cellsOf, during, OWNER, plan, publishFirm, type Firm } from './firm.fixture.ts';

/**
 * Two clients. Ana: a dollar account and a euro one in a dollar portfolio, money moved between them; a third account
 * of hers has no bookings. Ben: one euro account in a euro portfolio.
 */
let firm: Firm;

const deposit = (id: string, account: string, day: string, amount: string, currency = 'USD') => ({
  transaction_id: id,
  account_id: account,
  trade_date: day,
  type: Number(amount) < 0 ? 'WITHDRAWAL' : 'DEPOSIT',
  amount,
  currency,
});

beforeAll(async () => {
  firm = await publishFirm({
    custodians: [{ custodian_id: 'K', name: 'Bank' }],
    advisors: [{ advisor_id: 'V', name: 'Vera' }],
    clients: [
      { client_id: 'ana', name: 'Ana', advisor_id: 'V' },
      { client_id: 'ben', name: 'Ben' },
    ],
    portfolios: [
      { portfolio_id: 'PA', client_id: 'ana', name: 'Growth', base_currency: 'USD' },
      { portfolio_id: 'PB', client_id: 'ben', name: 'Euro', base_currency: 'EUR' },
    ],
    accounts: [
      {
        account_id: 'A1',
        portfolio_id: 'PA',
        custodian_id: 'K',
        name: 'Ana One',
        currency: 'USD',
        opened_on: '2017-01-02',
      },
      {
        account_id: 'A2',
        portfolio_id: 'PA',
        custodian_id: 'K',
        name: 'Ana Two',
        currency: 'USD',
        closed_on: '2017-06-30',
      },
      { account_id: 'A3', portfolio_id: 'PA', custodian_id: 'K', name: 'Ana Empty', currency: 'USD' },
      { account_id: 'B1', portfolio_id: 'PB', custodian_id: 'K', name: 'Ben Euro', currency: 'EUR' },
    ],
    securities: [
      {
        security_id: 'X',
        symbol: 'XCO',
        name: 'X Company',
        asset_class: 'Equity',
        sector: 'Energy',
        currency: 'USD',
      },
      { security_id: 'Y', symbol: 'YBO', name: 'Y Bond', asset_class: 'Fixed Income', currency: 'EUR' },
    ],
    prices: [
      { security_id: 'X', price_date: '2017-01-02', close: '10' },
      { security_id: 'X', price_date: '2017-12-29', close: '15' },
      { security_id: 'Y', price_date: '2017-01-02', close: '1' },
    ],
    fx_rates: [
      { rate_date: '2017-01-02', from_currency: 'EUR', to_currency: 'USD', rate: '1.10' },
      { rate_date: '2017-12-29', from_currency: 'EUR', to_currency: 'USD', rate: '1.20' },
    ],
    targets: [
      { portfolio_id: 'PA', asset_class: 'Equity', weight: '0.5' },
      { portfolio_id: 'PA', asset_class: 'Fund', weight: '0.5' },
    ],
    transactions: [
      deposit('t1', 'A1', '2017-01-02', '1000'),
      {
        transaction_id: 't2',
        account_id: 'A1',
        trade_date: '2017-01-03',
        type: 'BUY',
        security_id: 'X',
        quantity: '40',
        price: '10',
        fee: '2',
        amount: '-402',
        currency: 'USD',
      },
      deposit('t3', 'A1', '2017-03-01', '-100'),
      deposit('t4', 'A2', '2017-03-01', '100'),
      deposit('t5', 'B1', '2017-01-02', '500', 'EUR'),
      {
        transaction_id: 't6',
        account_id: 'B1',
        trade_date: '2017-01-03',
        type: 'BUY',
        security_id: 'Y',
        quantity: '300',
        price: '1',
        amount: '-300',
        currency: 'EUR',
      },
      {
        transaction_id: 't7',
        account_id: 'A1',
        trade_date: '2017-05-05',
        type: 'DIVIDEND',
        security_id: 'X',
        tax: '3',
        amount: '17',
        currency: 'USD',
      },
    ],
  });
});
afterAll(() => firm.close());

const END = asOf('2017-12-29');
const YEAR = during('2017-01-01', '2017-12-29');

test('a portfolio’s value is exact, in its base currency, with its sentence and its proof', async () => {
  const answer = await answered(firm, { metrics: ['market_value'], periods: [END] }, { portfolio: 'PA' });
  // 1000 − 402 + 17 in cash, and 40 shares at 15.
  expect(answer.rows).toEqual([['1215.00']]);
  expect(answer.columns[0]).toMatchObject({ name: 'market_value', type: 'money', currency: 'USD' });
  expect(answer.text).toBe('The market value of the portfolio Growth is $1,215.00 as of 29 Dec 2017.');
  expect(answer.sql).toContain('daily_values');
  expect(answer.parameters).toContain('2017-12-29');
});

test('across clients amounts are in the firm’s currency, and the answer says so', async () => {
  const answer = await answered(firm, { metrics: ['market_value'], by: ['client'], periods: [END] });
  expect(cellsOf(answer, 'client', 'client_id', 'market_value')).toEqual([
    ['Ana', 'ana', '1215.00'],
    ['Ben', 'ben', '600.00'],
  ]);
  expect(answer.caveats.join(' ')).toContain('EUR are converted to USD');
});

test('each account has its rates in its own currency', async () => {
  const answer = await answered(firm, { metrics: ['twr'], by: ['account'], periods: [YEAR] });
  const ben = cellsOf(answer, 'account', 'twr').find(([name]) => name === 'Ben Euro');
  // Nothing happened to Ben in euros; in dollars the euro rose.
  expect(ben).toEqual(['Ben Euro', 0]);
  const inDollars = await answered(firm, {
    metrics: ['twr'],
    by: ['account'],
    periods: [YEAR],
    currency: 'USD',
  });
  const converted = cellsOf(inDollars, 'account', 'twr').find(([name]) => name === 'Ben Euro');
  expect(converted?.[1]).toBeCloseTo(1.2 / 1.1 - 1, 9);
});

test('a transfer inside the scope is no flow of it, but one of each account', async () => {
  const whole = await answered(
    firm,
    { metrics: ['outflows', 'net_contributions'], periods: [YEAR] },
    { client: 'ana' },
  );
  expect(whole.rows).toEqual([['0.00', '1000.00']]);
  const split = await answered(
    firm,
    { metrics: ['net_contributions'], by: ['account'], periods: [YEAR] },
    { client: 'ana' },
  );
  expect(cellsOf(split, 'account', 'net_contributions')).toEqual([
    ['Ana One', '900.00'],
    ['Ana Two', '100.00'],
  ]);
});

test('shares make a whole; a condition gives its share of the scope', async () => {
  const split = await answered(
    firm,
    { metrics: ['market_value'], by: ['asset_class'], derive: 'share', periods: [END] },
    { client: 'ana' },
  );
  expect(cellsOf(split, 'asset_class', 'share')).toEqual([
    ['Cash', 615 / 1215],
    ['Equity', 600 / 1215],
  ]);
  const part = await answered(
    firm,
    {
      metrics: ['weight'],
      where: [{ kind: 'in', dimension: 'sector', values: ['Energy'], negated: false }],
      periods: [END],
    },
    { client: 'ana' },
  );
  expect(part.rows[0]?.[0]).toBeCloseTo(600 / 1215, 12);
});

test('drift counts classes that are held and those that are targeted', async () => {
  const answer = await answered(
    firm,
    { metrics: ['drift'], order: { by: 'abs:drift', direction: 'desc' }, periods: [END] },
    { portfolio: 'PA' },
  );
  const drifts = cellsOf(answer, 'asset_class', 'drift').map(([name, drift]) => [
    name,
    Number(drift).toFixed(6),
  ]);
  expect(drifts).toEqual([
    ['Cash', (615 / 1215).toFixed(6)],
    ['Fund', '-0.500000'],
    ['Equity', (600 / 1215 - 0.5).toFixed(6)],
  ]);
});

test('a transfer between two accounts of the scope is listed as such, and as no flow of it', async () => {
  const flows = { subject: 'cash_flows', periods: [during('2017-02-01', '2017-03-31')] } as const;
  const internal = await answered(firm, { ...flows, where: [{ kind: 'internal' }] });
  expect(cellsOf(internal, 'account', 'amount')).toEqual([
    ['Ana Two', '100.00'],
    ['Ana One', '-100.00'],
  ]);
  expect((await answered(firm, flows)).rows).toEqual([]);
  const one = await answered(firm, { ...flows, where: [{ kind: 'internal' }] }, { accounts: ['A1'] });
  expect(one.rows).toEqual([]);
  const asked = plan({ metrics: ['withdrawals'], where: [{ kind: 'internal' }], periods: flows.periods });
  const sum = await firm.answer({ plan: asked, actor: OWNER, scope: {}, today: dayOf('2017-12-31') });
  expect(sum.kind).toBe('declined');
});

test("a client's drift is that of the client's portfolios, each by itself", async () => {
  const named: Partial<Plan> = {
    metrics: ['drift'],
    where: [{ kind: 'in', dimension: 'client', values: ['ana'], negated: false }],
    order: { by: 'drift', direction: 'desc' },
    periods: [END],
  };
  const whole = await answered(firm, { ...named, where: [] }, { portfolio: 'PA' });
  const ofClient = await answered(firm, named);
  expect(ofClient.rows.length).toBeGreaterThan(2);
  expect(cellsOf(ofClient, 'asset_class', 'drift')).toEqual(cellsOf(whole, 'asset_class', 'drift'));
});

test('holdings are listed with quantity, price, value and gain, the largest first', async () => {
  const answer = await answered(firm, { subject: 'holdings', periods: [END] }, { accounts: ['A1'] });
  expect(cellsOf(answer, 'symbol', 'quantity', 'market_value', 'cost_basis', 'unrealized_gain')).toEqual([
    ['XCO', '40', '600.00', '402.00', '198.00'],
    ['USD', '515', '515.00', '0.00', '0.00'],
  ]);
});

test('bookings are listed newest first in their own currency, and can be counted, totalled and looked for', async () => {
  const buys = [{ kind: 'in', dimension: 'transaction_type', values: ['BUY'], negated: false }] as const;
  const asked = { subject: 'transactions', where: buys, periods: [YEAR] } as const;
  const list = await answered(firm, asked);
  expect(cellsOf(list, 'trade_date', 'account_id', 'amount', 'currency')).toEqual([
    ['2017-01-03', 'B1', '-300.00', 'EUR'],
    ['2017-01-03', 'A1', '-402.00', 'USD'],
  ]);
  expect((await answered(firm, { ...asked, derive: 'count' })).rows).toEqual([[2]]);
  // 402 + 300 × 1.10: at the rate of the trade date.
  expect((await answered(firm, { ...asked, derive: 'total' })).rows[0]?.[0]).toBe('-732.00');
  expect((await answered(firm, { ...asked, derive: 'exists' }, { accounts: ['A2'] })).rows).toEqual([
    ['no', 0],
  ]);
});

test('months are rows, a running year has its own cell, and change is the step between periods', async () => {
  const months = await answered(
    firm,
    { metrics: ['income'], by: ['month'], periods: [during('2017-04-01', '2017-06-30')] },
    { client: 'ana' },
  );
  expect(months.rows).toEqual([
    ['2017-04', '0.00'],
    ['2017-05', '20.00'],
    ['2017-06', '0.00'],
  ]);
  const quarters = [during('2017-01-01', '2017-03-31'), during('2017-04-01', '2017-06-30')];
  const change = await answered(
    firm,
    { metrics: ['market_value'], periods: quarters, derive: 'change' },
    { client: 'ana' },
  );
  expect(cellsOf(change, 'period', 'market_value', 'change')).toEqual([
    ['2017-Q1', '998.00', null],
    ['2017-Q2', '1015.00', '17.00'],
  ]);
});

test('averages are exact and say over how many', async () => {
  const answer = await answered(
    firm,
    { metrics: ['market_value'], by: ['account'], derive: 'average', periods: [END] },
    { client: 'ana' },
  );
  expect(answer.rows).toEqual([['607.50', 2]]);
});

test('a figure before the first booking is undefined or declined, never guessed', async () => {
  const empty = await answered(firm, { metrics: ['twr'], periods: [YEAR] }, { accounts: ['A3'] });
  expect(empty.rows).toEqual([[null]]);
  expect(empty.caveats).toEqual(['Time-weighted return is undefined: there are no bookings by then.']);
  const early = await firm.answer({
    plan: plan({ metrics: ['market_value'], periods: [asOf('2009-12-31')] }),
    actor: OWNER,
    scope: { client: 'ana' },
    today: dayOf('2017-12-29'),
  });
  expect(early).toMatchObject({ kind: 'declined', reason: 'no_data' });
});

test('a register of a time after the data is not known, and one of a day after them stands as they end', async () => {
  const [within, on] = await Promise.all(
    [during('2031-01-01', '2031-12-31'), asOf('2031-01-15')].map((period) =>
      firm.answer({
        plan: plan({ subject: 'accounts', periods: [period] }),
        actor: OWNER,
        scope: {},
        today: dayOf('2031-01-15'),
      }),
    ),
  );
  expect(within).toMatchObject({ kind: 'declined', reason: 'no_data' });
  expect(on).toMatchObject({ kind: 'answer' });
});

test('a time after the data is not left out of two that are set side by side', async () => {
  const answer = await firm.answer({
    plan: plan({
      metrics: ['income'],
      periods: [during('2017-01-01', '2017-12-31'), during('2031-01-01', '2031-12-31')],
    }),
    actor: OWNER,
    scope: {},
    today: dayOf('2031-01-15'),
  });
  expect(answer).toMatchObject({ kind: 'declined', reason: 'no_data' });
});

test('two days on which the data have ended are no change', async () => {
  const answer = await firm.answer({
    plan: plan({
      metrics: ['market_value'],
      derive: 'change',
      periods: [asOf('2030-12-31'), asOf('2031-01-15')],
    }),
    actor: OWNER,
    scope: {},
    today: dayOf('2031-01-15'),
  });
  expect(answer).toMatchObject({ kind: 'declined', reason: 'no_data' });
});

test('money-weighted returns are put in order after they are solved', async () => {
  const answer = await answered(
    firm,
    { metrics: ['mwr'], by: ['account'], order: { by: 'mwr', direction: 'desc' }, limit: 1, periods: [YEAR] },
    { client: 'ana' },
  );
  expect(cellsOf(answer, 'account')).toEqual([['Ana One']]);
  expect(Number(answer.rows[0]?.at(-1))).toBeGreaterThan(0.2);
});

test('open accounts, accounts without bookings and clients without an advisor are found', async () => {
  const open = await answered(firm, { metrics: ['account_count'], periods: [END] });
  expect(open.rows).toEqual([[3]]);
  const idle = await answered(firm, {
    subject: 'accounts',
    where: [{ kind: 'without', rows: 'transactions' }],
    periods: [END],
  });
  expect(cellsOf(idle, 'account')).toEqual([['Ana Empty']]);
  const alone = await answered(firm, {
    subject: 'clients',
    where: [{ kind: 'in', dimension: 'advisor', values: [null], negated: false }],
    periods: [END],
  });
  expect(cellsOf(alone, 'client')).toEqual([['Ben']]);
});

test('what another person has, and what nobody has, is refused in the same words', async () => {
  const ana = { ...OWNER, role: 'client', clientId: 'ana', accounts: ['A1', 'A2', 'A3'] } as const;
  const attempts = [
    { accounts: ['B1'] },
    { accounts: ['nobody'] },
    { client: 'ben' },
    { portfolio: 'nothing' },
  ].map((scope) =>
    firm.answer({
      plan: plan({ metrics: ['market_value'], periods: [END] }),
      actor: ana,
      scope,
      today: dayOf('2017-12-29'),
    }),
  );
  const named = firm.answer({
    plan: plan({
      metrics: ['market_value'],
      periods: [END],
      where: [{ kind: 'in', dimension: 'account', values: ['B1'], negated: false }],
    }),
    actor: ana,
    scope: {},
    today: dayOf('2017-12-29'),
  });
  const outcomes = await Promise.allSettled([...attempts, named]);
  const words = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : outcome.value));
  expect(words.every((thrown) => thrown instanceof Problem && thrown.code === 'not_permitted')).toBe(true);
  expect(new Set(words.map((thrown) => (thrown instanceof Problem ? thrown.message : ''))).size).toBe(1);
});

test('what does not add up has no shares, and what has no sectors is not split by them', async () => {
  expect(await outcomeOf({ metrics: ['twr'], by: ['account'], derive: 'share' })).toMatchObject({
    kind: 'declined',
  });
  expect(await outcomeOf({ metrics: ['volatility'], by: ['sector'] })).toMatchObject({ kind: 'declined' });
  expect(await outcomeOf({ metrics: [] })).toMatchObject({ kind: 'declined', reason: 'not_understood' });
});

function outcomeOf(asked: Partial<Plan>) {
  return firm.answer({
    plan: plan({ periods: [YEAR], ...asked }),
    actor: OWNER,
    scope: {},
    today: dayOf('2017-12-29'),
  });
}

test('a lot is told with what it is worth and has gained, by the day on which it was acquired', async () => {
  const where = [{ kind: 'during', event: 'acquired' }] as const;
  const early = during('2017-01-01', '2017-01-31');
  const answer = await answered(firm, { subject: 'lots', where, periods: [early] }, { client: 'ana' });
  // 40 shares that cost 402 stand at 15.
  expect(cellsOf(answer, 'acquired_on', 'cost_basis', 'market_value', 'unrealized_gain')).toEqual([
    ['2017-01-03', '402.00', '600.00', '198.00'],
  ]);
  const later = during('2017-02-01', '2017-12-29');
  const none = await answered(firm, { subject: 'lots', where, periods: [later] }, { client: 'ana' });
  expect(none.rows).toEqual([]);
  const losing = { kind: 'threshold', field: 'gain', comparison: '<', value: '0', signed: true } as const;
  const lost = await answered(
    firm,
    { subject: 'lots', where: [losing], periods: [END], derive: 'exists' },
    { client: 'ana' },
  );
  expect(lost.text).toMatch(/^No, there are no open lots/);
});

test('whether there was any is answered by yes or no, with how much', async () => {
  const having = [{ metric: 'dividends', comparison: '>', value: '0' }] as const;
  const asked = { metrics: ['dividends'], having, derive: 'holds', periods: [YEAR] } as const;
  const ana = await answered(firm, asked, { client: 'ana' });
  expect(ana.text).toBe('Yes: the dividends of Ana were $20.00 from 2 Jan 2017 to 29 Dec 2017.');
  const ben = await answered(firm, asked, { client: 'ben' });
  expect(ben.text).toMatch(/^No: the dividends of Ben were €0\.00 /);
});
