import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Leases } from '../queue/leader.ts';
import { createInProcessQueue } from '../queue/inprocess/inprocess-queue.ts';
import { leasesOf } from '../state/leases.ts';
import { type Records, sealingWith } from '../state/records.ts';
import { openRecords } from '../state/sqlite/open-records.ts';
import type { Parcel } from '../store/port.ts';
import { dayOf } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { RunReport } from '../vocabulary/run.ts';
import { TIMERS } from '../vocabulary/timers.ts';
import { KEYS, ShelfStore, writeFirm } from '../../test/services/shelf-store.ts';
import { type RefreshWorker, type RefreshWorkerOptions, startRefreshWorker } from './refresh-worker.ts';
import { turnsByLease } from './stage-turns.ts';

const LEASE_MS = LIMITS.job_lease_seconds * 1_000;

let root = '';
let records: Records;
let late_ms = 0;
const queue = createInProcessQueue(() => undefined);
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'sharing-'));
  writeFirm(root);
  records = await openRecords(
    join(root, 'records.sqlite'),
    sealingWith(['ab'.repeat(32)]),
    () => new Date(Date.now() + late_ms),
  );
});
afterAll(async () => {
  await queue.close();
  await records.db.destroy();
  rmSync(root, { recursive: true, force: true });
});

/** A worker beside others; `took` are the shares that it has begun. */
interface Beside {
  readonly worker: RefreshWorker;
  readonly took: string[];
  /** As when its machine is switched off: nothing of it goes on, and its leases are not given back. */
  readonly die: () => void;
}

const quiet = (): void => undefined;

let runs = 0;
const usual = (home: string, store: ShelfStore) => ({
  ...KEYS,
  home,
  firmCurrency: 'USD',
  badRowsShareMax: 0.05,
  today: () => dayOf('2026-06-30'),
  clock: () => new Date('2026-06-30T12:00:00Z'),
  newRun: () => `run-${String((runs += 1))}`,
  published: () => Promise.resolve(store.version),
  publish: (parcel: Parcel) => store.publish(parcel),
  journal: {
    begin: () => Promise.resolve(),
    received: () => Promise.resolve(),
    found: () => Promise.resolve(),
    publishes: () => Promise.resolve(),
    setAside: () => Promise.resolve(),
    finish: () => Promise.resolve(),
  },
  onTrouble: () => undefined,
});

function workerAt(
  home: string,
  store: ShelfStore,
  onShare: (beside: Beside) => void = () => undefined,
  keys: Partial<RefreshWorkerOptions> = {},
): Beside {
  const all = leasesOf(records);
  let isDead = false;
  const alive = <T>(work: () => Promise<T>): Promise<T> =>
    isDead ? Promise.reject(new Error('it is switched off')) : work();
  const leases: Leases = {
    take: (name, ms) =>
      alive(async () => {
        const fence = await all.take(name, ms);
        if (fence !== null && name.startsWith('share:')) {
          took.push(name);
          onShare(beside);
        }
        return fence;
      }),
    renew: (name, fence, ms) => alive(() => all.renew(name, fence, ms)),
    release: (name, fence) => alive(() => all.release(name, fence)),
    holder: (name) => alive(() => all.holder(name)),
  };
  const took: string[] = [];
  const worker = startRefreshWorker({
    ...usual(home, store),
    ...keys,
    stageTurns: turnsByLease(leases, TIMERS, quiet),
    sharing: { leases, word: queue, timers: TIMERS, onTrouble: quiet, shareBookings: 40 },
  });
  const beside = {
    worker,
    took,
    die: () => {
      isDead = true;
      worker.close();
    },
  };
  worker.help();
  return beside;
}

const take = ({ worker }: Beside, folder: string): Promise<RunReport> =>
  worker.refresh({ path: join(root, folder), source: 'main', mode: null, mapping: null }, () => undefined);

function newHome(name: string): { readonly home: string; readonly store: ShelfStore } {
  const home = join(root, name);
  mkdirSync(home);
  return { home, store: new ShelfStore(home) };
}

describe('a refresh that several workers share', () => {
  let whole: Record<string, string>;
  let wholeReport: RunReport;
  let corrected: Record<string, string>;

  beforeAll(async () => {
    const { home, store } = newHome('alone');
    const one = startRefreshWorker({
      ...usual(home, store),
      stageTurns: turnsByLease(leasesOf(records), TIMERS, quiet),
    });
    const alone = { worker: one, took: [], die: () => undefined };
    wholeReport = await take(alone, 'first');
    whole = await store.content();
    await take(alone, 'correction');
    corrected = await store.content();
  });

  test('comes to what one alone comes to, and so does a later one of few accounts', async () => {
    const { home, store } = newHome('shared');
    const [one, other] = [workerAt(home, store), workerAt(home, store)];
    const report = await take(one, 'first');
    expect(await store.content()).toEqual(whole);
    expect({ ...report, run: '', seconds: 0 }).toEqual({ ...wholeReport, run: '', seconds: 0 });
    expect(one.took.length).toBeGreaterThan(0);
    expect(other.took.length).toBeGreaterThan(0);
    expect(await take(other, 'correction')).toMatchObject({ accounts: { touched: 1, total: 6 } });
    expect(await store.content()).toEqual(corrected);
    for (const { worker } of [one, other]) worker.close();
  });

  test('lies under one key, though a helper has a newer one for what it makes by itself', async () => {
    const { home, store } = newHome('two-keys');
    const one = workerAt(home, store);
    const newer = { parcelKey: 'ef'.repeat(32), olderParcelKeys: [KEYS.parcelKey] };
    const helper = workerAt(home, store, quiet, newer);
    expect(await take(one, 'first')).toMatchObject({ status: 'done' });
    expect(await store.content()).toEqual(whole);
    expect(helper.took.length).toBeGreaterThan(0);
    for (const { worker } of [one, helper]) worker.close();
  });

  test('is ended by the others when one of them is switched off in the middle', async () => {
    const { home, store } = newHome('without-helper');
    const one = workerAt(home, store);
    const helper = workerAt(home, store, (beside) => {
      beside.die();
      late_ms += LEASE_MS;
    });
    expect(await take(one, 'first')).toMatchObject({ status: 'done' });
    expect(await store.content()).toEqual(whole);
    expect(helper.took).toHaveLength(1);
    expect(one.took).toContain(helper.took[0]);
    one.worker.close();
  });

  test('is begun anew by another when the one that has the staged rows is switched off', async () => {
    const { home, store } = newHome('without-holder');
    const helper = workerAt(home, store);
    const one = workerAt(home, store, (beside) => {
      beside.die();
      late_ms += LEASE_MS;
    });
    await expect(take(one, 'first')).rejects.toMatchObject({ code: 'cut_off' });
    expect(await take(helper, 'first')).toMatchObject({ status: 'done' });
    expect(store.loaded).toHaveLength(1);
    expect(await store.content()).toEqual(whole);
    helper.worker.close();
  });
});
