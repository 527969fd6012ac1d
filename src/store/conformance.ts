import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GuardedSql } from '../guard/guarded-sql.ts';
import { PRODUCT_TABLE_NAMES, type ProductTableName } from '../model/product-tables.ts';
import { dayOf } from '../vocabulary/day.ts';
import type { Cell } from '../vocabulary/rows.ts';
import type { SqlValue } from '../vocabulary/sql.ts';
import { PHYSICAL_SCHEMA } from './physical-name.ts';
import type { DataVersion, Parcel, ReadLimits, Store, TableMode } from './port.ts';

/** Rows of a product table by the names of its columns; a column that is not named is null. */
export type TestRow = Readonly<Record<string, SqlValue>>;

export interface TestParcel {
  readonly version: string;
  readonly parent: string | null;
  readonly tables: Parcel['tables'];
  readonly rows: Readonly<Partial<Record<ProductTableName, readonly TestRow[]>>>;
  readonly touched?: readonly string[];
  /** From which day on touched accounts changed, where not from their first one. */
  readonly changedFrom?: Readonly<Record<string, string>>;
  /** Rows that lie in further files. */
  readonly parts?: readonly TestParcel['rows'][];
}

/** How much of the store a parcel replaces. */
export type Brings = 'some tables' | 'every table';

/** What an adapter's test brings along. */
export interface StoreHarness {
  /** An empty place of its own for each test. */
  readonly prepare: () => Promise<void>;
  readonly open: () => Promise<Store>;
  readonly parcel: (parcel: TestParcel) => Promise<Parcel>;
  /** Kills what does the store's work, at once and without warning; the store is expected to recover. */
  readonly kill: (store: Store) => void;
  readonly remove: () => Promise<void>;
  /** Statements of this dialect that end only when they are stopped: one that listens, one that does not. */
  readonly endless: { readonly polite: string; readonly deaf: string };
  /** The kinds of parcels that the store takes in by ways of their own. */
  readonly brings: readonly Brings[];
  /** How many reads it runs at a time; the others wait. */
  readonly readsAtOnce: number;
  /** How a true condition comes out in this dialect. */
  readonly truth: true | 1;
  /** A statement over `product.transactions` that binds and fails on a row, with its value in the engine's words. */
  readonly failing: string;
  /** A statement that takes the engine about a second, and its one cell. */
  readonly slow: { readonly text: string; readonly cell: number };
}

export const LIMITS_OF_TEST: ReadLimits = { seconds_max: 20, rows_max: 10_000, bytes_max: 5_000_000 };

/** A statement as the guard would have let it through. */
export function trusted(text: string, parameters: readonly SqlValue[] = []): GuardedSql {
  const statement: object = {
    text,
    parameters,
    ownRows: [],
    scope: { accounts: 'all', currency: null },
    relations: [],
  };
  return statement as GuardedSql;
}

export function versionOf(id: string): DataVersion {
  return { id, asOf: dayOf('2017-12-29'), publishedAt: '2018-01-02T03:04:05.678Z', firmCurrency: 'USD' };
}

/** Every adapter runs this against the real thing. */
export function storeConformance(name: string, harness: StoreHarness): void {
  describe(`${name} keeps the store's promises`, () => {
    let store: Store;
    beforeEach(async () => {
      await harness.prepare();
      store = await harness.open();
    });
    afterEach(async () => {
      await store.close();
      await harness.remove();
    });
    const given: Given = { harness, store: () => store, reopen: async () => (store = await harness.open()) };
    describe('publishing', () => publishing(given));
    describe('reading', () => reading(given));
    describe('within limits', () => limits(given));
    describe('through failures', () => failing(given));
  });
}

interface Given {
  readonly harness: StoreHarness;
  readonly store: () => Store;
  readonly reopen: () => Promise<Store>;
}

const t = (table: ProductTableName) => `${PHYSICAL_SCHEMA}.${table}`;

async function cells(store: Store, text: string, parameters: readonly SqlValue[] = []): Promise<Cell[][]> {
  const { results } = await store.read([trusted(text, parameters)], LIMITS_OF_TEST);
  return (results[0]?.rows ?? []).map((row) => [...row]);
}

const BOOKED = { trade_date: '2017-01-02', type: 'DEPOSIT', amount: '1', currency: 'USD' };
const booked = (account_id: string): TestRow => ({
  ...BOOKED,
  transaction_id: `${account_id}-0`,
  account_id,
});

