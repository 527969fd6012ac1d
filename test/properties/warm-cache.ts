import { createHash } from 'node:crypto';
import { fc } from '@fast-check/vitest';
import { expect } from 'vitest';
import { createMemoryCache } from '../../src/cache/memory/memory-cache.ts';
import type { GuardedSql } from '../../src/guard/guarded-sql.ts';
import type { Guard } from '../../src/guard/port.ts';
import { PRODUCT_TABLE_NAMES, productTable, type ProductTableName } from '../../src/model/product-tables.ts';
import { RELATIONS } from '../../src/model/relations.ts';
import { cachedStore } from '../../src/store/cached-store.ts';
import type { TestParcel, TestRow } from '../../src/store/conformance.ts';
import type { Parcel, ReadLimits, Snapshot, Store } from '../../src/store/port.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import type { ReadScope } from '../../src/vocabulary/scope.ts';

export const ACCOUNTS = ['A1', 'A2', 'A3', 'A4'] as const;
const LIMITS_OF_READ: ReadLimits = { seconds_max: 20, rows_max: 1_000, bytes_max: 1_000_000 };

/** A store under test: everything that one adapter needs. */
export interface WarmRig {
  readonly store: Store;
  readonly guard: Guard;
  readonly parcel: (spec: TestParcel) => Promise<Parcel>;
}

/** A firm as small as can be in which every relation has rows that depend on each part of a delivery. */
interface Firm {
  /** Which accounts there are, in which of two portfolios, and what was booked last in each. */
  readonly accounts: Readonly<Record<string, { readonly portfolio: 'P1' | 'P2'; readonly amount: number }>>;
  /** A word in the names of each shared table. */
  readonly words: Readonly<Record<Named, string>>;
}

type Named = (typeof NAMED)[number];
const NAMED = ['custodians', 'advisors', 'clients', 'portfolios', 'securities', 'benchmarks'] as const;

export interface Delivery {
  /** Every table is replaced, whatever else changes. */
  readonly whole: boolean;
  /** What becomes of accounts: they come, change or go. */
  readonly accounts: Readonly<
    Partial<Record<string, { readonly portfolio: 'P1' | 'P2'; readonly amount: number } | null>>
  >;
  readonly words: Readonly<Partial<Record<Named, string>>>;
  /** Whether the closes are among what it brings. */
  readonly prices: boolean;
}

const account = fc.record({
  portfolio: fc.constantFrom('P1' as const, 'P2' as const),
  amount: fc.integer({ min: 1, max: 3 }),
});

export const deliveries: fc.Arbitrary<Delivery> = fc.record({
  whole: fc.nat({ max: 9 }).map((n) => n === 0),
  accounts: fc.dictionary(fc.constantFrom(...ACCOUNTS), fc.option(account, { nil: null }), { maxKeys: 2 }),
  words: fc.dictionary(fc.constantFrom(...NAMED), fc.constantFrom('one', 'two'), { maxKeys: 1 }),
  prices: fc.nat({ max: 3 }).map((n) => n === 0),
});

/** Holdings with the names of what is held. */
export const NAMED_HOLDINGS =
  'SELECT account_id, securities.name, market_value FROM holdings JOIN securities ON securities.security_id = holdings.security_id';

const SCOPES: readonly ReadScope['accounts'][] = [
  'all',
  [],
  ['A1'],
  ['A2'],
  ['A3'],
  ['A1', 'A2'],
  ['A4', 'A2', 'A1'],
];

/** Every relation whole, some joined, one counted: for each who may read which accounts, in a currency or in their own. */
export const questions: fc.Arbitrary<Question> = fc.record({
  text: fc.constantFrom(
    ...[...RELATIONS].map(([name, { columns }]) => `SELECT ${Object.keys(columns).join(', ')} FROM ${name}`),
    'SELECT accounts.account_id, portfolios.name, clients.name FROM accounts JOIN portfolios ON portfolios.portfolio_id = accounts.portfolio_id JOIN clients ON clients.client_id = portfolios.client_id',
    NAMED_HOLDINGS,
    'SELECT count(*), sum(amount) FROM transactions',
    'SELECT account_id FROM accounts WHERE account_id IN (SELECT account_id FROM lots)',
  ),
  accounts: fc.constantFrom(...SCOPES),
  currency: fc.constantFrom('USD', null),
  origin: fc.constantFrom('generated' as const, 'written' as const),
  rows_max: fc.constantFrom(2, 1_000),
});

export interface Question {
  readonly text: string;
  readonly accounts: ReadScope['accounts'];
  readonly currency: string | null;
  readonly origin: 'generated' | 'written';
  readonly rows_max: number;
}

/** What happens one after the other: a delivery, questions before, during and after it. */
export const histories = fc.array(
  fc.record({ delivery: deliveries, questions: fc.array(questions, { minLength: 4, maxLength: 10 }) }),
  { minLength: 2, maxLength: 5 },
);

const BEGINNING: Firm = {
  accounts: {
    A1: { portfolio: 'P1', amount: 1 },
    A2: { portfolio: 'P1', amount: 1 },
    A3: { portfolio: 'P2', amount: 1 },
  },
  words: {
    custodians: 'one',
    advisors: 'one',
    clients: 'one',
    portfolios: 'one',
    securities: 'one',
    benchmarks: 'one',
  },
};

/** A firm that deliveries reach one by one, and the cached store beside the bare one that it reads from. */
export class WarmFirm {
  readonly #rig: WarmRig;
  readonly cached: Store;
  /** How reads went since this was emptied. */
  readonly outcomes: string[] = [];
  #firm = BEGINNING;
  #number = 0;

