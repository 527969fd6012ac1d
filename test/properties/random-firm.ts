import { fc } from '@fast-check/vitest';
import { ASSET_CLASSES, COST_METHODS, type TransactionType } from '../../src/model/source-tables.ts';
import { addDays, dayOf } from '../../src/vocabulary/day.ts';
import type { Source, Step } from './calendar.ts';
import { fatesOf, type Fate, type Row, type TellingRow } from './random-rows.ts';

const FIRST = dayOf('2024-12-20');
/** Most days of a history lie in the last month; a few lie more than a year before, for long holding periods. */
const DAYS = 24;
const LONG_AGO = -380;
const CURRENCIES = ['USD', 'EUR', 'GBP', 'JPY'] as const;

const TYPES: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Kind> }[] = (
  [
    ['BUY', 8],
    ['SELL', 6],
    ['DEPOSIT', 3],
    ['WITHDRAWAL', 2],
    ['TRANSFER', 3],
    ['CASH_TRANSFER', 2],
    ['TRANSFER_IN', 1],
    ['TRANSFER_OUT', 1],
    ['DIVIDEND', 1],
    ['INTEREST', 1],
    ['REINVEST', 1],
    ['FEE', 1],
    ['TAX', 1],
    ['SPLIT', 2],
    ['SPINOFF', 2],
    ['MERGER', 2],
    ['RETURN_OF_CAPITAL', 1],
    ['FX', 1],
    ['ADJUSTMENT', 2],
  ] as const
).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind) }));

/** A type of booking, or a transfer of both legs between two accounts of the firm. */
type Kind = TransactionType | 'TRANSFER' | 'CASH_TRANSFER';

interface Numbers {
  readonly kind: Kind;
  readonly day: number;
  readonly account: number;
  readonly other: number;
  readonly security: number;
  readonly related: number;
  /** Hundredths. */
  readonly quantity: number;
  readonly price: number;
  readonly fee: number;
  readonly sign: boolean;
  readonly foreign: boolean;
}

interface Event {
  readonly first: Numbers;
  /** What later versions of it change. */
  readonly changes: readonly Partial<Numbers>[];
  readonly stamped: boolean;
  readonly fates: readonly Fate[];
  readonly otherFates: readonly Fate[];
}

const somePlace = fc.nat({ max: 5 });
const day = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: DAYS }) },
  { weight: 1, arbitrary: fc.integer({ min: LONG_AGO, max: LONG_AGO + 20 }) },
);

const someNumbers: fc.Arbitrary<Numbers> = fc.record({
  kind: fc.oneof(...TYPES),
  day,
  account: somePlace,
  other: somePlace,
  security: somePlace,
  related: somePlace,
  quantity: fc.integer({ min: 1, max: 9_000 }),
  price: fc.integer({ min: 1, max: 20_000 }),
  fee: fc.oneof(fc.constant(0), fc.integer({ min: -20, max: 900 })),
  sign: fc.boolean(),
  foreign: fc.boolean(),
});

const change: fc.Arbitrary<Partial<Numbers>> = fc.oneof(
  fc.record({ day }),
  fc.record({ quantity: fc.integer({ min: 1, max: 9_000 }) }),
  fc.record({ price: fc.integer({ min: 1, max: 20_000 }), fee: fc.nat({ max: 900 }) }),
  fc.record({ account: somePlace }),
  fc.record({ security: somePlace }),
  fc.record({ kind: fc.oneof(...TYPES) }),
);

function eventsOf(steps: readonly Step[]): fc.Arbitrary<readonly Event[]> {
  return fc.array(
    fc.record({
      first: someNumbers,
      changes: fc.array(change, { maxLength: 2 }),
      stamped: fc.boolean(),
      fates: fatesOf(steps),
      otherFates: fatesOf(steps),
    }),
    { minLength: 1, maxLength: 14 },
  );
}

