import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { RunJournal } from '../etl/run-journal.ts';
import type { DataVersion, Parcel } from '../store/port.ts';
import type { Day } from '../vocabulary/day.ts';
import { childEnvironment } from '../vocabulary/child-environment.ts';
import type { Recognition } from '../vocabulary/delivery.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem, asProblem } from '../vocabulary/problem.ts';
import type { DeliveryRequest, Preview, Progress, Refresh } from '../vocabulary/run.ts';
import type { SourceCheck } from '../vocabulary/source.ts';
import type { Call, ToChild } from './messages.ts';
import { FromChild, problemOf } from './messages.ts';
import { type Attendant, type AttendParts, attendRun } from './attend-run.ts';
import { createSharing, type SharingPlace } from './sharing.ts';
import type { StageTurns } from './stage-turns.ts';

export interface RefreshWorkerOptions {
  /** Absolute path of the home. */
  readonly home: string;
  /** Encryption keys of now, hexadecimal; they reach the process by its channel only. */
  readonly stageKey: string;
  readonly parcelKey: string;
  /** Keys of before, under one of which others may have begun what is shared. */
  readonly olderParcelKeys?: readonly string[];
  /** Keys of before, under one of which the staged rows may still lie. */
  readonly olderStageKeys?: readonly string[];
  readonly firmCurrency: string;
  readonly badRowsShareMax: number;
  readonly today: () => Day;
  readonly clock: () => Date;
  /** A name for a run, never given before. */
  readonly newRun: () => string;
  readonly published: () => Promise<DataVersion | null>;
  readonly publish: (parcel: Parcel) => Promise<DataVersion>;
  readonly journal: RunJournal;
  readonly stageTurns: StageTurns;
  /** By which large transforms are shared with other processes, and about how many bookings a share has; absent: never. */
  readonly sharing?: SharingPlace & { readonly shareBookings: number };
  /** Hears what a process said on standard error before it ended; for the log. */
  readonly onTrouble: (text: string) => void;
}

export interface RefreshWorker {
  /**
   * Runs a delivery in a process of its own, which `stop` ends. Those of one source run one after the other; sources
   * are read beside each other, and wait for each other where they are staged and published.
   */
  readonly refresh: Refresh;
  /** What a refresh would make of a delivery, without one. */
  readonly preview: (delivery: DeliveryRequest) => Promise<Preview>;
  /** Reaches for a source and says what it holds; nothing waits for it and it waits for nothing. */
  readonly check: (delivery: DeliveryRequest) => Promise<SourceCheck>;
  /** Says what the files at a path are, and by which mapping they can be read. */
  readonly recognise: (delivery: DeliveryRequest) => Promise<Recognition>;
  /** Puts the staged rows under the newest key, while nothing is taken in; cut off, it goes on when called again. */
  readonly resealStage: () => Promise<void>;
  /** Helps other processes with what they share, until this worker is closed. */
  help(): void;
  /** Ends the processes that are running; what they staged is published by a later run. */
  close(): void;
}

