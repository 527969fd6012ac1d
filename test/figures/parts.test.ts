import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf } from '../../src/vocabulary/day.ts';
import type { Filter, InFilter, Plan, WithoutFilter } from '../../src/vocabulary/plan.ts';
import { answered, asOf, cellsOf, during, OWNER, plan, publishFirm, type Firm } from './firm.fixture.ts';

/**
 * Two clients, three accounts. Rich One: 60 A, 30 B, cash 10. Rich Two: 20 A. Poor One: cash 5 and interest on it; a
 * fourth account has nothing.
 */
let firm: Firm;

const security = (id: string, asset_class: string, sector: string, country: string) => ({
  security_id: id,
  symbol: id,
  name: `${id} Company`,
  asset_class,
  sector,
  country,
  currency: 'USD',
});
const account = (id: string, portfolio_id: string) => ({
  account_id: id,
  portfolio_id,
  custodian_id: 'K',
  name: id,
  currency: 'USD',
});
let booked = 0;
const booking = (account_id: string, day: string, type: string, amount: string, more: object = {}) => ({
  transaction_id: `t${(booked += 1)}`,
  account_id,
  trade_date: day,
  type,
  amount,
  currency: 'USD',
  ...more,
});
const buy = (account_id: string, day: string, security_id: string, quantity: string) =>
  booking(account_id, day, 'BUY', `-${quantity}`, { security_id, quantity, price: '1' });

beforeAll(async () => {
  firm = await publishFirm({
    custodians: [{ custodian_id: 'K', name: 'Bank' }],
    advisors: [{ advisor_id: 'V', name: 'Vera' }],
    clients: [
      { client_id: 'rich', name: 'Rich', advisor_id: 'V' },
      { client_id: 'poor', name: 'Poor' },
    ],
    portfolios: [
      { portfolio_id: 'P1', client_id: 'rich', name: 'Growth', base_currency: 'USD' },
      { portfolio_id: 'P2', client_id: 'rich', name: 'Income', base_currency: 'USD' },
      { portfolio_id: 'P3', client_id: 'poor', name: 'Small', base_currency: 'USD' },
    ],
    accounts: [account('One', 'P1'), account('Two', 'P2'), account('Three', 'P3'), account('Four', 'P3')],
    securities: [security('A', 'Equity', 'Energy', 'US'), security('B', 'Fixed Income', '', '')],
    prices: [
      { security_id: 'A', price_date: '2017-01-02', close: '1' },
      { security_id: 'B', price_date: '2017-01-02', close: '1' },
    ],
    fx_rates: [],
    transactions: [
      booking('One', '2017-01-02', 'DEPOSIT', '100'),
      buy('One', '2017-01-03', 'A', '40'),
      buy('One', '2017-02-03', 'A', '20'),
      buy('One', '2017-03-03', 'B', '30'),
      booking('Two', '2017-01-02', 'DEPOSIT', '20'),
      buy('Two', '2017-01-04', 'A', '20'),
      booking('Three', '2017-01-02', 'DEPOSIT', '4'),
      booking('Three', '2017-06-30', 'INTEREST', '1'),
    ],
  });
});
afterAll(() => firm.close());

const client = (id: string): InFilter => ({
  kind: 'in',
  dimension: 'client',
  values: [id],
  negated: false,
});

const END = asOf('2017-06-30');
const YEAR = during('2017-01-01', '2017-06-30');
const only = (
  dimension: 'asset_class' | 'country' | 'income_kind',
  value: string,
  negated = false,
): InFilter => ({
  kind: 'in',
  dimension,
  values: [value],
  negated,
});