/** Rows of one account in tables that are dated and one that is not, told apart by their text. */
const datedRows = (text: string, month: string, to: readonly string[]): TestParcel['rows'] => ({
  transactions: to.map((day) => ({ ...booked('A1'), transaction_id: `${text} ${day}`, trade_date: day })),
  positions: to.map((to_date) => ({
    account_id: 'A1',
    currency: 'USD',
    security_id: text,
    from_date: '2024-01-01',
    to_date,
  })),
  monthly_values: [{ account_id: 'A1', currency: 'USD', month, market_value: text === 'old' ? '1' : '2' }],
  lots: [{ account_id: 'A1', currency: 'USD', security_id: text, acquired_on: '2024-01-01' }],
});

/** A version in which every account has as many bookings as it is numbered, each of that amount. */
function numbered(
  number: number,
  accounts: readonly string[] = ['A1', 'A2', 'A3'],
  brings: Brings = 'some tables',
): TestParcel {
  const tables = brings === 'every table' ? PRODUCT_TABLE_NAMES : (['accounts', 'transactions'] as const);
  return {
    version: `v${number}`,
    parent: number === 1 ? null : `v${number - 1}`,
    tables: Object.fromEntries(tables.map((table) => [table, 'replace'])),
    rows: {
      accounts: accounts.map((account_id) => ({ account_id, name: `version ${number}`, currency: 'USD' })),
      transactions: accounts.flatMap((account_id) =>
        Array.from({ length: number }, (_, index) => ({
          transaction_id: `${account_id}-${index}`,
          account_id,
          ...BOOKED,
          amount: String(number),
        })),
      ),
    },
  };
}