  constructor(rig: WarmRig) {
    this.#rig = rig;
    this.cached = cachedStore({
      store: rig.store,
      cache: createMemoryCache({ bytes_max: 1e8, value_bytes_max: 1e6, clock: () => performance.now() }),
      digest: (text) => createHash('sha256').update(text).digest('hex'),
      observe: (outcome) => this.outcomes.push(outcome),
    });
  }

  async begin(): Promise<void> {
    await this.publish({ whole: true, accounts: {}, words: {}, prices: true });
  }

  async publish({ whole, accounts, words, prices }: Delivery): Promise<void> {
    const present = Object.entries({ ...this.#firm.accounts, ...accounts }).flatMap(([id, facts]) =>
      facts ? [[id, facts] as const] : [],
    );
    this.#firm = { accounts: Object.fromEntries(present), words: { ...this.#firm.words, ...words } };
    const touched = Object.keys(accounts);
    const names = PRODUCT_TABLE_NAMES.filter((name) => whole || prices || name !== 'prices');
    const spec: TestParcel = {
      version: `v${this.#number + 1}`,
      parent: this.#number === 0 ? null : `v${this.#number}`,
      tables: Object.fromEntries(
        names.map((name) => [
          name,
          !whole && productTable(name).kind === 'account' ? 'replace_accounts' : 'replace',
        ]),
      ),
      rows: Object.fromEntries(names.map((name) => [name, rowsOf(name, this.#firm, whole ? null : touched)])),
      touched: whole ? ACCOUNTS : touched,
    };
    await this.#rig.store.publish(await this.#rig.parcel(spec));
    this.#number += 1;
  }

  async statement({ text, accounts, currency, origin }: Question): Promise<GuardedSql> {
    const judged = await this.#rig.guard.judge({ text, parameters: [] }, { accounts, currency }, origin);
    if (judged instanceof Problem) throw judged;
    return judged;
  }

  async bare(question: Question): Promise<Snapshot> {
    return this.#rig.store.read([await this.statement(question)], limitsOf(question));
  }

  /** Asks the cached store. */
  async ask(question: Question): Promise<Snapshot> {
    return this.cached.read([await this.statement(question)], limitsOf(question));
  }

  /** How the cached store came by its answer. */
  async outcomeOf(question: Question): Promise<string> {
    this.outcomes.length = 0;
    await this.ask(question);
    return this.outcomes.join();
  }
}

function rowsShown({ results }: Snapshot): unknown {
  return results.map(({ columns, cut, rows }) => ({
    columns,
    cut,
    rows: cut ? rows.length : rows.map((row) => JSON.stringify(row)).toSorted(),
  }));
}

/** Where not all rows may be shown, which of them are is the engine's choice, unless there is one alone to show. */
export function same(one: Snapshot, other: Snapshot): void {
  expect(one.version).toEqual(other.version);
  expect(rowsShown(one)).toEqual(rowsShown(other));
}

function limitsOf({ rows_max }: Question): ReadLimits {
  return { ...LIMITS_OF_READ, rows_max };
}

/** The rows of one table; of the tables of accounts only those of some. */
function rowsOf(
  name: ProductTableName,
  { accounts, words }: Firm,
  some: readonly string[] | null,
): readonly TestRow[] {
  const { columns, kind, reported } = productTable(name);
  if (kind === 'account') {
    return Object.entries(accounts).flatMap(([account_id, { portfolio, amount }]) => {
      if (some !== null && !some.includes(account_id)) return [];
      const facts: TestRow = {
        account_id,
        portfolio_id: portfolio,
        currency: 'USD',
        amount,
        name: `Account ${account_id}`,
      };
      const row = filled(columns, {
        ...IDS,
        ...facts,
        market_value: amount,
        cost_basis: amount,
        quantity: amount,
      });
      return reported ? [row, { ...row, currency: 'EUR' }] : [row];
    });
  }
  const word = NAMED.some((named) => named === name) ? words[name as Named] : '';
  if (name === 'portfolios' || name === 'targets') {
    return ['P1', 'P2'].map((portfolio_id) =>
      filled(columns, {
        ...IDS,
        portfolio_id,
        client_id: portfolio_id === 'P1' ? 'C1' : 'C2',
        name: `Portfolio ${word}`,
      }),
    );
  }
  if (name === 'clients')
    return ['C1', 'C2'].map((client_id) => filled(columns, { ...IDS, client_id, name: `Client ${word}` }));
  return [filled(columns, { ...IDS, name: `Name ${word}` })];
}

const IDS: TestRow = {
  custodian_id: 'K1',
  advisor_id: 'V1',
  client_id: 'C1',
  portfolio_id: 'P1',
  security_id: 'S1',
  symbol: 'ONE',
  currency: 'USD',
  from_currency: 'USD',
  to_currency: 'USD',
  base_currency: 'USD',
  benchmark_id: 'B1',
  asset_class: 'Equity',
  transaction_id: 'T1',
  code: 'price_stale',
};

/** A row with a value in every column, so that no key of a table is without one. */
function filled(columns: Readonly<Record<string, string>>, facts: TestRow): TestRow {
  return Object.fromEntries(
    Object.entries(columns).map(([column, type]) => [column, facts[column] ?? VALUES[type] ?? 'x']),
  );
}

const VALUES: Readonly<Record<string, string>> = {
  day: '2017-12-29',
  instant: '2017-12-29 10:00:00',
  money: '1',
  quantity: '1',
  price: '1',
  rate: '1',
  fraction: '0.5',
  integer: '1',
  boolean: 'true',
  double: '1.5',
};