/** Rows of one table that are told with their fates. */
function toldOf<T>(steps: readonly Step[], row: fc.Arbitrary<T>, minLength: number, maxLength: number) {
  return fc.array(fc.record({ row, fates: fatesOf(steps) }), { minLength, maxLength });
}

/** Where things that are told by one source or by both come from. */
const told: fc.Arbitrary<readonly Source[]> = fc.constantFrom(['a'], ['b'], ['a', 'b']);

/** A tiny firm and everything that is ever told of it; `name` begins all its identifiers. */
export function randomFirm(steps: readonly Step[]): fc.Arbitrary<(name: string) => readonly TellingRow[]> {
  return fc
    .record({
      portfolios: toldOf(
        steps,
        fc.record({ client: fc.nat({ max: 1 }), base: fc.constantFrom(...CURRENCIES), sources: told }),
        1,
        3,
      ),
      accounts: toldOf(
        steps,
        fc.record({
          source: fc.constantFrom('a' as const, 'b' as const),
          portfolio: somePlace,
          currency: fc.option(fc.constantFrom(...CURRENCIES), { nil: null }),
          method: fc.option(fc.constantFrom(...COST_METHODS), { nil: null }),
          later: fc.option(fc.constantFrom(...COST_METHODS), { nil: null }),
        }),
        1,
        6,
      ),
      securities: toldOf(
        steps,
        fc.record({
          currency: fc.constantFrom(...CURRENCIES),
          later: fc.constantFrom(...CURRENCIES),
          assetClass: fc.constantFrom(...ASSET_CLASSES),
          sources: told,
        }),
        1,
        3,
      ),
      prices: toldOf(
        steps,
        fc.record({
          security: somePlace,
          day: fc.integer({ min: -3, max: DAYS }),
          close: fc.integer({ min: 1, max: 30_000 }),
          later: fc.integer({ min: 1, max: 30_000 }),
          sources: told,
        }),
        0,
        6,
      ),
      statements: toldOf(
        steps,
        fc.record({
          account: somePlace,
          security: fc.nat({ max: 3 }),
          day: fc.integer({ min: 0, max: DAYS }),
          quantity: fc.integer({ min: -500, max: 9_000 }),
          lots: fc.boolean(),
        }),
        0,
        3,
      ),
      events: eventsOf(steps),
      speaks: fc.array(fc.nat({ max: 7 }), { minLength: steps.length, maxLength: steps.length }),
      shared: fc.record({ custodian: told, client: told, advisor: fc.boolean(), fates: fatesOf(steps) }),
    })
    .map((plan) => (name: string) => {
      const silent = (at: number): boolean => steps[at]?.thin === true && plan.speaks[at] !== 0;
      return rowsOf(name, plan).map((row) => quietWhere(silent, row));
    });
}

/** No word of a row in some deliveries. */
function quietWhere(silent: (at: number) => boolean, row: TellingRow): TellingRow {
  return { ...row, fates: row.fates.map((fate, at) => (silent(at) ? 'quiet' : fate)) };
}

type Plan = Parameters<typeof rowsOf>[1];

interface Account {
  readonly id: string;
  readonly source: Source;
  readonly currency: string;
}