function publishing({ harness, store, reopen }: Given): void {
  test('before the first publish there is no version and nothing to read', async () => {
    expect(await store().version()).toBeNull();
    await expect(cells(store(), 'SELECT 1')).rejects.toMatchObject({ code: 'no_data' });
  });

  test('what is published is seen, with its version, also after it was closed and opened again', async () => {
    expect(await store().publish(await harness.parcel(numbered(1)))).toEqual(versionOf('v1'));
    const look = async (): Promise<void> => {
      expect(await store().version()).toEqual(versionOf('v1'));
      const snapshot = await store().read(
        [
          trusted(`SELECT account_id FROM ${t('accounts')} ORDER BY 1`),
          trusted(`SELECT count(*) FROM ${t('lots')}`),
        ],
        LIMITS_OF_TEST,
      );
      expect(snapshot.version).toEqual(versionOf('v1'));
      expect(snapshot.results.map(({ rows }) => rows)).toEqual([[['A1'], ['A2'], ['A3']], [[0]]]);
    };
    await look();
    await store().close();
    await reopen();
    await look();
  });

  test.each(harness.brings)(
    'the same parcel (%s) again is acknowledged, also after a later one',
    async (brings) => {
      const first = await harness.parcel(numbered(1, undefined, brings));
      await store().publish(first);
      expect(await store().publish(first)).toEqual(versionOf('v1'));
      await store().publish(await harness.parcel(numbered(2, undefined, brings)));
      expect(await store().publish(first)).toEqual(versionOf('v1'));
      expect(await store().version()).toEqual(versionOf('v2'));
      expect(await cells(store(), `SELECT count(*) FROM ${t('transactions')}`)).toEqual([[6]]);
    },
  );

  test('a parcel that was computed on top of another version is refused', async () => {
    await store().publish(await harness.parcel(numbered(1)));
    await expect(store().publish(await harness.parcel(numbered(3)))).rejects.toMatchObject({
      code: 'already_running',
    });
    await expect(
      store().publish({ ...(await harness.parcel(numbered(2))), parent: null }),
    ).rejects.toMatchObject({ code: 'already_running' });
    expect(await store().version()).toEqual(versionOf('v1'));
  });

  test.each(harness.brings)(
    'a parcel (%s) that is not what its label says changes nothing',
    async (brings) => {
      const parcel = await harness.parcel(numbered(1, undefined, brings));
      await expect(store().publish({ ...parcel, sha256: '0'.repeat(64) })).rejects.toMatchObject({
        code: 'store_corrupt',
      });
      await expect(store().publish({ ...parcel, path: `${parcel.path}.gone` })).rejects.toMatchObject({
        code: 'store_corrupt',
      });
      expect(await store().version()).toBeNull();
      await store().publish(parcel);
    },
  );

  test('only the touched accounts are replaced, and those that have no rows any more are emptied', async () => {
    await store().publish(await harness.parcel(numbered(1)));
    await store().publish(
      await harness.parcel({
        ...numbered(2, ['A2', 'A4']),
        tables: { accounts: 'replace_accounts', transactions: 'replace_accounts' },
        touched: ['A2', 'A3', 'A4'],
      }),
    );
    expect(
      await cells(
        store(),
        `SELECT account_id, count(*), max(amount) FROM ${t('transactions')} GROUP BY 1 ORDER BY 1`,
      ),
    ).toEqual([
      ['A1', 1, '1'],
      ['A2', 2, '2'],
      ['A4', 2, '2'],
    ]);
    expect(await cells(store(), `SELECT count(*) FROM ${t('accounts')}`)).toEqual([[3]]);
  });

  test('of an account that changed from some day on, the rows of earlier days stay as they are', async () => {
    const names = ['transactions', 'positions', 'monthly_values', 'lots'] as const;
    const all = (mode: TableMode): TestParcel['tables'] =>
      Object.fromEntries(names.map((name) => [name, mode]));
    const old = datedRows('old', '2024-03-01', ['2024-03-08', '2024-03-09', '2024-03-10']);
    const february = { account_id: 'A1', currency: 'USD', month: '2024-02-01', market_value: '1' };
    const before = { ...old, monthly_values: [february, ...(old.monthly_values ?? [])] };
    await store().publish(
      await harness.parcel({ version: 'v1', parent: null, tables: all('replace'), rows: before }),
    );
    await store().publish(
      await harness.parcel({
        version: 'v2',
        parent: 'v1',
        tables: { ...all('replace_later'), lots: 'replace_accounts' },
        rows: datedRows('new', '2024-03-01', ['2024-03-11']),
        touched: ['A1'],
        changedFrom: { A1: '2024-03-10' },
      }),
    );
    const one = async (sql: string): Promise<unknown[]> => (await cells(store(), sql)).map(([cell]) => cell);
    expect(await one(`SELECT transaction_id FROM ${t('transactions')} ORDER BY trade_date`)).toEqual([
      'old 2024-03-08',
      'old 2024-03-09',
      'new 2024-03-11',
    ]);
    expect(await one(`SELECT security_id FROM ${t('positions')} ORDER BY to_date`)).toEqual(['old', 'new']);
    expect(await one(`SELECT market_value FROM ${t('monthly_values')} ORDER BY month`)).toEqual(['1', '2']);
    expect(await one(`SELECT security_id FROM ${t('lots')}`)).toEqual(['new']);
  });

  test('a parcel with rows of an account that it does not speak for changes nothing', async () => {
    await store().publish(await harness.parcel(numbered(1)));
    const before = await store().marks();
    const parcel = await harness.parcel({
      ...numbered(2, ['A2', 'A4']),
      tables: { accounts: 'replace_accounts', transactions: 'replace_accounts' },
      touched: ['A2'],
    });
    await expect(store().publish(parcel)).rejects.toMatchObject({ code: 'store_corrupt' });
    expect(await store().version()).toEqual(versionOf('v1'));
    expect(await store().marks()).toEqual(before);
    expect(await cells(store(), `SELECT count(*), sum(amount) FROM ${t('transactions')}`)).toEqual([
      [3, '3'],
    ]);
  });

  test('what was published can be told from what stayed, also after it was closed and opened again', async () => {
    expect(await store().marks()).toBeNull();
    const client = { clients: [{ client_id: 'C1', name: 'One' }] };
    const one = numbered(1);
    const tables = { ...one.tables, clients: 'replace' } as const;
    await store().publish(await harness.parcel({ ...one, tables, rows: { ...one.rows, ...client } }));
    const first = await store().marks();
    await store().publish(
      await harness.parcel({
        ...numbered(2, ['A2']),
        tables: { accounts: 'replace_accounts', transactions: 'replace_accounts', clients: 'replace' },
        rows: { ...numbered(2, ['A2']).rows, ...client },
        touched: ['A2'],
      }),
    );
    const second = await store().marks();
    expect(second).toMatchObject({ version: versionOf('v2'), otherAccounts: first?.otherAccounts });
    expect([...(second?.accounts.keys() ?? [])]).toEqual(['A2']);
    expect(second?.everyAccount).not.toBe(first?.everyAccount);
    expect(second?.tables).toEqual(first?.tables);
    await store().close();
    await reopen();
    expect(await store().marks()).toEqual(second);
    await store().publish(await harness.parcel(numbered(3)));
    expect((await store().marks())?.accounts.size).toBe(0);
  });

  test('rows that lie in several files are published as one version, and none of them where one is not whole', async () => {
    await store().publish(await harness.parcel(numbered(1)));
    const parcel = await harness.parcel({
      ...numbered(2),
      parts: [{ transactions: [booked('A4'), booked('A5')] }, { transactions: [booked('A6')] }],
    });
    const [first, second] = parcel.parts ?? [];
    if (!first || !second) throw new Error('the parcel has no parts');
    const parts = [first, { ...second, sha256: first.sha256 }];
    await expect(store().publish({ ...parcel, parts })).rejects.toMatchObject({ code: 'store_corrupt' });
    expect(await cells(store(), `SELECT count(*) FROM ${t('transactions')}`)).toEqual([[3]]);
    await store().publish(parcel);
    const accounts = `SELECT account_id, count(*) FROM ${t('transactions')} GROUP BY 1 ORDER BY 1`;
    expect(await cells(store(), accounts)).toEqual([
      ['A1', 2],
      ['A2', 2],
      ['A3', 2],
      ['A4', 1],
      ['A5', 1],
      ['A6', 1],
    ]);
  });

  test('a table that a parcel does not name stays as it is', async () => {
    await store().publish(await harness.parcel(numbered(1)));
    await store().publish(
      await harness.parcel({
        version: 'v2',
        parent: 'v1',
        tables: { clients: 'replace' },
        rows: { clients: [{ client_id: 'C1', name: 'Åsa Ödegård' }] },
      }),
    );
    expect(await cells(store(), `SELECT count(*) FROM ${t('transactions')}`)).toEqual([[3]]);
    expect(await cells(store(), `SELECT name, email FROM ${t('clients')}`)).toEqual([['Åsa Ödegård', null]]);
  });

  test('after a parcel with every table one with some is loaded into the same store, and the other way', async () => {
    const last = 6;
    for (let number = 1; number <= last; number += 1) {
      const brings = number % 2 === 1 ? 'every table' : 'some tables';
      await store().publish(await harness.parcel(numbered(number, undefined, brings)));
    }
    await store().close();
    await reopen();
    expect(await store().version()).toEqual(versionOf(`v${last}`));
    expect(await cells(store(), `SELECT count(*) FROM ${t('transactions')}`)).toEqual([[3 * last]]);
  });

  test.each(harness.brings)('readers see one version or the next (%s), never half of one', async (brings) => {
    await store().publish(await harness.parcel(numbered(1)));
    const done = new AbortController();
    const readers = [1, 2, 3].map(() => readWhile(store(), done.signal));
    for (let number = 2; number <= 12; number += 1) {
      await store().publish(await harness.parcel(numbered(number, undefined, brings)));
    }
    done.abort();
    const seen = new Set((await Promise.all(readers)).flat());
    expect(seen.size).toBeGreaterThan(2);
  });
}

