// One process that takes part in an import, as `askfolio work` does; what all of them share it asks of bench/workers.ts.
import type { Leases } from '../src/queue/leader.ts';
import { dayOf } from '../src/vocabulary/day.ts';
import type { Progress } from '../src/vocabulary/run.ts';
import { TIMERS } from '../src/vocabulary/timers.ts';
import { startRefreshWorker } from '../src/worker/refresh-worker.ts';
import { turnsByLease } from '../src/worker/stage-turns.ts';
import { LAST_DAY } from './firm.ts';
import { NO_JOURNAL } from './no-journal.ts';
import { FromShared, Order, type ToShared } from './worker-messages.ts';

const KEYS = { stageKey: '0a'.repeat(32), parcelKey: '0b'.repeat(32) };

const waiting = new Map<number, (result: number | boolean | null) => void>();
const hearing = new Set<(topic: string, text: string) => void>();
let calls = 0;

const send = (message: ToShared): void => void process.send?.(message);
const ask = (call: Extract<ToShared, { kind: 'call' }>['call'], args: readonly (string | number)[]) =>
  new Promise<number | boolean | null>((resolve) => {
    calls += 1;
    waiting.set(calls, resolve);
    send({ kind: 'call', id: calls, call, args: [...args] });
  });
const onTrouble = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
const fenceOf = (result: number | boolean | null): number | null =>
  typeof result === 'number' ? result : null;

const leases: Leases = {
  take: async (name, lease_ms) => fenceOf(await ask('take', [name, lease_ms])),
  renew: async (name, fence, lease_ms) => (await ask('renew', [name, fence, lease_ms])) === true,
  release: async (name, fence) => void (await ask('release', [name, fence])),
  holder: async (name) => fenceOf(await ask('holder', [name])),
};

process.on('message', (received) => {
  const shared = FromShared.safeParse(received);
  if (shared.success) {
    const message = shared.data;
    if (message.kind === 'word') for (const hear of hearing) hear(message.topic, message.text);
    else waiting.get(message.id)?.(message.result);
    return;
  }
  takePart(Order.parse(received)).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));

async function takePart({ home, shareBookings, folder }: Order): Promise<void> {
  let runs = 0;
  const worker = startRefreshWorker({
    ...KEYS,
    home,
    firmCurrency: 'USD',
    badRowsShareMax: 0.05,
    today: () => dayOf(LAST_DAY),
    clock: () => new Date(),
    newRun: () => `run-${String((runs += 1))}`,
    published: () => Promise.resolve(null),
    // What is measured ends where the parcel is whole.
    publish: (parcel) => Promise.resolve(parcel.version),
    stageTurns: turnsByLease(leases, TIMERS, onTrouble),
    journal: NO_JOURNAL,
    sharing: {
      leases,
      word: {
        tell: (topic, text) => send({ kind: 'tell', topic, text }),
        hear: (listener) => {
          hearing.add(listener);
          return () => hearing.delete(listener);
        },
      },
      timers: TIMERS,
      onTrouble,
      shareBookings,
    },
    onTrouble,
  });
  if (folder === null) {
    worker.help();
    send({ kind: 'ready' });
    return;
  }
  const began = new Map<Progress['step'], number>();
  await worker.refresh({ path: folder, source: 'main', mode: null, mapping: null }, ({ step }) => {
    if (!began.has(step)) began.set(step, performance.now());
  });
  const [from, to] = [began.get('transform'), began.get('reconcile')];
  if (from === undefined || to === undefined) throw new Error('the import has no transform');
  send({ kind: 'transformed', seconds: (to - from) / 1_000 });
}
