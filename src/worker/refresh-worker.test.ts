import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Parcel } from '../store/port.ts';
import { dayOf } from '../vocabulary/day.ts';
import type { QuarantinedRow, RunReport } from '../vocabulary/run.ts';
import type { RunEnd } from '../etl/run-journal.ts';
import { KEYS, ShelfStore, writeFirm } from '../../test/services/shelf-store.ts';
import { startRefreshWorker } from './refresh-worker.ts';
import { turnsOfOneProcess } from './stage-turns.ts';
import type { RefreshWorker, RefreshWorkerOptions } from './refresh-worker.ts';

const KILLS = 12;
/** A source that is no longer wanted may not be kept waiting for. */
const LET_GO_MS_MAX = 2_000;
const MINUTES_10 = 600_000;

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'refresh-'));
  writeFirm(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Rig {
  readonly worker: RefreshWorker;
  readonly ends: RunEnd[];
  readonly setAside: QuarantinedRow[];
}

let runs = 0;
function rig(
  home: string,
  store: ShelfStore,
  publish = (parcel: Parcel) => store.publish(parcel),
  keys: Pick<RefreshWorkerOptions, 'stageKey' | 'olderStageKeys'> = KEYS,
): Rig {
  const ends: RunEnd[] = [];
  const setAside: QuarantinedRow[] = [];
  const worker = startRefreshWorker({
    ...KEYS,
    ...keys,
    home,
    firmCurrency: 'USD',
    badRowsShareMax: 0.05,
    today: () => dayOf('2026-06-30'),
    clock: () => new Date('2026-06-30T12:00:00Z'),
    newRun: () => `run-${String((runs += 1))}`,
    published: () => Promise.resolve(store.version),
    publish,
    stageTurns: turnsOfOneProcess(),
    journal: {
      begin: () => Promise.resolve(),
      received: () => Promise.resolve(),
      found: () => Promise.resolve(),
      publishes: () => Promise.resolve(),
      setAside: async (rows) => void setAside.push(...rows),
      finish: async (_run, end) => void ends.push(end),
    },
    onTrouble: (text) => {
      throw new Error(text);
    },
  });
  return { worker, ends, setAside };
}

/** The processes that this one has started and that are there. */
const children = (): readonly number[] =>
  readFileSync(`/proc/${String(process.pid)}/task/${String(process.pid)}/children`, 'utf8')
    .split(' ')
    .flatMap((pid) => (pid === '' ? [] : [Number(pid)]));

const take = (worker: RefreshWorker, folder: string): Promise<RunReport> =>
  worker.refresh({ path: join(root, folder), source: 'main', mode: null, mapping: null }, () => undefined);

function newHome(name: string, from: string | null = null): string {
  const home = join(root, name);
  if (from === null) mkdirSync(home);
  else cpSync(from, home, { recursive: true });
  return home;
}

describe('a refresh in a process of its own', () => {
  test('publishes a delivery, reports it, writes it down, and takes the same one again as unchanged', async () => {
    const home = newHome('plain');
    const store = new ShelfStore(home);
    const { worker, ends, setAside } = rig(home, store);
    const steps = new Set<string>();
    const request = { path: join(root, 'first'), source: 'main', mode: null, mapping: null };
    const [first, second] = await Promise.all([
      worker.refresh(request, ({ step }) => steps.add(step)),
      worker.refresh(request, () => undefined),
    ]);
    expect(first).toMatchObject({
      status: 'done',
      dataVersion: store.version?.id,
      accounts: { touched: 6, total: 6 },
    });
    expect(first.tables['prices']).toMatchObject({ read: 1_201, loaded: 1_200, quarantined: 1 });
    expect(setAside[0]).toMatchObject({
      table: 'prices',
      line: 1_202,
      column: 'close',
      key: 'S1|2026-05-29',
    });
    expect([...steps]).toEqual(['extract', 'stage', 'transform', 'reconcile', 'quality', 'publish']);
    expect(second).toMatchObject({ status: 'unchanged', dataVersion: store.version?.id });
    expect(ends.map(({ status }) => status)).toEqual(['done', 'unchanged']);
  });

  test('rejects with a Problem that says what to do, and writes that down', async () => {
    const home = newHome('failing');
    const { worker, ends } = rig(home, new ShelfStore(home));
    await expect(take(worker, 'absent')).rejects.toMatchObject({ code: 'source_unreadable' });
    expect(ends).toMatchObject([{ status: 'failed', message: expect.stringContaining('nothing to read') }]);
  });

  test('leaves the processor to whoever is answered meanwhile', async () => {
    const home = newHome('giving-way');
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const before = new Set(children());
    const { worker } = rig(home, new ShelfStore(home));
    const path = `mysql://reader@127.0.0.1:${port}/books`;
    const hanging = worker
      .check({ path, source: 'silent', mode: null, mapping: null })
      .catch(() => undefined);
    await new Promise<Socket>((resolve) => silent.once('connection', resolve));
    const [begun = 0, ...others] = children().filter((pid) => !before.has(pid));
    expect(others).toEqual([]);
    expect(getPriority(begun)).toBeGreaterThan(getPriority(process.pid));
    worker.close();
    await hanging;
    silent.close();
  });

  test('lets a source that does not answer keep no other from being taken in, and can be stopped', async () => {
    const home = newHome('hanging');
    const { worker, ends } = rig(home, new ShelfStore(home));
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const stopper = new AbortController();
    const hanging = worker
      .refresh(
        { path: `mysql://reader@127.0.0.1:${port}/books`, source: 'silent', mode: null, mapping: null },
        () => undefined,
        stopper.signal,
      )
      .catch((error: unknown) => error);
    const connection = await new Promise<Socket>((resolve) => silent.once('connection', resolve));
    const letGo = new Promise((resolve) => connection.once('close', () => resolve('let go of')));
    expect(await take(worker, 'first')).toMatchObject({ status: 'done' });
    expect(ends).toHaveLength(1);
    stopper.abort();
    expect(await Promise.race([letGo, sleep(LET_GO_MS_MAX, 'held')])).toBe('let go of');
    expect(await hanging).toMatchObject({ code: 'cut_off' });
    expect(ends.map(({ status }) => status)).toEqual(['done', 'interrupted']);
    silent.close();
  });

  test(
    'killed at any moment and run again publishes the same as undisturbed',
    async () => {
      const base = newHome('base');
      const baseStore = new ShelfStore(base);
      await take(rig(base, baseStore).worker, 'first');
      const whole = newHome('whole', base);
      const wholeStore = new ShelfStore(whole, baseStore.version);
      const begun = performance.now();
      expect(await take(rig(whole, wholeStore).worker, 'second')).toMatchObject({ status: 'done' });
      const milliseconds = performance.now() - begun;
      const expected = await wholeStore.content();

      for (let kill = 0; kill < KILLS; kill += 1) {
        const home = newHome(`killed-${String(kill)}`, base);
        const store = new ShelfStore(home, baseStore.version);
        const { worker } = rig(home, store);
        const cut = take(worker, 'second').catch((error: unknown) => error);
        await sleep((milliseconds * (kill + 0.5)) / KILLS);
        worker.close();
        await cut;
        await take(rig(home, store).worker, 'second');
        expect([kill, await store.content()]).toEqual([kill, expected]);
      }
    },
    MINUTES_10,
  );

  test('killed after its parcel was loaded, and before it knew, does not load it twice', async () => {
    const home = newHome('unheard');
    const store = new ShelfStore(home);
    const { worker, ends } = rig(home, store, async (parcel) => {
      const version = await store.publish(parcel);
      worker.close();
      return version;
    });
    await expect(take(worker, 'first')).rejects.toMatchObject({ code: 'cut_off' });
    expect(ends).toMatchObject([{ status: 'interrupted' }]);
    const again = rig(home, store).worker;
    expect(await take(again, 'first')).toMatchObject({ status: 'unchanged', dataVersion: store.version?.id });
    expect(await take(again, 'second')).toMatchObject({ status: 'done' });
    expect(store.loaded).toHaveLength(2);
  });

  test(
    'puts the staged rows under another key, goes on from them, and needs the key of before no more',
    async () => {
      const home = newHome('resealed');
      const store = new ShelfStore(home);
      await take(rig(home, store).worker, 'first');
      const stageKey = '0c'.repeat(32);
      const both = { stageKey, olderStageKeys: [KEYS.stageKey] };
      const moving = rig(home, store, undefined, both).worker;
      // Cut off in the middle: the rows lie under one of the two keys.
      const cut = moving.resealStage().catch((error: unknown) => error);
      await sleep(250);
      moving.close();
      await cut;
      await rig(home, store, undefined, both).worker.resealStage();
      expect(readdirSync(home)).not.toContain('stage.duckdb.next');
      await expect(take(rig(home, store).worker, 'second')).rejects.toMatchObject({ code: 'wrong_key' });
      // Every account is worked out again from the rows of before, for prices of another day came.
      expect(await take(rig(home, store, undefined, { stageKey }).worker, 'second')).toMatchObject({
        status: 'done',
        accounts: { touched: 6, total: 6 },
      });
    },
    MINUTES_10,
  );

  test('works out only the accounts that a correction touches, to the same figures as all of them', async () => {
    const home = newHome('corrected');
    const store = new ShelfStore(home);
    const { worker } = rig(home, store);
    await take(worker, 'first');
    const before = await store.content();
    const corrected = await take(worker, 'correction');
    expect(corrected).toMatchObject({ status: 'done', accounts: { touched: 1, total: 6 } });
    const content = await store.content();
    expect(content).not.toEqual(before);
    store.version = null;
    expect(await take(worker, 'correction')).toMatchObject({ status: 'done', accounts: { touched: 6 } });
    expect(await store.content()).toEqual(content);
  });
});