function rowsOf(
  name: string,
  plan: {
    readonly portfolios: readonly {
      row: { client: number; base: string; sources: readonly Source[] };
      fates: readonly Fate[];
    }[];
    readonly accounts: readonly {
      row: {
        source: Source;
        portfolio: number;
        currency: string | null;
        method: string | null;
        later: string | null;
      };
      fates: readonly Fate[];
    }[];
    readonly securities: readonly {
      row: { currency: string; later: string; assetClass: string; sources: readonly Source[] };
      fates: readonly Fate[];
    }[];
    readonly prices: readonly {
      row: { security: number; day: number; close: number; later: number; sources: readonly Source[] };
      fates: readonly Fate[];
    }[];
    readonly statements: readonly {
      row: { account: number; security: number; day: number; quantity: number; lots: boolean };
      fates: readonly Fate[];
    }[];
    readonly events: readonly Event[];
    readonly shared: {
      custodian: readonly Source[];
      client: readonly Source[];
      advisor: boolean;
      fates: readonly Fate[];
    };
  },
): readonly TellingRow[] {
  const portfolios = plan.portfolios.map(({ row }, n) => ({ id: `${name}-P${String(n)}`, ...row }));
  const accounts = plan.accounts.map(({ row }, n): Account => {
    const portfolio = pick(portfolios, row.portfolio);
    return { id: `${name}-A${String(n)}`, source: row.source, currency: row.currency ?? portfolio.base };
  });
  const securities = plan.securities.map((_, n) => `${name}-S${String(n)}`);
  const { shared } = plan;
  const rows: TellingRow[] = [
    reference('custodians', shared.custodian, shared.fates, { custodian_id: `${name}-K`, name: 'Bank' }),
    reference('advisors', shared.client, shared.fates, { advisor_id: `${name}-V`, name: 'Vera' }),
    ...[0, 1].map((n) =>
      reference('clients', shared.client, shared.fates, {
        client_id: `${name}-C${String(n)}`,
        name: `Client ${String(n)}`,
        ...(shared.advisor && n === 0 ? { advisor_id: `${name}-V` } : {}),
      }),
    ),
    ...plan.portfolios.map(({ row, fates }, n) =>
      reference('portfolios', row.sources, fates, {
        portfolio_id: `${name}-P${String(n)}`,
        client_id: `${name}-C${String(row.client)}`,
        name: `Portfolio ${String(n)}`,
        base_currency: row.base,
      }),
    ),
    ...plan.accounts.map(({ row, fates }, n) => {
      const account = pick(accounts, n);
      const version = (method: string | null, portfolio: number): Row => ({
        account_id: account.id,
        portfolio_id: pick(portfolios, portfolio).id,
        custodian_id: `${name}-K`,
        name: `Account ${String(n)}`,
        currency: account.currency,
        ...(method === null ? {} : { cost_method: method }),
      });
      return reference(
        'accounts',
        [row.source],
        fates,
        version(row.method, row.portfolio),
        version(row.later, row.portfolio + 1),
      );
    }),
    ...plan.securities.map(({ row, fates }, n) => {
      const version = (currency: string): Row => ({
        security_id: pick(securities, n),
        name: `Security ${String(n)}`,
        symbol: `S${String(n)}`,
        asset_class: row.assetClass,
        currency,
      });
      return reference('securities', row.sources, fates, version(row.currency), version(row.later));
    }),
  ];
  rows.push(...priceRows(plan.prices, securities));
  rows.push(...statementRows(plan.statements, accounts, securities));
  const counters = { a: 0, b: 0 };
  for (const event of plan.events) rows.push(...bookingRows(event, name, accounts, securities, counters));
  return rows;
}

/** A row that others refer to. */
function reference(
  table: TellingRow['table'],
  sources: readonly Source[],
  fates: readonly Fate[],
  ...versions: Row[]
): TellingRow {
  return { table, sources, versions, fates, referredTo: true };
}

function priceRows(prices: Plan['prices'], securities: readonly string[]): readonly TellingRow[] {
  const seen = new Set<string>();
  return prices.flatMap(({ row, fates }): TellingRow[] => {
    const key = { security_id: pick(securities, row.security), price_date: addDays(FIRST, row.day) };
    const text = `${key.security_id} ${key.price_date}`;
    if (seen.has(text)) return [];
    seen.add(text);
    const versions = [row.close, row.later].map((close) => ({ ...key, close: hundredths(close) }));
    return [{ table: 'prices', sources: row.sources, versions, fates, referredTo: false }];
  });
}

