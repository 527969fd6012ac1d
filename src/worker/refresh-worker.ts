import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunJournal } from '../etl/run-journal.ts';
import type { DataVersion, Parcel } from '../store/port.ts';
import type { Day } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem, asProblem } from '../vocabulary/problem.ts';
import type { DeliveryRequest, Preview, Progress, Refresh } from '../vocabulary/run.ts';
import type { SourceCheck } from '../vocabulary/source.ts';
import type { Call, ToChild } from './messages.ts';
import { FromChild, problemOf } from './messages.ts';

export interface RefreshWorkerOptions {
  /** Absolute path of the home. */
  readonly home: string;
  /** Encryption keys, hexadecimal; they reach the process by its channel only. */
  readonly stageKey: string;
  readonly parcelKey: string;
  readonly firmCurrency: string;
  readonly badRowsShareMax: number;
  readonly today: () => Day;
  readonly clock: () => Date;
  /** A name for a run, never given before. */
  readonly newRun: () => string;
  readonly published: () => Promise<DataVersion | null>;
  readonly publish: (parcel: Parcel) => Promise<DataVersion>;
  readonly journal: RunJournal;
  /** Hears what a process said on standard error before it ended; for the log. */
  readonly onTrouble: (text: string) => void;
}

export interface RefreshWorker {
  /** Runs a delivery in a process of its own; one at a time, others wait their turn. */
  readonly refresh: Refresh;
  /** What a refresh would make of a delivery, without one; waits its turn too, for the staged rows have one reader. */
  readonly preview: (delivery: DeliveryRequest) => Promise<Preview>;
  /** Reaches for a source and says what it holds; nothing waits for it and it waits for nothing. */
  readonly check: (delivery: DeliveryRequest) => Promise<SourceCheck>;
  /** Ends the process that is running, if one is; what it staged is published by a later run. */
  close(): void;
}

/** The process file beside this one, with this one's extension: `.ts` in a clone, `.js` when built. */
const PROCESS_FILE = fileURLToPath(
  new URL(`./refresh-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);
const TROUBLE_CHARS_MAX = 8_192;

/** Starts nothing until a delivery comes. The refresh rejects with the Problems that etl/refresh.ts names, and `busy`. */
export function startRefreshWorker(options: RefreshWorkerOptions): RefreshWorker {
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let child: ChildProcess | null = null;
  const checking = new Set<ChildProcess>();
  let closed = false;
  const runNext = async <T>(work: (child: ChildProcess) => Promise<T>): Promise<T> => {
    if (closed) throw stopped();
    child = launch();
    try {
      return await work(child);
    } finally {
      child.kill('SIGKILL');
      child = null;
    }
  };
  const inTurn = <T>(work: (child: ChildProcess) => Promise<T>): Promise<T> => {
    if (waiting >= LIMITS.refreshes_waiting_max) {
      return Promise.reject(
        new Problem('busy', 'Too many imports are waiting; try again when some are done.'),
      );
    }
    waiting += 1;
    const result = queue.then(() => runNext(work)).finally(() => (waiting -= 1));
    queue = result.catch(() => undefined);
    return result;
  };
  const order = (delivery: DeliveryRequest): Order['run'] => ({
    run: options.newRun(),
    today: options.today(),
    delivery,
  });
  return {
    refresh: (delivery, onProgress) =>
      inTurn(async (process) => {
        const end = await follow(process, options, { kind: 'start', run: order(delivery) }, onProgress);
        if (end.kind !== 'done') throw crashed();
        return end.report;
      }),
    preview: (delivery) =>
      inTurn(async (process) => {
        const end = await follow(
          process,
          options,
          { kind: 'preview', run: order(delivery) },
          () => undefined,
        );
        if (end.kind !== 'previewed') throw crashed();
        return end.preview;
      }),
    check: async (delivery) => {
      if (closed) throw stopped();
      const process = launch();
      checking.add(process);
      try {
        const end = await follow(process, options, { kind: 'check', run: order(delivery) }, () => undefined);
        if (end.kind !== 'checked') throw crashed();
        return end.check;
      } finally {
        process.kill('SIGKILL');
        checking.delete(process);
      }
    },
    close: () => {
      closed = true;
      child?.kill('SIGKILL');
      for (const process of checking) process.kill('SIGKILL');
    },
  };
}

/** The process gets nothing of this process's environment, and its standard output is nobody's. */
function launch(): ChildProcess {
  return fork(PROCESS_FILE, [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

type Order = Omit<Extract<ToChild, { kind: 'start' | 'preview' | 'check' }>, 'settings'>;
type End = Extract<FromChild, { kind: 'done' | 'previewed' | 'checked' }>;

function follow(
  child: ChildProcess,
  options: RefreshWorkerOptions,
  { kind, run }: Order,
  onProgress: (progress: Progress) => void,
): Promise<End> {
  const { home, stageKey, parcelKey, firmCurrency, badRowsShareMax } = options;
  let trouble = '';
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
      else if (message.kind === 'call') void answer(child, options, message.id, message.call);
      else {
        ended = true;
        if (message.kind === 'failed') reject(problemOf(message.problem));
        else resolve(message);
      }
    });
    child.on('error', () => child.kill('SIGKILL'));
    // `close` comes after the last message and the last word on standard error.
    child.on('close', () => {
      if (trouble !== '') options.onTrouble(trouble);
      if (!ended) void noteCrash(options, kind, run.run).then(() => reject(crashed()));
    });
    const settings = { home, stageKey, parcelKey, firmCurrency, badRowsShareMax };
    tell(child, { kind, settings, run });
  });
}

/** The process can no longer write down how its run ended. */
async function noteCrash(options: RefreshWorkerOptions, kind: Order['kind'], run: string): Promise<void> {
  if (kind !== 'start') return;
  const finishedAt = options.clock().toISOString();
  const end = { status: 'interrupted', finishedAt, asOf: null, report: null } as const;
  await options.journal.finish(run, { ...end, message: crashed().message }).catch(() => undefined);
}

function crashed(): Problem {
  return new Problem(
    'internal',
    'The import ended before it was done; what was published stays as it was: run it again.',
  );
}

function stopped(): Problem {
  return new Problem('busy', 'Askfolio is stopping; import again when it has started.');
}

async function answer(
  child: ChildProcess,
  options: RefreshWorkerOptions,
  id: number,
  call: Call,
): Promise<void> {
  try {
    tell(child, { kind: 'answer', id, value: await serve(options, call) });
  } catch (error) {
    const { code, message } = asProblem(error);
    tell(child, { kind: 'refusal', id, problem: { code, message } });
  }
}

async function serve(options: RefreshWorkerOptions, call: Call): Promise<DataVersion | null> {
  switch (call.name) {
    case 'published':
      return options.published();
    case 'publish':
      return options.publish(call.parcel);
    case 'begin':
      await options.journal.begin(call.begun);
      return null;
    case 'received':
      await options.journal.received(call.run, call.delivery);
      return null;
    case 'setAside':
      await options.journal.setAside(call.rows);
      return null;
    case 'found':
      await options.journal.found(call.rows);
      return null;
    case 'publishes':
      await options.journal.publishes(call.run, call.version);
      return null;
    case 'finish':
      await options.journal.finish(call.run, call.end);
      return null;
    default:
      return call satisfies never;
  }
}

function tell(child: ChildProcess, message: ToChild): void {
  // A process that is gone says so by its `close`.
  child.send(message, () => undefined);
}