/** Reads three statements again and again, checks that they tell of one version, and returns which ones it saw. */
async function readWhile(store: Store, until: AbortSignal): Promise<string[]> {
  const counts = trusted(`SELECT count(*), sum(amount) FROM ${t('transactions')}`);
  const names = trusted(`SELECT DISTINCT name FROM ${t('accounts')}`);
  const seen: string[] = [];
  while (!until.aborted) {
    const { version, results } = await store.read([counts, names, counts], LIMITS_OF_TEST);
    const number = Number(version.id.slice(1));
    const count = [3 * number, String(3 * number * number)];
    expect(results.map(({ rows }) => rows)).toEqual([[count], [[`version ${number}`]], [count]]);
    seen.push(version.id);
  }
  return seen;
}

function reading({ harness, store }: Given): void {
  beforeEach(async () => {
    const row = { transaction_id: 'T1', account_id: 'A1', trade_date: '2016-02-29', type: 'BUY' };
    await store().publish(
      await harness.parcel({
        version: 'v1',
        parent: null,
        tables: { transactions: 'replace', daily_values: 'replace' },
        rows: {
          transactions: [
            {
              ...row,
              amount: '-123456789012345678901234567890.12345678',
              quantity: '350',
              price: '0.0000000001',
              fee: '1204311.27',
              tax: '0',
              cost_fraction: '-0.5',
              updated_at: '2016-02-29 23:59:59.5',
            },
          ],
          daily_values: [
            { account_id: 'A1', currency: 'USD', value_date: '2016-02-29', twr_factor: 1.0000000000000002 },
          ],
        },
      }),
    );
  });

  test('amounts and quantities come out exactly, without trailing zeros', async () => {
    const select = `SELECT amount, quantity, price, fee, tax, cost_fraction FROM ${t('transactions')}`;
    const { results } = await store().read([trusted(select)], LIMITS_OF_TEST);
    expect(results[0]?.rows).toEqual([
      ['-123456789012345678901234567890.12345678', '350', '0.0000000001', '1204311.27', '0', '-0.5'],
    ]);
    expect(results[0]?.columns.map(({ name }) => name)).toEqual([
      'amount',
      'quantity',
      'price',
      'fee',
      'tax',
      'cost_fraction',
    ]);
  });

  test('dates, instants, doubles and no value have their own plain forms', async () => {
    expect(
      await cells(
        store(),
        `SELECT trade_date, updated_at, settle_date, count(*) OVER () FROM ${t('transactions')}`,
      ),
    ).toEqual([['2016-02-29', '2016-02-29T23:59:59.5Z', null, 1]]);
    expect(await cells(store(), `SELECT twr_factor FROM ${t('daily_values')}`)).toEqual([
      [1.0000000000000002],
    ]);
  });

  test('parameters are bound, never pasted', async () => {
    const where = `SELECT count(*) FROM ${t('transactions')} WHERE account_id = $1 OR fee > $2 + $3`;
    expect(await cells(store(), where, [`x' OR 'a' = 'a`, 3_000_000, 0.5])).toEqual([[0]]);
    expect(await cells(store(), where, [null, 1_000_000, 0.5])).toEqual([[1]]);
    expect(await cells(store(), 'SELECT $1 IS NULL, $2', [null, true])).toEqual([
      [harness.truth, harness.truth],
    ]);
  });

  test.each([
    ['SELEC 1', 'sql_invalid'],
    [`SELECT nothing FROM ${PHYSICAL_SCHEMA}.transactions`, 'sql_invalid'],
    [`SELECT 1 FROM ${PHYSICAL_SCHEMA}.nothing`, 'sql_invalid'],
    [harness.failing, 'sql_invalid'],
    ['SELECT $1 + $2', 'sql_invalid'],
  ])('%s is a problem that tells nothing of the data', async (text, code) => {
    const problem = await cells(store(), text).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code });
    expect(String(problem)).not.toMatch(/secret|BUY|transactions/);
    expect(await cells(store(), 'SELECT 1')).toEqual([[1]]);
  });

  test('a read cannot write, and leaves nothing behind for the next one', async () => {
    await expect(cells(store(), `DELETE FROM ${t('transactions')}`)).rejects.toThrow();
    expect(await cells(store(), `SELECT count(*) FROM ${t('transactions')}`)).toEqual([[1]]);
  });
}