function statementRows(
  statements: Plan['statements'],
  accounts: readonly Account[],
  securities: readonly string[],
): readonly TellingRow[] {
  const seen = new Set<string>();
  return statements.flatMap(({ row, fates }): TellingRow[] => {
    const account = pick(accounts, row.account);
    const security = row.security === 3 ? `CASH:${account.currency}` : pick(securities, row.security);
    const key = { account_id: account.id, security_id: security, as_of_date: addDays(FIRST, row.day) };
    const text = Object.values(key).join(' ');
    if (seen.has(text)) return [];
    seen.add(text);
    // One lot, or two of it: then the fates of both are the same, and they add up.
    const versions = [row.quantity, row.quantity + 100].map((quantity) => ({
      ...key,
      quantity: hundredths(quantity),
    }));
    const one: TellingRow = {
      table: 'holdings',
      sources: [account.source],
      versions,
      fates,
      referredTo: false,
    };
    return row.lots ? [one, one] : [one];
  });
}

function bookingRows(
  event: Event,
  name: string,
  accounts: readonly Account[],
  securities: readonly string[],
  counters: Record<Source, number>,
): readonly TellingRow[] {
  const { source } = pick(accounts, event.first.account);
  const own = accounts.filter((account) => account.source === source);
  const versions: Numbers[] = [event.first];
  for (const each of event.changes) versions.push({ ...(versions.at(-1) ?? event.first), ...each });
  const rowsOfLeg = (
    leg: 'one' | 'other',
    legSource: Source,
    candidates: readonly Account[],
    fates: readonly Fate[],
  ): TellingRow => {
    const id = `${name}-T${String(counters[legSource])}`;
    counters[legSource] += 1;
    return {
      table: 'transactions',
      sources: [legSource],
      fates,
      referredTo: false,
      versions: versions.map((version, n) => ({
        transaction_id: id,
        ...bookingOf(
          version,
          leg,
          pick(candidates, leg === 'one' ? version.account : version.other),
          securities,
        ),
        ...(event.stamped ? { updated_at: `2025-02-0${String(1 + n)}T10:00:00Z` } : {}),
      })),
    };
  };
  const rows = [rowsOfLeg('one', source, own, event.fates)];
  if (event.first.kind === 'TRANSFER' || event.first.kind === 'CASH_TRANSFER') {
    const partner = pick(accounts, event.first.other);
    const theirs = accounts.filter((account) => account.source === partner.source);
    rows.push(rowsOfLeg('other', partner.source, theirs, event.otherFates));
  }
  return rows;
}

