import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createMemoryCache } from '../cache/memory/memory-cache.ts';
import type { Cache } from '../cache/port.ts';
import type { GuardedSql } from '../guard/guarded-sql.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Cell } from '../vocabulary/rows.ts';
import { cacheKeyText } from './cache-key.ts';
import { cachedStore } from './cached-store.ts';
import { guarded, MARKS, MAX, VERSION } from './guarded.fixture.ts';
import { type Marks, unmarked } from './marks.ts';
import type { DataVersion, ReadLimits, Snapshot, Store } from './port.ts';

/** A store that counts its reads; what it gives is said by `rows`, its version by `version`. */
class CountingStore implements Store {
  current = VERSION;
  /** What is known of the version; by default nothing but itself. */
  marked: Marks | null = null;
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
  marks(): Promise<Marks> {
    return Promise.resolve(this.marked ?? unmarked(this.current));
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

  test('is found again in a later version that left its rows as they are, and shows that version', async () => {
    const { inner, store } = rig();
    inner.marked = MARKS;
    const first = await store.read([guarded()], MAX);
    const later = { ...VERSION, id: 'v2', publishedAt: '2026-07-02T00:00:00.000Z' };
    inner.current = later;
    inner.marked = {
      ...MARKS,
      version: later,
      everyAccount: 'v2',
      accounts: new Map([...MARKS.accounts, ['A3', 'v2']]),
    };
    expect(await store.read([guarded()], MAX)).toEqual({ ...first, version: later, cached: true });
    expect(inner.reads).toBe(1);
    inner.marked = { ...inner.marked, accounts: new Map([['A2', 'v2']]) };
    await store.read([guarded()], MAX);
    expect(inner.reads).toBe(2);
  });

  test('that saw another version than its key says shows that one and is not kept', async () => {
    const { inner, store } = rig();
    const later = { ...VERSION, publishedAt: '2026-07-02T00:00:00.000Z' };
    inner.marked = { ...MARKS, version: later };
    expect((await store.read([guarded()], MAX)).version).toEqual(VERSION);
    inner.current = later;
    expect((await store.read([guarded()], MAX)).version).toEqual(later);
    expect(inner.reads).toBe(2);
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
    const key = digest(cacheKeyText(unmarked(VERSION), [guarded()], MAX));
    const answer = { results: [{ columns: [], rows: [['9']], cut: false }] };
    const lies = ['', 'null', '{', '[]', JSON.stringify(answer), JSON.stringify({ ...answer, key: 'other' })];
    const other = { key, results: [{ columns: [], rows: 'none', cut: false }] };
    for (const lie of [...lies, JSON.stringify(other)]) {
      await cache.set(key, Buffer.from(lie), 60);
      expect((await store.read([guarded()], MAX)).results[0]?.rows).toEqual([['1.50', null, true]]);
    }
    expect(inner.reads).toBe(7);
  });
});