function limits({ harness, store }: Given): void {
  const numbers = `SELECT a.account_id, b.account_id, c.account_id FROM ${t('accounts')} a, ${t('accounts')} b, ${t('accounts')} c`;

  beforeEach(async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `A${index}`);
    await store().publish(await harness.parcel(numbered(1, ids)));
  });

  test.each([
    [5_000, 5_000, true],
    [8_000, 8_000, false],
    [9_000, 8_000, false],
  ])(
    'of 8000 rows a limit of %d lets %d through, and says whether there are more',
    async (rows_max, count, cut) => {
      const { results } = await store().read([trusted(numbers), trusted('SELECT 1')], {
        ...LIMITS_OF_TEST,
        rows_max,
      });
      expect(results.map(({ rows, cut: isCut }) => [rows.length, isCut])).toEqual([
        [count, cut],
        [1, false],
      ]);
    },
  );

  test('bytes past the limit are cut, and the result says so', async () => {
    const { results } = await store().read([trusted(numbers)], { ...LIMITS_OF_TEST, bytes_max: 20_000 });
    expect(results[0]?.cut).toBe(true);
    expect(JSON.stringify(results[0]?.rows).length).toBeLessThan(20_000);
    expect(results[0]?.rows.length).toBeGreaterThan(100);
  });

  test.each(['polite', 'deaf'] as const)('a statement that never ends (%s) is ended', async (kind) => {
    const started = performance.now();
    const endless = store().read([trusted(harness.endless[kind])], { ...LIMITS_OF_TEST, seconds_max: 1 });
    const beside = cells(store(), `SELECT count(*) FROM ${t('accounts')}`);
    await expect(endless).rejects.toMatchObject({ code: 'sql_limit' });
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(await beside).toEqual([[20]]);
    const next = performance.now();
    expect(await cells(store(), 'SELECT 1')).toEqual([[1]]);
    expect(performance.now() - next).toBeLessThan(2_000);
  });

  test('reads that nobody waits for any more end, and make room for the next', async () => {
    const control = new AbortController();
    const patient = { ...LIMITS_OF_TEST, seconds_max: 60, stop: control.signal };
    const endless = Array.from({ length: harness.readsAtOnce + 1 }, () =>
      store().read([trusted(harness.endless.polite)], patient),
    );
    const settled = Promise.allSettled(endless);
    await sleep(300);
    control.abort();
    for (const one of await settled) expect(one).toMatchObject({ reason: { code: 'stopped' } });
    expect(await cells(store(), 'SELECT 1')).toEqual([[1]]);
    await expect(store().read([trusted('SELECT 1')], patient)).rejects.toMatchObject({ code: 'stopped' });
  });

  test('tells its version however many read and wait to: whether it can be asked is asked all the while', async () => {
    const control = new AbortController();
    const patient = { ...LIMITS_OF_TEST, seconds_max: 60, stop: control.signal };
    const endless = Array.from({ length: 3 * harness.readsAtOnce }, () =>
      store().read([trusted(harness.endless.polite)], patient),
    );
    const settled = Promise.allSettled(endless);
    try {
      await sleep(300);
      const told = Promise.all(Array.from({ length: 200 }, () => store().version()));
      const late = sleep(4_000, 'late', { ref: false });
      expect(await Promise.race([told.then((versions) => versions.length), late])).toBe(200);
    } finally {
      control.abort();
      await settled;
    }
  });

  test('more than may wait is refused at once, and the rest is answered', async () => {
    const all = Array.from({ length: 200 }, () => cells(store(), 'SELECT 1'));
    const settled = await Promise.allSettled(all);
    const refused = settled.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(100);
    expect(refused.length).toBeLessThan(200);
    for (const one of refused) expect(one).toMatchObject({ reason: { code: 'busy' } });
    expect(await cells(store(), 'SELECT 1')).toEqual([[1]]);
  });
}