/** A booking's columns, but for its key. */
function bookingOf(
  numbers: Numbers,
  leg: 'one' | 'other',
  account: Account,
  securities: readonly string[],
): Row {
  const { kind, price, sign } = numbers;
  const fee = numbers.fee === 0 ? {} : { fee: hundredths(numbers.fee) };
  const security = pick(securities, numbers.security);
  const common = {
    account_id: account.id,
    trade_date: addDays(FIRST, numbers.day),
    currency: numbers.foreign ? 'USD' : account.currency,
  };
  const size = numbers.quantity;
  const worth = Math.round((size * price) / 100);
  const held = { security_id: security };
  const row = (type: TransactionType, amount: number, more: Row = {}): Row => ({
    ...common,
    type,
    amount: hundredths(amount),
    ...more,
  });
  const priced = (quantity: number): Row => ({
    ...held,
    quantity: hundredths(quantity),
    price: hundredths(price),
  });
  switch (kind) {
    case 'BUY':
      return row('BUY', -worth - numbers.fee, { ...priced(size), ...fee });
    case 'SELL':
      return row('SELL', worth - numbers.fee, { ...priced(-size), ...fee });
    case 'REINVEST':
      return row('REINVEST', 0, priced(size));
    case 'TRANSFER':
      return row(leg === 'one' ? 'TRANSFER_OUT' : 'TRANSFER_IN', 0, priced(leg === 'one' ? -size : size));
    case 'CASH_TRANSFER':
      return {
        ...row(leg === 'one' ? 'WITHDRAWAL' : 'DEPOSIT', leg === 'one' ? -worth : worth),
        currency: 'USD',
      };
    case 'TRANSFER_IN':
      return row('TRANSFER_IN', 0, sign ? priced(size) : { ...held, quantity: hundredths(size) });
    case 'TRANSFER_OUT':
      return row('TRANSFER_OUT', 0, sign ? priced(-size) : { ...held, quantity: hundredths(-size) });
    case 'DIVIDEND':
      return row('DIVIDEND', worth, { ...held, ...(sign ? { tax: hundredths(price % 50) } : {}) });
    case 'INTEREST':
      return row('INTEREST', sign ? worth : -worth, sign ? held : { security_id: `CASH:${common.currency}` });
    case 'FEE':
      return row('FEE', -price, { description: sign ? 'Advisory fee' : 'Custody' });
    case 'TAX':
      return row('TAX', sign ? price : -price);
    case 'DEPOSIT':
      return row('DEPOSIT', worth);
    case 'WITHDRAWAL':
      return row('WITHDRAWAL', -worth);
    case 'FX':
      return row('FX', sign ? worth : -worth);
    case 'SPLIT':
      return row('SPLIT', 0, { ...held, quantity: hundredths(sign ? size : -Math.ceil(size / 4)) });
    case 'SPINOFF':
      return row('SPINOFF', 0, {
        ...held,
        quantity: hundredths(size),
        related_security_id: pick(securities, numbers.related),
        cost_fraction: `0.${String(price % 100).padStart(2, '0')}`,
      });
    case 'MERGER':
      return row('MERGER', sign ? worth : 0, {
        ...held,
        quantity: hundredths(size),
        related_security_id: pick(securities, numbers.related),
      });
    case 'RETURN_OF_CAPITAL':
      return row('RETURN_OF_CAPITAL', worth, held);
    case 'ADJUSTMENT':
      return sign
        ? row('ADJUSTMENT', worth)
        : row('ADJUSTMENT', 0, { ...held, quantity: hundredths(price % 2 ? size : -size) });
    default:
      return kind satisfies never;
  }
}

/** Rates and an index that every firm of a home shares. */
export function randomWorld(steps: readonly Step[]): fc.Arbitrary<readonly TellingRow[]> {
  return toldOf(
    steps,
    fc.record({
      pair: fc.constantFrom(['EUR', 'USD'], ['USD', 'GBP'], ['GBP', 'EUR'], ['JPY', 'USD']),
      day: fc.integer({ min: LONG_AGO - 2, max: DAYS }),
      rate: fc.integer({ min: 50, max: 150 }),
      later: fc.integer({ min: 50, max: 150 }),
      sources: told,
    }),
    2,
    8,
  ).map((rates) => {
    const seen = new Set<string>();
    return rates.flatMap(({ row, fates }): TellingRow[] => {
      const [from = '', to = ''] = row.pair;
      const key = { rate_date: addDays(FIRST, row.day), from_currency: from, to_currency: to };
      const text = Object.values(key).join(' ');
      if (seen.has(text)) return [];
      seen.add(text);
      const versions = [row.rate, row.later].map((rate) => ({ ...key, rate: hundredths(rate) }));
      const rate: TellingRow = {
        table: 'fx_rates',
        sources: row.sources,
        versions,
        fates,
        referredTo: false,
      };
      return [quietWhere((at) => steps[at]?.thin === true, rate)];
    });
  });
}

/** The one at a place, counted round. */
function pick<T>(all: readonly T[], place: number): T {
  const one = all[place % all.length];
  if (one === undefined) throw new Error('there is none');
  return one;
}

/** Hundredths as decimal text. */
function hundredths(value: number): string {
  const digits = String(Math.abs(value)).padStart(3, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
