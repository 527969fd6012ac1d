import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createDuckDbStore } from '../src/store/duckdb/duckdb-store.ts';
import type { DuckDbStore } from '../src/store/duckdb/duckdb-store.ts';
import { dayOf } from '../src/vocabulary/day.ts';
import type { Progress, RunReport } from '../src/vocabulary/run.ts';
import { startRefreshWorker } from '../src/worker/refresh-worker.ts';
import { turnsOfOneProcess } from '../src/worker/stage-turns.ts';
import type { RefreshWorker } from '../src/worker/refresh-worker.ts';
import { LAST_DAY } from './firm.ts';
import { NO_JOURNAL } from './no-journal.ts';
import { watchChildren } from './processes.ts';
import type { Cost } from './yardstick.ts';

type Step = Progress['step'];

/** What one import cost, each of its steps, and the memory of all its processes. */
export interface ImportCost extends Cost {
  readonly report: RunReport;
  readonly steps: Readonly<Record<Step, Cost>>;
  readonly peakBytes: number;
}

/** A home with the product's own store and worker processes, kept open from one import to the next. */
export interface Home {
  /** Opens the store's file. */
  readonly storeKey: string;
  import(folder: string): Promise<ImportCost>;
  close(): Promise<void>;
}

function key(): string {
  return randomBytes(32).toString('hex');
}

/** Opens an empty home. */
export async function openHome(home: string): Promise<Home> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const [storeKey, stageKey] = [key(), key()];
  const store = await createDuckDbStore({ home, storeKey });
  await store.version();
  const worker = workerOver(home, store, stageKey, storeKey);
  return {
    storeKey,
    import: (folder) => measured(worker, folder),
    close: async () => {
      worker.close();
      await store.close();
    },
  };
}

function workerOver(home: string, store: DuckDbStore, stageKey: string, parcelKey: string): RefreshWorker {
  let runs = 0;
  return startRefreshWorker({
    home,
    stageKey,
    parcelKey,
    firmCurrency: 'USD',
    badRowsShareMax: 0.05,
    today: () => dayOf(LAST_DAY),
    clock: () => new Date(),
    newRun: () => `run-${(runs += 1)}`,
    published: () => store.version(),
    publish: (parcel) => store.publish(parcel),
    stageTurns: turnsOfOneProcess(),
    journal: NO_JOURNAL,
    onTrouble: (text) => process.stderr.write(text),
  });
}

async function measured(worker: RefreshWorker, folder: string): Promise<ImportCost> {
  const watch = watchChildren();
  const steps = new Map<Step, Cost>();
  const started = performance.now();
  let since = { seconds: 0, cpuSeconds: 0 };
  let current: Step = 'extract';
  const mark = (step: Step): void => {
    const now = { seconds: (performance.now() - started) / 1000, cpuSeconds: watch.look().cpuSeconds };
    const before = steps.get(current);
    steps.set(current, {
      seconds: (before?.seconds ?? 0) + now.seconds - since.seconds,
      cpuSeconds: (before?.cpuSeconds ?? 0) + now.cpuSeconds - since.cpuSeconds,
    });
    [since, current] = [now, step];
  };
  const request = { path: folder, source: 'main', mode: null, mapping: null };
  const report = await worker.refresh(request, ({ step }) => {
    if (step !== current) mark(step);
  });
  mark('publish');
  const { peakBytes, cpuSeconds } = watch.stop();
  const of = (step: Step): Cost => steps.get(step) ?? { seconds: 0, cpuSeconds: 0 };
  return {
    report,
    steps: {
      extract: of('extract'),
      stage: of('stage'),
      transform: of('transform'),
      reconcile: of('reconcile'),
      quality: of('quality'),
      publish: of('publish'),
    },
    seconds: since.seconds,
    cpuSeconds,
    peakBytes,
  };
}
