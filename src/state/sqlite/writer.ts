import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Batch, Word } from './written-batch.ts';

/** After so many batches a process is one that stays, and gets a thread for them. */
const BATCHES_ALONE = 100;

/** The thread's file beside this one, with this one's extension: `.ts` in a clone, `.js` when built. */
const THREAD_FILE = new URL(
  `./writer-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
);

/** The thread that writes entries of the audit log, one batch at a time. One that ended is not begun again. */
export class Writer {
  readonly #path: string;
  #batches = 0;
  #thread: Worker | null = null;
  #ready: Promise<boolean> | null = null;
  #isReady = false;
  #pending: PromiseWithResolvers<boolean> | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Begins it now; resolves with whether it takes batches. */
  begin(): Promise<boolean> {
    this.#ready ??= this.#begin();
    return this.#ready;
  }

  /** Whether a batch may be handed over: not before there have been enough, and not where the thread has ended. */
  takes(): boolean {
    this.#batches += 1;
    if (this.#batches > BATCHES_ALONE) void this.begin();
    return this.#isReady;
  }

  /**
   * Resolves with whether the batch is committed (which is not yet on the disk) or nothing of it was written; rejects
   * where nobody knows, since the thread ended over it.
   */
  write(batch: Batch): Promise<boolean> {
    if (this.#thread === null) throw ended();
    const pending = Promise.withResolvers<boolean>();
    this.#pending = pending;
    // A process does not end while it waits for this.
    this.#thread.ref();
    this.#thread.postMessage(batch, []);
    return pending.promise;
  }

  async close(): Promise<void> {
    this.#ready ??= Promise.resolve(false);
    await this.#thread?.terminate();
  }

  #begin(): Promise<boolean> {
    const begun = Promise.withResolvers<boolean>();
    const thread = new Worker(fileURLToPath(THREAD_FILE), {
      workerData: this.#path,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#thread = thread;
    thread.unref();
    thread.on('message', (word: Word) => {
      if (word === 'ready') {
        this.#isReady = true;
        begun.resolve(true);
        return;
      }
      thread.unref();
      this.#pending?.resolve(word === 'committed');
      this.#pending = null;
    });
    const over = (): void => {
      this.#thread = null;
      this.#isReady = false;
      begun.resolve(false);
      this.#pending?.reject(ended());
      this.#pending = null;
    };
    thread.on('error', over);
    thread.on('exit', over);
    return begun.promise;
  }
}

function ended(): Error {
  return new Error('the thread that writes entries has ended');
}
