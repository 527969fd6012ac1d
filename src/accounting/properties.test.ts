import { expect } from 'vitest';
import { fc, test as property } from '@fast-check/vitest';
import { COST_METHODS } from '../model/source-tables.ts';
import { accountFigures, openLots, positionsOn, quietConverter } from './account.ts';
import { allocationsOn } from './allocations.ts';
import type { AccountTerms, Booking } from './booking.ts';
import { denseCloses } from './closes.ts';
import type { Market } from './market.ts';
import { sumOf } from './money-column.ts';
import { rateBook } from './rates.ts';
import { RUNS } from './property-runs.fixture.ts';

const FIRST = 18_000;
const DAYS = 400;
const HORIZON = FIRST + DAYS;
const SECURITIES = ['P', 'Q', 'R'] as const;
const TRADED = ['BUY', 'SELL', 'REINVEST', 'TRANSFER_IN', 'TRANSFER_OUT', 'ADJUSTMENT'] as const;
const PAID = [
  'DIVIDEND',
  'INTEREST',
  'FEE',
  'TAX',
  'DEPOSIT',
  'WITHDRAWAL',
  'FX',
  'RETURN_OF_CAPITAL',
] as const;
const MADE = ['SPLIT', 'SPINOFF', 'MERGER'] as const;

const units = (min: number, max: number, scale: bigint): fc.Arbitrary<bigint> =>
  fc.integer({ min, max }).map((value) => BigInt(value) * scale);

const plain = {
  fee: units(0, 300, 1_000_000n),
  tax: units(0, 300, 1_000_000n),
  currency: fc.constantFrom('USD', 'EUR'),
  day: fc.integer({ min: FIRST, max: HORIZON }),
  securityId: fc.constantFrom(...SECURITIES),
  relatedSecurityId: fc.constantFrom(...SECURITIES),
  costFraction: units(0, 10_000, 1_000_000n),
};

/** Any history at all, sense or nonsense: the laws hold for both. */
const anyBooking: fc.Arbitrary<Omit<Booking, 'transactionId'>> = fc.oneof(
  fc
    .record({
      ...plain,
      type: fc.constantFrom(...TRADED),
      quantity: units(1, 500_000, 1_000_001n),
      price: units(1, 90_000, 100_000_000n),
      amount: fc.constant(0n),
    })
    .map((one) => {
      const out =
        one.type === 'SELL' ||
        one.type === 'TRANSFER_OUT' ||
        (one.type === 'ADJUSTMENT' && one.fee % 2n === 0n);
      const quantity = out ? -one.quantity : one.quantity;
      const cash = -(quantity * one.price) / 10n ** 12n - one.fee - one.tax;
      const amount = one.type === 'BUY' || one.type === 'SELL' ? cash : 0n;
      return { ...one, quantity, amount, description: null, transferId: null };
    }),
  fc.record({
    ...plain,
    type: fc.constantFrom(...PAID),
    quantity: fc.constant(0n),
    price: fc.constant(null),
    amount: units(-50_000, 90_000, 1_000_000n),
    description: fc.constant(null),
    transferId: fc.constant(null),
  }),
  fc.record({
    ...plain,
    type: fc.constantFrom(...MADE),
    quantity: units(-200_000, 500_000, 1_000_003n),
    price: fc.constant(null),
    amount: units(0, 5_000, 1_000_000n),
    description: fc.constant(null),
    transferId: fc.constant(null),
  }),
);

const history: fc.Arbitrary<readonly Booking[]> = fc
  .array(anyBooking, { minLength: 1, maxLength: 40 })
  .map((all) => all.map((one, i) => ({ ...one, transactionId: `T${String((i * 7) % 41)}-${String(i)}` })));

const terms: fc.Arbitrary<AccountTerms> = fc.record({
  accountId: fc.constant('A'),
  costMethod: fc.constantFrom(...COST_METHODS),
  currencies: fc.constantFrom(['USD'], ['USD', 'EUR'], ['EUR', 'USD']),
});

