import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../simulation/world.ts';
import type { SharedFirm } from './shared-firm.ts';

const FROZEN_MS = 30_000;
const ASK_EVERY_MS = 500;
const TRIES_MAX = 20;

/** What may happen to an installation; `begin` gives what mends it, where it does not mend itself. */
interface Fault {
  readonly name: string;
  readonly begin: (firm: SharedFirm) => () => Promise<void> | void;
  readonly lasts_ms: number;
}

const gone = (name: string, begin: Fault['begin'], lasts_ms = 0): Fault => ({ name, begin, lasts_ms });
const nothing = (): void => undefined;

export const FAULTS: readonly [Fault, ...Fault[]] = [
  gone('worker killed', ({ workers }) => {
    for (const worker of workers) worker.signal('SIGKILL');
    return nothing;
  }),
  gone('API killed', ({ api }) => {
    api.signal('SIGKILL');
    return nothing;
  }),
  gone('database killed', ({ database }) => {
    database.killAndRestart();
    return nothing;
  }),
  gone(
    'broker killed',
    ({ broker }) => {
      const killed = broker.kill();
      return async () => {
        await killed;
        await broker.start();
      };
    },
    2_000,
  ),
  gone(
    'cache killed',
    ({ redis }) => {
      const killed = redis.kill();
      return async () => {
        await killed;
        await redis.start();
      };
    },
    2_000,
  ),
  gone(
    'workers frozen for 30 s',
    ({ workers }) => {
      for (const worker of workers) worker.signal('SIGSTOP');
      return () => {
        for (const worker of workers) worker.signal('SIGCONT');
      };
    },
    FROZEN_MS,
  ),
  gone(
    'database frozen for 30 s',
    ({ database }) => {
      database.freeze();
      return () => database.thaw();
    },
    FROZEN_MS,
  ),
  gone(
    'broker frozen for 30 s',
    ({ broker }) => {
      broker.freeze();
      return () => broker.thaw();
    },
    FROZEN_MS,
  ),
  gone(
    'network to the database cut for 10 s',
    ({ ways }) => {
      ways.database.cut();
      return () => ways.database.mend();
    },
    10_000,
  ),
  gone(
    'network to the broker cut for 10 s',
    ({ ways }) => {
      ways.broker.cut();
      return () => ways.broker.mend();
    },
    10_000,
  ),
  gone(
    'network to the cache cut for 10 s',
    ({ ways }) => {
      ways.redis.cut();
      return () => ways.redis.mend();
    },
    10_000,
  ),
];

/** How a refresh went in which something happened. */
export interface Moment {
  readonly fault: string;
  /** When in the refresh. */
  readonly at_ms: number;
  readonly took_ms: number;
  /** From the fault's end to the report's. */
  readonly recovered_ms: number;
  readonly answers: number;
  readonly unanswered: number;
  readonly wrong: readonly string[];
}

/** Lives through refreshes with a fault each, and gives how each went. */
export class Moments {
  readonly #firm: SharedFirm;
  readonly #random: Random;
  readonly #known = new Map<string, number>();
  #turn = 0;
  #undisturbed_ms = 0;

  constructor(firm: SharedFirm, seed: number) {
    this.#firm = firm;
    this.#random = new Random(seed);
  }

  get undisturbed_ms(): number {
    return this.#undisturbed_ms;
  }

  /** Both deliveries once, undisturbed: how long one takes, and what is answered after each. */
  async begin(): Promise<void> {
    for (const _ of this.#firm.deliveries) {
      const began = performance.now();
      const { delivery } = await this.#takeIn();
      this.#undisturbed_ms = performance.now() - began;
      const answer = await this.#firm.ask();
      if ('trouble' in answer) throw new Error(`nothing happened, and an answer was ${answer.trouble}`);
      this.#known.set(answer.text, delivery);
    }
    if (this.#known.size !== this.#firm.deliveries.length)
      throw new Error('the two deliveries give one answer: no wrong one could be told');
  }

  async live(fault: Fault): Promise<Moment> {
    const at_ms = Math.round(this.#random.between(0, this.#undisturbed_ms));
    const wrong: string[] = [];
    let [answers, unanswered] = [0, 0];
    const over = new AbortController();
    const asking = (async () => {
      while (!over.signal.aborted) {
        const answer = await this.#firm.ask();
        if ('trouble' in answer) unanswered += 1;
        else {
          answers += 1;
          if (!this.#known.has(answer.text)) wrong.push('an answer that neither delivery gives');
        }
        await sleep(ASK_EVERY_MS);
      }
    })();
    const began = performance.now();
    const taken = this.#takeIn();
    await sleep(at_ms);
    const mend = fault.begin(this.#firm);
    await sleep(fault.lasts_ms);
    await mend();
    const mended = performance.now();
    const { delivery, lost } = await taken;
    const ended = performance.now();
    over.abort();
    await asking;
    if (lost) wrong.push(lost);
    const expected = this.#firm.deliveries[delivery]?.figures;
    if (!isDeepStrictEqual(await this.#firm.figures(), expected))
      wrong.push('figures other than of an undisturbed run');
    const jobs = await this.#firm.jobsNotDone();
    if (jobs > 0) wrong.push(`${jobs} jobs failed or were set aside`);
    return {
      fault: fault.name,
      at_ms,
      took_ms: Math.round(ended - began),
      recovered_ms: Math.max(0, Math.round(ended - mended)),
      answers,
      unanswered,
      wrong,
    };
  }

  /** As a person does: what could not be asked for is asked for again. */
  async #takeIn(): Promise<{ readonly delivery: number; readonly lost: string | null }> {
    const delivery = this.#turn % this.#firm.deliveries.length;
    this.#turn += 1;
    const path = this.#firm.deliveries[delivery]?.path ?? '';
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const { status, stderr } = await this.#firm.asker.run('import', path, '--full', '--json');
      if (status === 0) return { delivery, lost: null };
      if (!/does not answer|try again/.test(stderr))
        return { delivery, lost: `the import ended: ${stderr.trim()}` };
      await sleep(1_000);
    }
    return { delivery, lost: 'the import never ended' };
  }
}
