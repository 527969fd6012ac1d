import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  oneof,
  readConfigureGlobal,
  record,
  tuple,
} from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type JobStatus, URGENCIES, type Urgency } from '../vocabulary/job.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import { TIMERS } from '../vocabulary/timers.ts';
import { createJobs, type Handler, type Jobs } from './jobs.ts';
import type { JobLedger } from './ledger.ts';
import type { Queue, Verdict, Work } from './port.ts';

/** An empty ledger, and what carries word of it. */
export interface CarriedPlace {
  readonly ledger: JobLedger;
  /** What a process carries word by, until it leaves; where it lies in the process all have the same one. */
  readonly join: () => Queue;
  readonly leave: (queue: Queue) => Promise<void>;
  /** Sets the ledger's clock forward. */
  readonly forward: (ms: number) => void;
  readonly close: () => Promise<void>;
}

/** How the tries of a job go, one after the other. */
type Script = readonly ('passing' | 'wrong' | 'ok')[];

type Step =
  | {
      readonly does: 'put';
      readonly lane: string;
      readonly urgency: Urgency;
      readonly script: Script;
      readonly twice: boolean;
    }
  | { readonly does: 'cancel'; readonly nth: number }
  | { readonly does: 'start' | 'stop' | 'kill' | 'wait' };

const TRIES_MAX = 3;
const PROCESSES_MAX = 3;
/** Waiting for another try is for another test: here it takes as long as a carrier needs for the shortest delay. */
const AGAIN_MS_MAX = 30;
const PATIENCE_MS = 60_000;

const SCRIPTS: readonly Script[] = [
  ['ok'],
  ['ok'],
  ['ok'],
  ['wrong'],
  ['passing', 'ok'],
  ['passing', 'passing', 'passing'],
];
const STEP = oneof(
  {
    weight: 6,
    arbitrary: record({
      does: constant('put' as const),
      lane: constantFrom('alpine', 'harbor', 'orchard'),
      urgency: constantFrom(...URGENCIES),
      script: constantFrom(...SCRIPTS),
      twice: constantFrom(false, true),
    }),
  },
  {
    weight: 1,
    arbitrary: record({ does: constant('cancel' as const), nth: constantFrom(0, 1, 2, 3) }),
  },
  {
    weight: 4,
    arbitrary: record({
      does: constantFrom('start' as const, 'stop' as const, 'kill' as const, 'wait' as const),
    }),
  },
);

interface Put {
  readonly key: string;
  readonly lane: string;
  readonly script: Script;
  id: string;
  cancelled: boolean;
}

/** One history: what was put, what each handler saw, and the processes that there are by now. */
class History {
  readonly puts: Put[] = [];
  /** Key and number of each try that a process began which was not killed, in their order. */
  readonly begun: string[] = [];
  readonly counted: string[] = [];
  readonly #place: CarriedPlace;
  readonly #running: { readonly jobs: Jobs; readonly queue: Queue; readonly kill: () => void }[] = [];
  readonly #underWay = new Set<string>();
  readonly #tries = new Map<string, number>();
  readonly wrong: string[] = [];

  readonly #asking: Queue;
  readonly #asker: Jobs;