const closes = new Map(
  SECURITIES.map((id, s) => {
    const days = Array.from({ length: DAYS / 5 }, (_, i) => FIRST + i * 5 + s);
    const values = days.map(
      (day, i) =>
        BigInt(1_000 + ((i * 37 + s * 11) % 900)) * (s === 2 ? 1_000_003n : 10n ** 8n) + BigInt(day % 1),
    );
    return [id, denseCloses(days, values, FIRST, HORIZON)] as const;
  }),
);
const market: Market = {
  currencyOf: (id) => (id === 'Q' ? 'EUR' : 'USD'),
  assetClassOf: (id) => (id === 'P' ? 'Equity' : 'Fund'),
  closesOf: (id) => closes.get(id as (typeof SECURITIES)[number]) ?? null,
  rates: rateBook(
    [
      {
        from: 'EUR',
        to: 'USD',
        days: [FIRST, FIRST + 100],
        rates: [110_000_000_000_000n, 130_000_000_000_000n],
      },
    ],
    'USD',
    FIRST,
    HORIZON,
  ),
  horizon: HORIZON,
};

function figuresOf(account: AccountTerms, bookings: readonly Booking[]) {
  const figures = accountFigures(account, bookings, market);
  if (!figures) throw new Error('no bookings');
  return figures;
}

function cashOnly(bookings: readonly Booking[]): readonly Booking[] {
  return bookings.filter(({ type }) => type !== 'RETURN_OF_CAPITAL' && PAID.some((paid) => paid === type));
}

function total(amounts: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}

property.prop([terms, history], RUNS)(
  "lots sum to positions, in quantity and in every currency's cost",
  (account, bookings) => {
    const { ledger } = figuresOf(account, bookings);
    const lots = openLots(ledger);
    for (const [id, steps] of ledger.steps) {
      const own = lots.filter((lot) => lot.securityId === id);
      expect(total(own.map(({ quantity }) => quantity))).toBe(steps.at(-1)?.quantity);
      expect(new Set(own.map(({ quantity }) => quantity < 0n)).size).toBeLessThan(2);
      account.currencies.forEach((_, k) => {
        expect(total(own.map(({ cost }) => cost[k] ?? 0n))).toBe(steps.at(-1)?.cost[k] ?? 0n);
      });
    }
  },
);

property.prop([terms, history, fc.integer({ min: 0, max: 1_000 })], RUNS)(
  'the order in which bookings are delivered never matters',
  (account, bookings, turn) => {
    const turned = [
      ...bookings.slice(turn % bookings.length),
      ...bookings.slice(0, turn % bookings.length),
    ].toReversed();
    const [one, other] = [figuresOf(account, bookings), figuresOf(account, turned)];
    expect(other.daily).toEqual(one.daily);
    expect(openLots(other.ledger)).toEqual(openLots(one.ledger));
    expect(other.ledger.realized).toEqual(one.ledger.realized);
  },
);

property.prop([terms, history], RUNS)(
  'opening + net contributions + gain = closing, whatever the cut',
  (account, bookings) => {
    const { daily, ledger } = figuresOf(account, bookings);
    daily.series.forEach((series, k) => {
      const net = sumOf(series.inflow, 0, daily.count - 1) - sumOf(series.outflow, 0, daily.count - 1);
      expect(net).toBe(total(ledger.flows.map(({ amounts }) => amounts[k] ?? 0n)));
      const gainOf = (from: number, to: number): bigint =>
        (series.marketValue[to] ?? 0n) -
        (from === 0 ? 0n : (series.marketValue[from - 1] ?? 0n)) -
        sumOf(series.inflow, from, to) +
        sumOf(series.outflow, from, to);
      const [middle, end] = [Math.floor((daily.count - 1) / 2), daily.count - 1];
      expect(gainOf(0, middle) + (middle < end ? gainOf(middle + 1, end) : 0n)).toBe(
        (series.marketValue[end] ?? 0n) - net,
      );
    });
  },
);