function failing({ harness, store, reopen }: Given): void {
  test('a kill in the midst of reads costs none of them its answer', async () => {
    await store().publish(await harness.parcel(numbered(1)));
    const { text, cell } = harness.slow;
    const reads = [cells(store(), text), cells(store(), text), cells(store(), 'SELECT 1')];
    await sleep(50);
    harness.kill(store());
    expect(await Promise.all(reads)).toEqual([[[cell]], [[cell]], [[1]]]);
  });

  test.each(harness.brings)(
    'a kill at any moment of a publish (%s) leaves the old version or the new one',
    async (brings) => {
      await store().publish(await harness.parcel(numbered(1)));
      for (let number = 2; number <= 9; number += 1) {
        const publish = store().publish(await harness.parcel(numbered(number, undefined, brings)));
        await sleep(3 * (number - 2));
        harness.kill(store());
        // The store itself takes it up again.
        expect(await publish).toEqual(versionOf(`v${number}`));
        expect(await cells(store(), `SELECT count(*), sum(amount) FROM ${t('transactions')}`)).toEqual([
          [3 * number, String(3 * number * number)],
        ]);
      }
    },
  );

  test.each(harness.brings)(
    'closing and opening during a publish (%s) shows the old version or the new one',
    async (brings) => {
      await store().publish(await harness.parcel(numbered(1)));
      for (let number = 2; number <= 5; number += 1) {
        const parcel = await harness.parcel(numbered(number, undefined, brings));
        const publish = store()
          .publish(parcel)
          .catch((error: unknown) => error);
        await sleep(4 * number);
        await store().close();
        await publish;
        await reopen();
        const seen = Number((await store().version())?.id.slice(1));
        expect([number - 1, number]).toContain(seen);
        expect(await cells(store(), `SELECT count(*), sum(amount) FROM ${t('transactions')}`)).toEqual([
          [3 * seen, String(3 * seen * seen)],
        ]);
        await store().publish(parcel);
      }
    },
  );

  test('after closing it answers no more, and closing again is fine', async () => {
    await store().close();
    await store().close();
    await expect(store().version()).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(cells(store(), 'SELECT 1')).rejects.toMatchObject({ code: 'store_unavailable' });
  });
}