describe('what was said is kept', () => {
  test('a threshold holds for a register, and for a count of it; what has nothing is not less than something', async () => {
    const more = { metric: 'market_value', comparison: '>', value: '15' } as const;
    const rich = await answered(firm, { subject: 'clients', having: [more], periods: [END] });
    expect(cellsOf(rich, 'client', 'market_value')).toEqual([['Rich', '120.00']]);
    const count = await answered(firm, {
      subject: 'accounts',
      having: [more],
      derive: 'count',
      periods: [END],
    });
    expect(count.rows).toEqual([[2]]);
    expect(count.text).toContain('market value more than 15');
    const less = await answered(firm, {
      subject: 'accounts',
      having: [{ ...more, comparison: '<' }],
      periods: [END],
    });
    expect(cellsOf(less, 'account')).toEqual([['Three']]);
  });

  test('groups are put in order by how far their figure moved, and only where it moved to is shown', async () => {
    const moved = await answered(firm, {
      metrics: ['market_value'],
      by: ['security'],
      where: [only('asset_class', 'Cash', true)],
      periods: [asOf('2017-01-31'), asOf('2017-06-30')],
      derive: 'change',
      order: { by: 'change', direction: 'desc' },
    });
    expect(cellsOf(moved, 'security', 'market_value', 'change')).toEqual([
      ['B Company', '30.00', '30.00'],
      ['A Company', '80.00', '20.00'],
    ]);
    const least = await answered(firm, {
      metrics: ['market_value'],
      by: ['account'],
      periods: [asOf('2017-01-02'), asOf('2017-06-30')],
      derive: 'change',
      order: { by: 'change', direction: 'asc' },
      limit: 1,
    });
    expect(cellsOf(least, 'account', 'change')).toEqual([['One', '0.00']]);
  });

  test('the holders of a security are counted, and the first of an order added up', async () => {
    const held = await answered(firm, {
      metrics: ['account_count'],
      by: ['security'],
      where: [only('asset_class', 'Equity')],
      periods: [END],
    });
    expect(cellsOf(held, 'security', 'account_count')).toEqual([['A Company', 2]]);
    const together = await answered(firm, {
      metrics: ['weight'],
      by: ['account'],
      periods: [END],
      order: { by: 'weight', direction: 'desc' },
      limit: 2,
      derive: 'total',
    });
    expect(together.rows[0]?.[0]).toBeCloseTo(0.96, 12);
  });

  test('having none of something finds those without any rows of it', async () => {
    const none = { comparison: '=', value: '0' } as const;
    const noBonds = await answered(firm, {
      subject: 'clients',
      metrics: ['market_value'],
      where: [only('asset_class', 'Fixed Income')],
      having: [{ ...none, metric: 'market_value' }],
      periods: [END],
    });
    expect(cellsOf(noBonds, 'client')).toEqual([['Poor']]);
    const noDividend = await answered(firm, {
      metrics: ['dividends'],
      by: ['security'],
      where: [only('asset_class', 'Equity')],
      having: [{ ...none, metric: 'dividends' }],
      periods: [YEAR],
    });
    expect(cellsOf(noDividend, 'security')).toEqual([['A Company']]);
  });

  test('a client is without bookings only where none of the accounts has any', async () => {
    const where: readonly Filter[] = [{ kind: 'without', rows: 'transactions' }];
    const clients = await answered(firm, { subject: 'clients', where, periods: [END] });
    expect(clients.rows).toEqual([]);
    const accounts = await answered(firm, { subject: 'accounts', where, periods: [END] });
    expect(cellsOf(accounts, 'account')).toEqual([['Four']]);
  });

  test('holding none of something, or some of it, is a condition on the holder', async () => {
    const of = [only('asset_class', 'Fixed Income')];
    const without: WithoutFilter = { kind: 'without', rows: 'holdings', of };
    const none = await answered(firm, { subject: 'accounts', where: [without], periods: [END] });
    expect(cellsOf(none, 'account')).toEqual([['Four'], ['Three'], ['Two']]);
    expect(none.text).toContain('without any holdings of asset class Fixed Income');
    const clients = await answered(firm, { subject: 'clients', where: [without], periods: [END] });
    expect(cellsOf(clients, 'client')).toEqual([['Poor']]);
    const some = await answered(firm, {
      subject: 'accounts',
      where: [{ ...without, negated: true }],
      periods: [END],
    });
    expect(cellsOf(some, 'account')).toEqual([['One']]);
    const count = await answered(firm, { metrics: ['client_count'], where: [without], periods: [END] });
    expect(count.rows).toEqual([[1]]);
  });

  test('having no bookings of a kind in a period is a condition on the account', async () => {
    const of: InFilter = { kind: 'in', dimension: 'transaction_type', values: ['BUY'], negated: false };
    const where: readonly Filter[] = [{ kind: 'without', rows: 'transactions', of: [of] }];
    const february = during('2017-02-01', '2017-02-28');
    const idle = await answered(firm, { subject: 'accounts', where, periods: [february] });
    expect(cellsOf(idle, 'account')).toEqual([['Four'], ['Three'], ['Two']]);
  });

  test('the place in an order is the one row there; beyond the last there is none', async () => {
    const second = {
      metrics: ['market_value'],
      by: ['account'],
      order: { by: 'market_value', direction: 'desc' },
      limit: 1,
      place: 2,
      derive: 'extreme',
      periods: [END],
    } as const;
    const answer = await answered(firm, second);
    expect(cellsOf(answer, 'account', 'market_value')).toEqual([['Two', '20.00']]);
    expect(answer.text).toContain('second highest market value');
    expect((await answered(firm, { ...second, place: 9 })).rows).toEqual([]);
  });

  test('the median is the middle of the groups, the mean of two where they are even', async () => {
    const median = { metrics: ['market_value'], derive: 'median', periods: [END] } as const;
    const accounts = await answered(firm, { ...median, by: ['account'] });
    expect(accounts.rows).toEqual([['20.00', 3]]);
    const clients = await answered(firm, { ...median, by: ['client'] });
    expect(clients.rows).toEqual([['62.50', 2]]);
  });

  test('a difference and a ratio are of two figures, of two members as they were named, or of two periods', async () => {
    const two = await answered(firm, {
      metrics: ['deposits', 'purchases'],
      derive: 'difference',
      periods: [YEAR],
    });
    expect(two.rows).toEqual([['124.00', '110.00', '14.00']]);
    expect(two.text).toContain('a difference of $14.00');
    const members = {
      metrics: ['market_value'],
      by: ['client'],
      where: [{ kind: 'in', dimension: 'client', values: ['poor', 'rich'], negated: false }],
      periods: [END],
    } as const;
    const less = await answered(firm, { ...members, derive: 'difference' });
    expect(cellsOf(less, 'client', 'difference')).toEqual([
      ['Poor', '-115.00'],
      ['Rich', null],
    ]);
    const times = await answered(firm, {
      metrics: ['purchases'],
      derive: 'ratio',
      periods: [during('2017-01-01', '2017-01-31'), during('2017-02-01', '2017-02-28')],
    });
    expect(cellsOf(times, 'ratio')).toEqual([[3], [null]]);
  });

  test.each([
    ['en-US', '$120.00', 'Jun 30, 2017'],
    ['en-GB', 'US$120.00', '30 Jun 2017'],
    ['de-DE', '120,00\u00A0$', '30.06.2017'],
    ['fr-FR', '120,00\u00A0$US', '30/06/2017'],
  ] as const)('numbers and days are written as in %s', async (locale, amount, day) => {
    const asked = plan({ metrics: ['market_value'], where: [client('rich')], periods: [END] });
    const request = { plan: asked, actor: OWNER, scope: {}, today: dayOf('2017-12-31'), locale };
    const outcome = await firm.answer(request);
    expect(outcome.text).toContain(amount);
    expect(outcome.text).toContain(day);
    expect(outcome.kind === 'answer' && outcome.interpretation.text).toContain(day);
    expect(outcome.kind === 'answer' && outcome.rows).toEqual([['120.00']]);
  });

  test('the total of a ranking is that of the rows it keeps', async () => {
    const total = await answered(firm, {
      metrics: ['market_value'],
      by: ['account'],
      order: { by: 'market_value', direction: 'desc' },
      limit: 2,
      derive: 'total',
      periods: [END],
    });
    expect(total.rows).toEqual([['120.00']]);
  });

  test('interest that no security pays is paid on cash', async () => {
    const interest = await answered(firm, {
      metrics: ['interest'],
      where: [only('asset_class', 'Cash')],
      periods: [YEAR],
    });
    expect(interest.rows).toEqual([['1.00']]);
  });

  const refused: readonly (readonly [string, Partial<Plan>])[] = [
    ['a place without an order', { metrics: ['income'], by: ['account'], place: 2, limit: 1 }],
    ['a difference of amounts and rates', { metrics: ['income', 'twr'], derive: 'difference' }],
    ['a difference of one figure', { metrics: ['income'], derive: 'difference' }],
    ['a median of one figure', { metrics: ['income'], derive: 'median' }],
    ['a second grain of time', { metrics: ['income'], by: ['month', 'year'] }],
    ['a kind of income of a value', { metrics: ['market_value'], where: [only('income_kind', 'dividend')] }],
    [
      'an order by what is not shown',
      { metrics: ['income'], by: ['month'], order: { by: 'sector', direction: 'asc' } },
    ],
    [
      'a threshold on listed bookings',
      { subject: 'transactions', having: [{ metric: 'cash', comparison: '>', value: '1' }] },
    ],
    ['a split of a listing', { subject: 'transactions', by: ['sector'] }],
    ['a share without a whole', { metrics: ['income'], shareOf: 'group' }],
    [
      'a limit for each of what is no group',
      { metrics: ['income'], by: ['month'], limit: 1, limitPer: ['client'] },
    ],
    ['a change of one figure', { metrics: ['income'], derive: 'change' }],
    ['the average of one figure', { metrics: ['income'], derive: 'average' }],
    ['several periods of a register', { subject: 'accounts', periods: [END, END] }],
    [
      'both open and closed',
      {
        subject: 'accounts',
        where: [
          { kind: 'open', negated: true },
          { kind: 'open', negated: false },
        ],
      },
    ],
    ['returns added up', { metrics: ['twr'], by: ['month'], derive: 'total' }],
    ['levels added up over time', { metrics: ['market_value'], by: ['month'], derive: 'total' }],
    ['shares of several securities added up', { metrics: ['quantity'], by: ['account'], derive: 'total' }],
  ];

  test.each(refused)('%s is refused, not left out', async (_, asked) => {
    const outcome = await firm.answer({
      plan: plan({ periods: [YEAR], ...asked }),
      actor: OWNER,
      scope: {},
      today: dayOf('2017-06-30'),
    });
    expect(outcome).toMatchObject({ kind: 'declined', reason: 'not_understood' });
  });
});

