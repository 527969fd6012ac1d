import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Commits after which a process is one that stays, and gets a thread for its checkpoints. */
const COMMITS_ALONE = 200;
/** Commits from one copy to the next. */
const EVERY_COMMITS = 50;

/** The thread's file beside this one, with this one's extension: `.ts` in a clone, `.js` when built. */
const THREAD_FILE = new URL(
  `./checkpoint-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
);

/**
 * Keeps the write-ahead log of a database short from a thread of its own, begun when there is enough to do. Where that
 * ends, the database does it itself again, at the commits.
 */
export class Checkpoints {
  readonly #path: string;
  #thread: Worker | null = null;
  #commits = 0;

  constructor(path: string) {
    this.#path = path;
  }

  committed(): void {
    this.#commits += 1;
    if (this.#commits === COMMITS_ALONE) this.#begin();
    if (this.#commits % EVERY_COMMITS === 0) this.#thread?.postMessage(null);
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    await thread?.terminate();
  }

  #begin(): void {
    const thread = new Worker(fileURLToPath(THREAD_FILE), {
      workerData: this.#path,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    thread.unref();
    const ended = (): void => {
      this.#thread = null;
    };
    thread.on('error', ended);
    thread.on('exit', ended);
    this.#thread = thread;
  }
}