property.prop([terms, history], RUNS)(
  "a day's value is its positions and cash, each valued by itself",
  (account, bookings) => {
    const { daily, ledger, pockets } = figuresOf(account, bookings);
    const convert = quietConverter(account.currencies, market);
    for (const n of [0, Math.floor(daily.count / 2), daily.count - 1]) {
      const positions = positionsOn(ledger, market, convert, daily.firstDay + n);
      const [classes] = allocationsOn(pockets, convert, daily.firstDay, [n]);
      daily.series.forEach((series, k) => {
        const apart =
          total(positions.map(({ marketValue }) => marketValue[k] ?? 0n)) - (series.marketValue[n] ?? 0n);
        const byClass =
          total([...(classes?.values() ?? [])].map((amounts) => amounts[k] ?? 0n)) -
          (series.marketValue[n] ?? 0n);
        for (const difference of [apart, byClass]) expect(difference < 10n && difference > -10n).toBe(true);
      });
    }
  },
);

property.prop(
  [
    fc.constantFrom(...COST_METHODS),
    fc.array(units(1, 9_999, 10_000_019n), { minLength: 1, maxLength: 8 }),
    units(1, 99_999, 1_000_033n),
    units(0, 10_000, 1_000_000n),
  ],
  RUNS,
)('splits, mergers and spin-offs conserve cost', (costMethod, quantities, received, costFraction) => {
  const blank = {
    fee: 0n,
    tax: 0n,
    amount: 0n,
    price: null,
    currency: 'USD',
    description: null,
    transferId: null,
    relatedSecurityId: null,
    costFraction: null,
  };
  const bought: Booking[] = quantities.map((quantity, i) => ({
    ...blank,
    transactionId: `B${String(i)}`,
    day: FIRST + i,
    type: 'BUY',
    securityId: 'P',
    quantity,
    price: 10_000_000_000n,
    amount: -quantity / 100n - BigInt(i),
  }));
  const paid = total(bought.map(({ amount }) => -amount));
  const actions: Booking[] = [
    { ...blank, transactionId: 'S', day: FIRST + 20, type: 'SPLIT', securityId: 'P', quantity: received },
    {
      ...blank,
      transactionId: 'O',
      day: FIRST + 21,
      type: 'SPINOFF',
      securityId: 'Q',
      quantity: received,
      relatedSecurityId: 'P',
      costFraction,
    },
    {
      ...blank,
      transactionId: 'M',
      day: FIRST + 22,
      type: 'MERGER',
      securityId: 'R',
      quantity: received,
      relatedSecurityId: 'P',
    },
  ];
  for (let done = 0; done <= actions.length; done += 1) {
    const { ledger } = figuresOf({ accountId: 'A', costMethod, currencies: ['USD'] }, [
      ...bought,
      ...actions.slice(0, done),
    ]);
    expect(total(openLots(ledger).map(({ cost }) => cost[0] ?? 0n))).toBe(paid);
    expect(ledger.realized).toEqual([]);
  }
});

property.prop([history, history], RUNS)(
  'a portfolio is the sum of its accounts: bookings of two accounts never mix',
  (one, other) => {
    const account: AccountTerms = { accountId: 'A', costMethod: 'FIFO', currencies: ['USD'] };
    const [a, b] = [cashOnly(one), cashOnly(other)];
    const both = [...a, ...b.map((booking) => ({ ...booking, transactionId: `U${booking.transactionId}` }))];
    if (a.length === 0 || b.length === 0) return;
    const last = (bookings: readonly Booking[]): bigint =>
      figuresOf(account, bookings).daily.series[0]?.marketValue.at(-1) ?? 0n;
    const difference = last(both) - last(a) - last(b);
    expect(difference < 3n && difference > -3n).toBe(true);
  },
);
