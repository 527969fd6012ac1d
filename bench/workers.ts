import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LIMITS } from '../src/vocabulary/limits.ts';
import { writeFirm, type FirmSize } from './firm.ts';
import type { Measured } from './measured.ts';
import { median } from './statistics.ts';
import { ToShared, type FromShared, type Order } from './worker-messages.ts';

const SPEEDUP_MIN = 1.6;
const ROUNDS = 3;
/** So many at least, however small the firm is. */
const SHARES_MIN = 8;
const WORKER_FILE = fileURLToPath(new URL('./worker-side.ts', import.meta.url));

export interface WorkersBenchOptions {
  readonly firm: FirmSize;
  readonly scratch: string | null;
  readonly say: (line: string) => void;
}

export interface WorkersBenchResult {
  readonly rows: readonly Measured[];
  /** Seconds of the transform in every round, by the number of workers. */
  readonly one: readonly number[];
  readonly two: readonly number[];
}

/**
 * How much faster two workers transform a firm than one, each of them kept to a processor of its own (`taskset` of
 * Linux): the same import, in turn by one and by two.
 */
export async function benchWorkers({
  firm,
  scratch: given,
  say,
}: WorkersBenchOptions): Promise<WorkersBenchResult> {
  const scratch = given ?? mkdtempSync(join(tmpdir(), 'askfolio-bench-'));
  mkdirSync(scratch, { recursive: true });
  const folder = join(scratch, 'firm');
  try {
    say(`making ${String(firm.accounts)} accounts with ${String(firm.bookingsPerAccount)} bookings each`);
    await writeFirm(folder, firm);
    const bookings = firm.accounts * firm.bookingsPerAccount;
    const shareBookings = Math.min(LIMITS.transform_share_bookings, Math.ceil(bookings / SHARES_MIN));
    const [one, two]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [workers, results] of [
        [1, one],
        [2, two],
      ] as const) {
        say(`round ${String(round + 1)}, workers: ${String(workers)}`);
        const home = mkdtempSync(join(scratch, 'home-'));
        results.push(await transformed({ kind: 'order', home, shareBookings, folder }, workers));
        rmSync(home, { recursive: true, force: true });
      }
    }
    return {
      rows: [
        { what: 'transform, one worker', value: median(one), unit: 's', limit: null },
        { what: 'transform, two workers', value: median(two), unit: 's', limit: null },
        {
          what: 'two workers, times as fast as one',
          value: median(one) / median(two),
          unit: '',
          limit: null,
          least: SPEEDUP_MIN,
        },
      ],
      one,
      two,
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Seconds of the transform of one import; the workers after the first help. */
async function transformed(order: Order, count: number): Promise<number> {
  const workers: ChildProcess[] = [];
  const shared = sharedPlace(workers);
  try {
    for (let n = count - 1; n > 0; n -= 1) {
      const helper = start(workers, n, shared);
      helper.send({ ...order, folder: null } satisfies Order);
      await said(helper, 'ready');
    }
    const first = start(workers, 0, shared);
    first.send(order);
    const { seconds } = await said(first, 'transformed');
    return seconds;
  } finally {
    for (const worker of workers) worker.kill('SIGTERM');
  }
}

function start(
  workers: ChildProcess[],
  processor: number,
  shared: (from: ChildProcess, message: ToShared) => void,
): ChildProcess {
  const worker = spawn('taskset', ['-c', String(processor), process.execPath, WORKER_FILE], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  worker.on('message', (message) => shared(worker, ToShared.parse(message)));
  workers.push(worker);
  return worker;
}

/** Rejects when the worker ends before. */
function said<K extends ToShared['kind']>(
  worker: ChildProcess,
  kind: K,
): Promise<Extract<ToShared, { kind: K }>> {
  const isKind = (message: ToShared): message is Extract<ToShared, { kind: K }> => message.kind === kind;
  return new Promise((resolve, reject) => {
    worker.on('message', (received) => {
      const message = ToShared.parse(received);
      if (isKind(message)) resolve(message);
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('a worker ended before its work was done')));
  });
}

/** Leases and word of all workers: none of them dies here, so no lease runs out. */
function sharedPlace(workers: readonly ChildProcess[]) {
  const held = new Map<string, number>();
  let fences = 0;
  const answer = (call: string, name: string, fence: number): number | boolean | null => {
    const holder = held.get(name) ?? null;
    if (call === 'holder') return holder;
    if (call === 'renew') return holder === fence;
    if (call === 'release') {
      if (holder === fence) held.delete(name);
      return null;
    }
    if (holder !== null) return null;
    fences += 1;
    held.set(name, fences);
    return fences;
  };
  return (from: ChildProcess, message: ToShared): void => {
    if (message.kind === 'tell') {
      const { topic, text } = message;
      for (const worker of workers) worker.send({ kind: 'word', topic, text } satisfies FromShared);
    }
    if (message.kind !== 'call') return;
    const [name, fence] = message.args;
    const result = answer(message.call, String(name), Number(fence));
    from.send({ kind: 'result', id: message.id, result } satisfies FromShared);
  };
}