describe('within each group', () => {
  test('the largest holding of each account is one row an account', async () => {
    const answer = await answered(firm, {
      metrics: ['market_value'],
      by: ['account', 'security'],
      order: { by: 'market_value', direction: 'desc' },
      limit: 1,
      limitPer: ['account'],
      periods: [END],
    });
    expect(cellsOf(answer, 'account', 'symbol', 'market_value')).toEqual([
      ['One', 'A', '60.00'],
      ['Two', 'A', '20.00'],
      ['Three', 'USD', '5.00'],
    ]);
  });

  test('the last purchase of each security is one row a security', async () => {
    const answer = await answered(firm, {
      subject: 'transactions',
      where: [{ kind: 'in', dimension: 'transaction_type', values: ['BUY'], negated: false }],
      derive: 'last',
      limit: 1,
      limitPer: ['security'],
      periods: [YEAR],
    });
    expect(cellsOf(answer, 'symbol', 'trade_date')).toEqual([
      ['A', '2017-02-03'],
      ['B', '2017-03-03'],
    ]);
  });

  test('a weight by account is of the account’s own total, or of what the question says', async () => {
    const asked = {
      metrics: ['weight'],
      by: ['account'],
      where: [only('asset_class', 'Equity')],
      order: { by: 'account', direction: 'asc' },
      periods: [END],
    } as const;
    expect(cellsOf(await answered(firm, asked), 'account', 'weight')).toEqual([
      ['One', 0.6],
      ['Two', 1],
    ]);
    const ofAll = await answered(firm, { ...asked, shareOf: 'scope' });
    expect(cellsOf(ofAll, 'weight')).toEqual([[60 / 125], [20 / 125]]);
    const within = await answered(firm, {
      metrics: ['weight'],
      where: [
        only('asset_class', 'Equity'),
        { kind: 'in', dimension: 'account', values: ['Two'], negated: false },
      ],
      shareOf: [],
      periods: [END],
    });
    expect(within.rows).toEqual([[1]]);
  });

  test('what has no sector or no country wins no ranking and lies outside of none', async () => {
    const largest = await answered(firm, {
      metrics: ['market_value'],
      by: ['sector'],
      limit: 1,
      derive: 'extreme',
      order: { by: 'market_value', direction: 'desc' },
      periods: [END],
    });
    expect(cellsOf(largest, 'sector')).toEqual([['Energy']]);
    expect(largest.text).toContain('The highest market value by sector');
    const abroad = await answered(firm, {
      metrics: ['market_value'],
      where: [only('country', 'US', true)],
      periods: [END],
    });
    expect(abroad.rows).toEqual([['0.00']]);
    expect(abroad.caveats.join(' ')).toContain('without a country');
  });
});

test('the lowest value of a period is told with its day, and periods in words', async () => {
  const lowest = await answered(
    firm,
    {
      metrics: ['cash'],
      by: ['day'],
      order: { by: 'cash', direction: 'asc' },
      limit: 1,
      derive: 'extreme',
      periods: [during('2017-01-02', '2017-06-30')],
    },
    { accounts: ['One'] },
  );
  expect(cellsOf(lowest, 'period', 'cash')).toEqual([['2017-03-03', '10.00']]);
  expect(lowest.text).toContain('3 Mar 2017');
  const series = await answered(firm, { metrics: ['deposits'], by: ['month'], periods: [YEAR] });
  expect(series.text).toContain('January 2017');
  expect(series.chart?.type).toBe('bar');
});

test('the name of a scope tells all of its members', async () => {
  const two = await answered(firm, {
    metrics: ['market_value'],
    by: ['portfolio'],
    where: [{ kind: 'in', dimension: 'portfolio', values: ['P1', 'P2'], negated: false }],
    periods: [END],
  });
  expect(two.interpretation.text).toBe(
    'Market value by portfolio of the portfolios Growth and Income, as of 30 Jun 2017',
  );
});