/** The process file beside this one, with this one's extension: `.ts` in a clone, `.js` when built. */
const PROCESS_FILE = fileURLToPath(
  new URL(`./refresh-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);
const TROUBLE_CHARS_MAX = 8_192;

/** Starts nothing until a delivery comes. The refresh rejects with the Problems that etl/refresh.ts names, and `busy`. */
export function startRefreshWorker(options: RefreshWorkerOptions): RefreshWorker {
  const lanes = new Map<string, Promise<unknown>>();
  const children = new Set<ChildProcess>();
  let underWay = 0;
  let closed = false;

  const runOf = (delivery: DeliveryRequest) => ({
    run: options.newRun(),
    today: options.today(),
    ahead_ms: options.clock().getTime() - Date.now(),
    delivery,
  });

  async function inProcess<O extends Order>(
    order: O,
    onProgress: (progress: Progress) => void = () => undefined,
    stop?: AbortSignal,
  ): Promise<Extract<End, { kind: EndOf[O['kind']] }>> {
    if (closed || stop?.aborted === true) throw stopped();
    const child = launch();
    const kill = (): void => void child.kill('SIGKILL');
    children.add(child);
    stop?.addEventListener('abort', kill, { once: true });
    try {
      const end = await follow(child, { ...options, ...sharedOut }, order, onProgress);
      if (!isEndOf<O['kind']>(order.kind, end)) throw crashed();
      return end;
    } finally {
      stop?.removeEventListener('abort', kill);
      child.kill('SIGKILL');
      children.delete(child);
    }
  }

  /** One after the other for a lane. */
  function inLane<T>(lane: string, work: () => Promise<T>): Promise<T> {
    if (underWay >= LIMITS.refreshes_waiting_max) {
      return Promise.reject(
        new Problem('busy', 'Too many imports are waiting; try again when some are done.'),
      );
    }
    underWay += 1;
    const result = (lanes.get(lane) ?? Promise.resolve()).then(work).finally(() => (underWay -= 1));
    const over = result.catch(() => undefined);
    lanes.set(lane, over);
    void over.then(() => lanes.get(lane) === over && lanes.delete(lane));
    return result;
  }

  const sharing = options.sharing
    ? createSharing({
        ...options.sharing,
        home: options.home,
        workShare: async (split, share, stop) => {
          await inProcess({ kind: 'share', split, share }, undefined, stop);
        },
      })
    : null;
  const sharedOut = sharing ? { shareOut: sharing.shareOut } : {};
  let stopHelping: (() => void) | null = null;

  return {
    refresh: (delivery, onProgress, stop) =>
      inLane(
        delivery.source,
        async () =>
          (await inProcess({ kind: 'start', run: runOf(delivery) } as const, onProgress, stop)).report,
      ),
    preview: async (delivery) =>
      (await inProcess({ kind: 'preview', run: runOf(delivery) } as const)).preview,
    check: async (delivery) => (await inProcess({ kind: 'check', run: runOf(delivery) } as const)).check,
    recognise: async (delivery) =>
      (await inProcess({ kind: 'recognise', run: runOf(delivery) } as const)).recognition,
    resealStage: async () => {
      await inProcess({ kind: 'reseal' } as const);
    },
    help: () => {
      stopHelping ??= sharing?.help() ?? null;
    },
    close: () => {
      closed = true;
      stopHelping?.();
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

/**
 * What is made for one account is garbage with the next: where the young generation holds a few accounts, nearly
 * nothing is copied out of it, and an import spends an eighth less processor time.
 */
const YOUNG_GENERATION = '--max-semi-space-size=64';

/** Whoever is answered on the same machine goes first; where nobody asks, an import has all of it. */
const NICENESS = 10;

/** The process gets no settings and no secrets by its environment, and its standard output is nobody's. */
function launch(): ChildProcess {
  const child = fork(PROCESS_FILE, [], {
    execArgv: ['--disable-warning=ExperimentalWarning', YOUNG_GENERATION],
    env: { ...childEnvironment(), UV_THREADPOOL_SIZE: String(LIMITS.etl_statements_max) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  yieldToOthers(child);
  return child;
}

/** It works as well at any priority: where the system says no, or the process is gone by then, nothing is to be done. */
function yieldToOthers({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, NICENESS);
  } catch {
    // Nothing is lost but the turn.
  }
}

type RunOrder = Omit<Extract<ToChild, { kind: 'start' | 'preview' | 'check' | 'recognise' }>, 'settings'>;
type Order = RunOrder | Omit<Extract<ToChild, { kind: 'share' }>, 'settings'> | { readonly kind: 'reseal' };
type End = Extract<
  FromChild,
  { kind: 'done' | 'previewed' | 'checked' | 'recognised' | 'shared' | 'resealed' }
>;

/** What each order ends with. */
const END_OF = {
  start: 'done',
  preview: 'previewed',
  check: 'checked',
  recognise: 'recognised',
  share: 'shared',
  reseal: 'resealed',
} as const;
type EndOf = typeof END_OF;

function isEndOf<K extends Order['kind']>(kind: K, end: End): end is Extract<End, { kind: EndOf[K] }> {
  return end.kind === END_OF[kind];
}

function follow(
  child: ChildProcess,
  options: RefreshWorkerOptions & Pick<AttendParts, 'shareOut'>,
  order: Order,
  onProgress: (progress: Progress) => void,
): Promise<End> {
  // Keys as they are at this moment: they change while others work.
  const { home, stageKey, olderStageKeys = [], parcelKey, olderParcelKeys = [] } = options;
  const { firmCurrency, badRowsShareMax, sharing } = options;
  let trouble = '';
  const attendant = attendRun({ ...options, onLost: () => void child.kill('SIGKILL') });
  child.stderr?.on('data', (chunk: Buffer) => {
    trouble = (trouble + chunk.toString('utf8')).slice(-TROUBLE_CHARS_MAX);
  });
  return new Promise((resolve, reject) => {
    let ended = false;
    child.on('message', (raw) => {
      const parsed = FromChild.safeParse(raw);
      const message = parsed.data;
      if (message === undefined) {
        options.onTrouble(`not a message of a refresh: ${parsed.error?.message ?? ''}`);
        child.kill('SIGKILL');
      } else if (message.kind === 'progress') onProgress(message.progress);
      else if (message.kind === 'call') void answer(child, attendant, message.id, message.call);
      else {
        ended = true;
        if (message.kind === 'failed') reject(problemOf(message.problem));
        else resolve(message);
      }
    });
    child.on('error', () => child.kill('SIGKILL'));
    // `close` comes after the last message and the last word on standard error.
    child.on('close', () => {
      void attendant.over().catch((error: unknown) => options.onTrouble(String(error)));
      if (trouble !== '') options.onTrouble(trouble);
      if (!ended) void noteCrash(options, order).then(() => reject(crashed()));
    });
    const settings = {
      home,
      stageKey,
      olderStageKeys,
      parcelKey,
      olderParcelKeys,
      firmCurrency,
      badRowsShareMax,
      shareBookings: sharing?.shareBookings ?? null,
    };
    tell(child, { ...order, settings });
  });
}

/** The process can no longer write down how its run ended. */
async function noteCrash(options: RefreshWorkerOptions, order: Order): Promise<void> {
  if (order.kind !== 'start') return;
  const finishedAt = options.clock().toISOString();
  const end = { status: 'interrupted', finishedAt, asOf: null, report: null } as const;
  await options.journal.finish(order.run.run, { ...end, message: crashed().message }).catch(() => undefined);
}

function crashed(): Problem {
  return new Problem(
    'cut_off',
    'The import ended before it was done; what was published stays as it was: run it again.',
  );
}

function stopped(): Problem {
  return new Problem('busy', 'Askfolio is stopping; import again when it has started.');
}

async function answer(child: ChildProcess, attendant: Attendant, id: number, call: Call): Promise<void> {
  try {
    tell(child, { kind: 'answer', id, value: await attendant.answer(call) });
  } catch (error) {
    const { code, message } = asProblem(error);
    tell(child, { kind: 'refusal', id, problem: { code, message } });
  }
}

function tell(child: ChildProcess, message: ToChild): void {
  // A process that is gone says so by its `close`.
  child.send(message, () => undefined);
}
