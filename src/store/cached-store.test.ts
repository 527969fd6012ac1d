import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createMemoryCache } from '../cache/memory/memory-cache.ts';
import type { Cache } from '../cache/port.ts';
import type { GuardedSql, OwnRows } from '../guard/guarded-sql.ts';
import { dayOf } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Cell } from '../vocabulary/rows.ts';
import type { ReadScope } from '../vocabulary/scope.ts';
import type { SqlValue } from '../vocabulary/sql.ts';
import { cacheKeyText, dependsOnTheClock } from './cache-key.ts';
import { cachedStore } from './cached-store.ts';
import type { DataVersion, ReadLimits, Snapshot, Store } from './port.ts';

const VERSION: DataVersion = {
  id: 'v1',
  asOf: dayOf('2026-06-30'),
  publishedAt: '2026-07-01T00:00:00.000Z',
  firmCurrency: 'USD',
};
const MAX: ReadLimits = { seconds_max: 5, rows_max: 100, bytes_max: 1_000 };

interface Parts {
  readonly text: string;
  readonly parameters: readonly SqlValue[];
  readonly ownRows: readonly OwnRows[];
  readonly scope: ReadScope;
  readonly relations: readonly string[];
  readonly textsAsAccountId: readonly string[];
}
const COPIED: OwnRows = { name: 'own_accounts', text: 'SELECT 2', parameters: ['b'] };
const STATEMENT: Parts = {
  text: 'SELECT 1',
  parameters: ['a', 1],
  ownRows: [COPIED],
  scope: { accounts: ['A1', 'A2'], currency: 'USD' },
  relations: ['accounts'],
  textsAsAccountId: [],
};

/** As the guard would have let it through. */
function guarded(parts: Partial<Parts> = {}): GuardedSql {
  const statement: object = { ...STATEMENT, ...parts };
  return statement as GuardedSql;
}

/** A store that counts its reads; what it gives is said by `rows`, its version by `version`. */
class CountingStore implements Store {
  current = VERSION;
  reads = 0;
  rows: () => Promise<readonly (readonly Cell[])[]> = () => Promise.resolve([['1.50', null, true]]);
  stops: AbortSignal[] = [];

