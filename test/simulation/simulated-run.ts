import type { RunJournal } from '../../src/etl/run-journal.ts';
import type { Parcel } from '../../src/store/port.ts';
import { parseDay } from '../../src/vocabulary/day.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import type { Refresh, RunReport } from '../../src/vocabulary/run.ts';
import { pause } from '../../src/vocabulary/timers.ts';
import { type Attendant, attendRun } from '../../src/worker/attend-run.ts';
import type { Call } from '../../src/worker/messages.ts';
import type { StageTurns } from '../../src/worker/stage-turns.ts';
import type { Home } from './home.ts';
import { Host } from './host.ts';
import type { Mistake } from './mistakes.ts';
import type { ProductStore } from './product-store.ts';
import type { World } from './world.ts';

export interface RunParts {
  readonly world: World;
  readonly parent: Host;
  readonly home: Home;
  readonly store: ProductStore;
  readonly stageTurns: StageTurns;
  readonly mistake: Mistake | null;
  /** Names a run, never given before. */
  readonly newRun: () => string;
  /** Hears of each process that is started. */
  readonly onChild: (child: Host) => void;
}

const AS_OF = parseDay('2026-03-02');

/**
 * A refresh in a process of its own, as worker/refresh-worker.ts and etl/refresh.ts have it: the same calls to the
 * attendant in the same order, with the time that each step takes in between.
 */
export function simulatedRefresh(parts: RunParts): Refresh {
  const { world, parent, store, stageTurns } = parts;
  return async (delivery, _onProgress, stop) => {
    const run = parts.newRun();
    const child = new Host(world, `${parent.name}/${run}`);
    // A process whose parent is gone ends at once; one whose parent is frozen goes on.
    parent.whenGone(() => child.kill());
    parts.onChild(child);
    const attendant = attendRun({
      published: () => parent.call(() => store.version),
      publish: (parcel) => parent.call(() => store.publish(parcel)),
      journal: journalBy(parent),
      stageTurns,
      onLost: () => child.kill(),
    });
    const { promise, resolve, reject } = Promise.withResolvers<RunReport>();
    child.whenGone(() => {
      if (parent.isGone) return;
      void attendant.over().catch(() => undefined);
      reject(new Problem('cut_off', 'The import ended before it was done.'));
    });
    if (parts.mistake !== 'goes on without its turn') {
      stop?.addEventListener('abort', () => child.kill(), { once: true });
      if (stop?.aborted === true) child.kill();
    }
    work(parts, child, attendant, run, delivery.source, Number(delivery.path)).then(resolve, reject);
    return promise.finally(() => child.kill());
  };
}

async function work(
  { world, parent, home, mistake }: RunParts,
  child: Host,
  attendant: Attendant,
  run: string,
  source: string,
  delivery: number,
): Promise<RunReport> {
  const ask = asking(world, parent, child, attendant);
  const busy = (least_ms: number, most_ms: number): Promise<void> =>
    pause(child.timers, world.random.between(least_ms, most_ms));
  await ask({ name: 'begin', begun: { run, source, path: String(delivery), startedAt: '' } });
  await busy(50, 4_000);
  await ask({ name: 'takeStage' });
  const close = mistake === 'goes on without its turn' ? (): void => undefined : await home.open(child);
  try {
    const before = await ask({ name: 'published' });
    home.settle(before?.id ?? null);
    await busy(10, 1_000);
    if (mistake === 'books apart') {
      const isNew = home.stageRowsOnly(source, delivery);
      await busy(10, 500);
      if (isNew) home.markStaged(source, delivery);
    } else home.stage(source, delivery);
    if (!home.books.pending) return reportOf(run, 'unchanged', before?.id ?? null);
    const version = home.nextVersion;
    await busy(50, 8_000);
    home.makeParcel(run);
    await ask({ name: 'publishes', run, version });
    const parcel: Parcel = {
      version: { id: version, asOf: AS_OF ?? neverADay(), publishedAt: '', firmCurrency: 'CHF' },
      parent: before?.id ?? null,
      path: run,
      sha256: '',
      tables: {},
      accounts_touched: 0,
    };
    await ask({ name: 'publish', parcel });
    home.notePublished(version);
    home.parcels.clear();
    return reportOf(run, 'done', version);
  } finally {
    close();
    await ask({ name: 'leaveStage' });
  }
}

/** Calls of a process to its parent, and their answers: each finds the other, or does not. */
function asking(
  world: World,
  parent: Host,
  child: Host,
  attendant: Attendant,
): (call: Call) => ReturnType<Attendant['answer']> {
  return (call) =>
    new Promise((resolve, reject) => {
      world.after(1, () =>
        parent.timers.after(0, () => {
          void attendant.answer(call).then(
            (value) => child.timers.after(1, () => resolve(value)),
            (error: unknown) =>
              child.timers.after(1, () => reject(error instanceof Error ? error : new Error())),
          );
        }),
      );
    });
}

function journalBy(parent: Host): RunJournal {
  const noted = (): Promise<void> => parent.call(() => undefined);
  return {
    begin: noted,
    received: noted,
    setAside: noted,
    found: noted,
    publishes: noted,
    finish: noted,
  };
}

function reportOf(run: string, status: 'done' | 'unchanged', dataVersion: string | null): RunReport {
  return {
    run,
    status,
    dataVersion,
    seconds: 0,
    accounts: { touched: 0, total: 0 },
    tables: {},
    findings: [],
  };
}

function neverADay(): never {
  throw new RangeError('not a day');
}