  constructor(place: CarriedPlace) {
    this.#place = place;
    this.#asking = place.join();
    this.#asker = createJobs({
      queue: this.#asking,
      ledger: place.ledger,
      timers: TIMERS,
      chance: () => 0,
      onTrouble: () => undefined,
    });
  }

  async do(step: Step): Promise<void> {
    switch (step.does) {
      case 'put':
        return this.#put(step);
      case 'cancel':
        return this.#cancel(step.nth);
      case 'start':
        return this.start();
      case 'stop':
        return this.#end('stop');
      case 'kill':
        return this.#end('kill');
      case 'wait':
        await sleep(30);
        return undefined;
      default:
        return step satisfies never;
    }
  }

  async start(): Promise<void> {
    if (this.#running.length >= PROCESSES_MAX) return;
    let isKilled = false;
    const { ledger } = this.#place;
    const queue = this.#place.join();
    const alive =
      <A extends unknown[], T>(work: (...given: A) => Promise<T>) =>
      (...given: A): Promise<T> =>
        isKilled ? Promise.reject(new Error('it is gone')) : work(...given);
    const settle: JobLedger['settle'] = async (hold, end) => {
      const after_ms = end.status === 'waiting' ? Math.min(end.after_ms, AGAIN_MS_MAX) : 0;
      const settled = await ledger.settle(hold, end.status === 'waiting' ? { ...end, after_ms } : end);
      if (settled.counted && end.status !== 'waiting') this.counted.push(hold.job.key);
      return settled;
    };
    const jobs = createJobs({
      queue: {
        ...queue,
        take: (work, at_once_max) => queue.take((text) => soonAgain(work, text), at_once_max),
      },
      ledger: {
        ...ledger,
        take: alive((lane, lease_ms) => ledger.take(lane, lease_ms)),
        renew: alive((hold, lease_ms, progress) => ledger.renew(hold, lease_ms, progress)),
        settle: alive(settle),
        idleLanes: alive(() => ledger.idleLanes()),
      },
      // Whoever is gone has no patience for what it would still write.
      timers: { ...TIMERS, elapsed: () => (isKilled ? Number.POSITIVE_INFINITY : TIMERS.elapsed()) },
      chance: () => 0,
      onTrouble: () => undefined,
    });
    this.#running.push({ jobs, queue, kill: () => void (isKilled = true) });
    await jobs.work({ note: this.#handler(() => isKilled) }, 2);
  }

  /** Ends everything that is under way, and gives back what the killed had. */
  async drain(): Promise<void> {
    const { ledger, forward } = this.#place;
    while (this.#running.length > 0) await this.#end('stop');
    forward(LIMITS.job_word_seconds_min * 1_000);
    await this.start();
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const { waiting, running } = await ledger.standing();
      if (waiting + running === 0) break;
      if (performance.now() > end) throw new Error(`${waiting} wait and ${running} run, without end`);
      await sleep(10);
    }
    while (this.#running.length > 0) await this.#end('stop');
  }

  async close(): Promise<void> {
    while (this.#running.length > 0) await this.#end('stop');
    await this.#place.leave(this.#asking);
  }

  async #put({ lane, urgency, script, twice }: Extract<Step, { does: 'put' }>): Promise<void> {
    const key = `${lane} ${this.puts.length}`;
    const order = { key, kind: 'note', lane, urgency, tries_max: TRIES_MAX, payload: key };
    const put: Put = { key, lane, script, id: '', cancelled: false };
    this.puts.push(put);
    const twins = await Promise.all((twice ? [1, 2] : [1]).map(() => this.#asker.put(order)));
    put.id = twins[0]?.id ?? '';
    if (twins.some(({ id }) => id !== put.id)) this.wrong.push(`${key} was put twice`);
  }

  async #cancel(nth: number): Promise<void> {
    const put = this.puts.at(-1 - nth);
    if (!put) return;
    put.cancelled = true;
    await this.#place.ledger.cancel(put.id);
  }

  async #end(how: 'stop' | 'kill'): Promise<void> {
    const process = this.#running.shift();
    if (!process) return;
    if (how === 'kill') process.kill();
    await process.jobs.stop(0);
    await this.#place.leave(process.queue);
  }

  #handler(isKilled: () => boolean): Handler {
    return async (key, { stop }) => {
      const put = this.puts.find((each) => each.key === key);
      if (!put) throw new Problem('internal', 'Nobody asked for this.');
      if (this.#underWay.has(put.lane)) this.wrong.push(`${key} was begun while another of its lane went on`);
      this.#underWay.add(put.lane);
      this.begun.push(key);
      await sleep(5);
      this.#underWay.delete(put.lane);
      // Of a process that is gone nothing comes any more.
      if (isKilled()) throw new Error('it is gone');
      stop.throwIfAborted();
      const tries = this.#tries.get(key) ?? 0;
      const outcome = put.script[Math.min(tries, put.script.length - 1)];
      this.#tries.set(key, tries + 1);
      if (outcome === 'ok') return '1';
      throw outcome === 'wrong'
        ? new Problem('source_unreadable', 'Mend it.')
        : new Problem('source_unavailable', 'Not now.');
    };
  }
}

async function soonAgain(work: Work, text: string): Promise<Verdict> {
  const verdict = await work(text);
  if (verdict === 'done' || 'dead' in verdict) return verdict;
  return { again_ms: Math.min(verdict.again_ms, AGAIN_MS_MAX) };
}

/** What a job comes to by its script, whoever did it and however often somebody was gone. */
function statusBy(script: Script): JobStatus {
  const last = script.at(-1);
  if (last === 'ok') return 'done';
  return last === 'wrong' ? 'failed' : 'set_aside';
}

/** Those of `begun` in the order in which each was begun last. */
function lastBegun(begun: readonly string[]): readonly string[] {
  return begun.filter((key, at) => begun.lastIndexOf(key) === at);
}

/** Holds jobs that a queue carries word of to what was asked for: whatever carries it, the history is the same. */
export function carriedHistories(
  name: string,
  openPlace: () => Promise<CarriedPlace>,
  histories: number,
): void {
  test(`jobs come to what their tries come to, once and in the order of their lane, ${name}`, async () => {
    await assert(
      asyncProperty(tuple(array(STEP, { minLength: 1, maxLength: 10 })), async ([steps]) => {
        const place = await openPlace();
        const history = new History(place);
        try {
          for (const each of steps) await history.do(each);
          await history.drain();
          expect(history.wrong).toEqual([]);
          const jobs = new Map((await place.ledger.list(100)).map((job) => [job.key, job.status]));
          expect(jobs.size).toBe(history.puts.length);
          for (const { key, script, cancelled } of history.puts) {
            const ends = [statusBy(script), ...(cancelled ? ['cancelled'] : [])];
            expect(ends).toContain(jobs.get(key));
            expect(history.counted.filter((each) => each === key).length).toBeLessThanOrEqual(1);
          }
          for (const lane of new Set(history.puts.map((put) => put.lane))) {
            const order = history.puts.filter((put) => put.lane === lane).map(({ key }) => key);
            const done = lastBegun(history.begun.filter((key) => order.includes(key)));
            expect(done).toEqual(order.filter((key) => done.includes(key)));
          }
        } finally {
          await history.close();
          await place.close();
        }
      }),
      { numRuns: readConfigureGlobal().numRuns ?? histories },
    );
  }, 240_000);
}