  async read(statements: readonly GuardedSql[], limits: ReadLimits): Promise<Snapshot> {
    this.reads += 1;
    if (limits.stop) this.stops.push(limits.stop);
    const version = this.current;
    const rows = await this.rows();
    return {
      version,
      results: statements.map(() => ({ columns: [{ name: 'a', type: 'T' }], rows, cut: false })),
    };
  }
  version(): Promise<DataVersion> {
    return Promise.resolve(this.current);
  }
  publish(): Promise<DataVersion> {
    return Promise.resolve(this.current);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const memory = (): Cache =>
  createMemoryCache({ bytes_max: 1e7, value_bytes_max: 1e6, clock: () => performance.now() });

function rig(cache: Cache = memory()): { inner: CountingStore; store: Store; cache: Cache } {
  const inner = new CountingStore();
  return { inner, store: cachedStore({ store: inner, cache, digest }), cache };
}

describe('the key holds everything that the rows depend on', () => {
  const key = (
    version: Partial<DataVersion>,
    statement: Partial<Parts>,
    limits: Partial<ReadLimits> = {},
  ): string => cacheKeyText({ ...VERSION, ...version }, [guarded(statement)], { ...MAX, ...limits });
  const base = key({}, {});
  const other: Record<string, string> = {
    'version.id': key({ id: 'v2' }, {}),
    'version.asOf': key({ asOf: dayOf('2026-06-29') }, {}),
    'version.publishedAt': key({ publishedAt: '2026-07-02T00:00:00.000Z' }, {}),
    'version.firmCurrency': key({ firmCurrency: 'EUR' }, {}),
    'statement.text': key({}, { text: 'SELECT 2' }),
    'statement.parameters, a value': key({}, { parameters: ['b', 1] }),
    'statement.parameters, their order': key({}, { parameters: [1, 'a'] }),
    'statement.parameters, the type of a value': key({}, { parameters: ['a', '1'] }),
    'statement.ownRows': key({}, { ownRows: [] }),
    'statement.ownRows, a name': key({}, { ownRows: [{ ...COPIED, name: 'own_lots' }] }),
    'statement.ownRows, a text': key({}, { ownRows: [{ ...COPIED, text: 'SELECT 3' }] }),
    'statement.ownRows, a value': key({}, { ownRows: [{ ...COPIED, parameters: ['c'] }] }),
    'statement.scope.accounts, one less': key({}, { scope: { accounts: ['A1'], currency: 'USD' } }),
    'statement.scope.accounts, none': key({}, { scope: { accounts: [], currency: 'USD' } }),
    'statement.scope.accounts, all': key({}, { scope: { accounts: 'all', currency: 'USD' } }),
    'statement.scope.accounts, one called all': key({}, { scope: { accounts: ['all'], currency: 'USD' } }),
    'statement.scope.accounts, glued together': key({}, { scope: { accounts: ['A1,A2'], currency: 'USD' } }),
    'statement.scope.currency': key({}, { scope: { accounts: ['A1', 'A2'], currency: 'EUR' } }),
    'statement.scope.currency, none': key({}, { scope: { accounts: ['A1', 'A2'], currency: null } }),
    'statement.relations': key({}, { relations: [] }),
    'statement.textsAsAccountId': key({}, { textsAsAccountId: ['A1'] }),
    'limits.rows_max': key({}, {}, { rows_max: 99 }),
    'limits.bytes_max': key({}, {}, { bytes_max: 999 }),
    'the number of statements': cacheKeyText(VERSION, [guarded(), guarded()], MAX),
  };

  test.each(Object.keys(other))('%s', (name) => {
    expect(other[name]).not.toBe(base);
    expect(Object.values(other).filter((text) => text === other[name])).toHaveLength(1);
  });

  test('no field of a version, a statement or its scope is without a line above', () => {
    const named = Object.keys(other).map((name) => name.split(',')[0]);
    const fields = [
      ...Object.keys(VERSION).map((name) => `version.${name}`),
      ...Object.keys(STATEMENT).flatMap((name) =>
        name === 'scope'
          ? Object.keys(STATEMENT.scope).map((part) => `statement.scope.${part}`)
          : [`statement.${name}`],
      ),
      ...Object.keys(MAX)
        .filter((name) => name !== 'seconds_max')
        .map((name) => `limits.${name}`),
    ];
    expect(fields.filter((field) => !named.includes(field))).toEqual([]);
  });

  test('the order in which accounts are named changes nothing', () => {
    expect(key({}, { scope: { accounts: ['A2', 'A1'], currency: 'USD' } })).toBe(base);
  });
});

describe('a read', () => {
  test('is made once a version, scope and limit, and says when it was kept', async () => {
    const { inner, store } = rig();
    const first = await store.read([guarded()], MAX);
    const second = await store.read([guarded()], MAX);
    expect(inner.reads).toBe(1);
    expect(second).toEqual({ ...first, cached: true });
    expect(first.cached).toBeUndefined();
    await store.read([guarded({ scope: { accounts: ['A1'], currency: 'USD' } })], MAX);
    await store.read([guarded()], { ...MAX, rows_max: 7 });
    expect(inner.reads).toBe(3);
    inner.current = { ...VERSION, id: 'v2' };
    expect((await store.read([guarded()], MAX)).version.id).toBe('v2');
    expect(inner.reads).toBe(4);
  });

  test('that was slow is not kept for the version that came meanwhile', async () => {
    const { inner, store } = rig();
    const gate = Promise.withResolvers<readonly (readonly Cell[])[]>();
    inner.rows = () => gate.promise;
    const slow = store.read([guarded()], MAX);
    await Promise.resolve();
    await Promise.resolve();
    while (inner.reads === 0) await new Promise((resolve) => setImmediate(resolve));
    inner.current = { ...VERSION, id: 'v2' };
    gate.resolve([['old']]);
    expect((await slow).results[0]?.rows).toEqual([['old']]);
    inner.rows = () => Promise.resolve([['new']]);
    expect((await store.read([guarded()], MAX)).results[0]?.rows).toEqual([['new']]);
  });

  test('of many at once is one read; whoever leaves does not end it, the last one does', async () => {
    const { inner, store } = rig();
    const gate = Promise.withResolvers<readonly (readonly Cell[])[]>();
    inner.rows = () => gate.promise;
    const leavers = Array.from({ length: 10 }, () => new AbortController());
    const waiting = leavers.map(({ signal }) => store.read([guarded()], { ...MAX, stop: signal }));
    const settled = Promise.allSettled(waiting);
    while (inner.reads === 0) await new Promise((resolve) => setImmediate(resolve));
    for (const leaver of leavers.slice(1)) leaver.abort();
    expect(inner.stops.map(({ aborted }) => aborted)).toEqual([false]);
    gate.resolve([['1']]);
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', ...Array(9).fill('rejected')]);
    expect(inner.reads).toBe(1);

    inner.rows = () => new Promise(() => undefined);
    const last = new AbortController();
    const alone = store.read([guarded({ text: 'SELECT 3' })], { ...MAX, stop: last.signal });
    while (inner.reads === 1) await new Promise((resolve) => setImmediate(resolve));
    last.abort();
    await expect(alone).rejects.toMatchObject({ code: 'stopped' });
    expect(inner.stops.at(-1)?.aborted).toBe(true);
  });

  test('that failed is not kept, and fails for those alone who waited for it', async () => {
    const { inner, store } = rig();
    inner.rows = () => Promise.reject(new Error('no'));
    await expect(store.read([guarded()], MAX)).rejects.toThrow('no');
    inner.rows = () => Promise.resolve([['1']]);
    expect((await store.read([guarded()], MAX)).results[0]?.rows).toEqual([['1']]);
  });

  test('whose cells JSON would change is not kept', async () => {
    for (const cell of [Infinity, Number.NaN, -0, '\ud800']) {
      const { inner, store } = rig();
      inner.rows = () => Promise.resolve([[cell]]);
      await store.read([guarded()], MAX);
      expect((await store.read([guarded()], MAX)).results[0]?.rows).toEqual([[cell]]);
      expect(inner.reads).toBe(2);
    }
  });

  test('is not kept where it is too large, or where today changes it', async () => {
    const { inner, store } = rig();
    const large = { ...MAX, bytes_max: LIMITS.catalog_bytes_max };
    for (let at = 0; at < 2; at += 1) {
      await store.read([guarded()], large);
      await store.read([guarded({ text: 'SELECT current_date' })], MAX);
    }
    expect(inner.reads).toBe(4);
    inner.rows = () => Promise.resolve(Array.from({ length: LIMITS.cache_cells_max + 1 }, () => ['1']));
    await store.read([guarded()], MAX);
    await store.read([guarded()], MAX);
    expect(inner.reads).toBe(6);
  });

  test('believes nothing that lies there under its key and is not its own', async () => {
    const cache = memory();
    const { inner, store } = rig(cache);
    const key = digest(cacheKeyText(VERSION, [guarded()], MAX));
    const answer = { version: VERSION, results: [{ columns: [], rows: [['9']], cut: false }] };
    const lies = ['', 'null', '{', '[]', JSON.stringify(answer), JSON.stringify({ ...answer, key: 'other' })];
    const other = { ...answer, key, version: { ...VERSION, id: 'v0' } };
    for (const lie of [...lies, JSON.stringify(other)]) {
      await cache.set(key, Buffer.from(lie), 60);
      expect((await store.read([guarded()], MAX)).results[0]?.rows).toEqual([['1.50', null, true]]);
    }
    expect(inner.reads).toBe(7);
  });
});

test('statements that ask for today or the like are told from those that do not', () => {
  const asks = [
    'SELECT current_date',
    'SELECT "today"()',
    'SELECT age(opened_on) FROM t',
    'SELECT CURDATE()',
  ];
  const does = ["SELECT stage, page, today_s, average, manage FROM accounts WHERE d < DATE '2026-01-01'"];
  expect([...asks, ...does].map((text) => dependsOnTheClock([guarded({ text })]))).toEqual([
    ...asks.map(() => true),
    ...does.map(() => false),
  ]);
});
