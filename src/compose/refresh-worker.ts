import { randomUUID } from 'node:crypto';
import { type Settings, todayOf } from '../config.ts';
import type { InstallationParts } from '../desk/installation.ts';
import type { Home } from '../home/home-folder.ts';
import type { Leases } from '../queue/leader.ts';
import type { Queue } from '../queue/port.ts';
import type { Records } from '../state/records.ts';
import { once } from '../vocabulary/once.ts';
import { TIMERS } from '../vocabulary/timers.ts';
import type { RefreshWorker } from '../worker/refresh-worker.ts';
import { isShared } from './records.ts';

/** What the worker is started with. */
interface WorkerOrder {
  readonly settings: Settings;
  readonly home: Home;
  readonly records: Pick<Records, 'keys' | 'now'>;
  readonly leases: Leases;
  /** By which processes tell each other of work that they share; null: they share none. */
  readonly jobs: { readonly word: Pick<Queue, 'tell' | 'hear'> } | null;
  readonly onTrouble: (error: unknown) => void;
}

/** What takes deliveries in, loaded with the first of them: nobody who only asks waits for it. */
export function workerWhenNeeded(order: WorkerOrder): InstallationParts['startWorker'] {
  return (ports) => {
    const worker = once(() => startWorker(order, ports));
    return {
      refresh: async (delivery, onProgress, stop) => (await worker()).refresh(delivery, onProgress, stop),
      preview: async (delivery) => (await worker()).preview(delivery),
      check: async (delivery) => (await worker()).check(delivery),
      recognise: async (delivery) => (await worker()).recognise(delivery),
      resealStage: async () => (await worker()).resealStage(),
      help: () => void worker().then((started) => started.help(), order.onTrouble),
      close: () => void worker.opened()?.then((started) => started.close(), order.onTrouble),
    };
  };
}

async function startWorker(
  { settings, home, records: { keys, now }, leases, jobs, onTrouble }: WorkerOrder,
  ports: Parameters<InstallationParts['startWorker']>[0],
): Promise<RefreshWorker> {
  const { startRefreshWorker } = await import('../worker/refresh-worker.ts');
  const { turnsByLease, turnsOfOneProcess } = await import('../worker/stage-turns.ts');
  const shared = isShared(settings);
  return startRefreshWorker({
    ...ports,
    home: home.path,
    get stageKey() {
      return keys.newest('stage');
    },
    get olderStageKeys() {
      return keys.all('stage').slice(1);
    },
    get parcelKey() {
      return keys.newest('store');
    },
    get olderParcelKeys() {
      return keys.all('store').slice(1);
    },
    firmCurrency: settings.firmCurrency,
    badRowsShareMax: settings.badRowsShareMax,
    today: () => todayOf(settings, now()),
    clock: now,
    newRun: randomUUID,
    stageTurns: shared ? turnsByLease(leases, TIMERS, onTrouble) : turnsOfOneProcess(),
    ...(shared && jobs && settings.shareBookings > 0
      ? {
          sharing: {
            leases,
            word: jobs.word,
            timers: TIMERS,
            onTrouble,
            shareBookings: settings.shareBookings,
          },
        }
      : {}),
    onTrouble: (text) => onTrouble(new Error(text)),
  });
}
