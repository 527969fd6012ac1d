import { isOpen, type Job, type JobOrder, type JobReason } from '../vocabulary/job.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { asProblem, Problem, PROBLEMS } from '../vocabulary/problem.ts';
import type { QueueStatus } from '../vocabulary/status.ts';
import { pause, type Timers } from '../vocabulary/timers.ts';
import { backoffMs } from './backoff.ts';
import { followJob } from './follow.ts';
import type { Hold, JobLedger, Settlement } from './ledger.ts';
import type { Queue, Taking, Verdict } from './port.ts';

/** What a handler has besides its order. */
export interface Tools {
  /** JSON of where it is; whoever follows the job hears it. */
  readonly onProgress: (progress: string) => void;
  /** Aborted when somebody asked for an end, when another took over, or when this process stops. */
  readonly stop: AbortSignal;
}

/**
 * Does one kind of job and gives its result as JSON. It may be run again after it was cut off at any moment, so doing
 * it twice must come to the same. A rejection is a Problem; one whose remedy is to retry is tried again, unless the
 * handler has given it up.
 */
export type Handler = (payload: string, tools: Tools) => Promise<string>;

/** A failure that may pass, but not for this job: its handler has tried long enough, or somebody else tries again. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message, { cause: problem });
    this.problem = problem;
  }
}

/** Follows work from whoever asks for it to whoever does it. */
export interface Following {
  /** Does work as a part of what is being worked on. */
  in<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Of what is being worked on; null where it is not recorded. */
  traceparent(): string | null;
  /** Goes on with what somebody else began; null: with nothing. */
  goOn<T>(name: string, traceparent: string | null, work: () => Promise<T>): Promise<T>;
}

export interface JobsParts {
  readonly queue: Queue;
  readonly ledger: JobLedger;
  readonly timers: Timers;
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly onTrouble: (error: unknown) => void;
  /** Hears how each try ended. */
  readonly observe?: (kind: string, end: Settlement) => void;
  /** Null: nobody follows the work. */
  readonly following?: Following | null;
}

export interface Jobs {
  /** Keeps the order, then sends word of it. What is kept is done, whether word of it arrives or not. */
  put(order: JobOrder): Promise<Job>;
  /** Waits for a job's end. Rejects with the Problem with which it ended, with `stopped` where it was cancelled. */
  follow(id: string, onProgress: (progress: string) => void): Promise<string>;
  cancel(id: string): Promise<Job>;
  putBack(id: string): Promise<Job>;
  list(limit: number): Promise<readonly Job[]>;
  /** How much there is to do; a queue that does not answer is a fact like others. */
  stands(): Promise<QueueStatus>;
  /** Does jobs in this process from now on; at most one a lane, `at_once_max` in all. */
  work(handlers: Readonly<Record<string, Handler>>, at_once_max: number): Promise<void>;
  /** Begins nothing more, waits `grace_ms` for what is under way and hands the rest back, to be done by others. */
  stop(grace_ms: number): Promise<void>;
}

export const jobTopic = (id: string): string => `job:${id}`;
const LEASE_MS = LIMITS.job_lease_seconds * 1_000;
const BUSY_AGAIN_MS = 5_000;
const SETTLE_AGAIN_MS = 1_000;
const WORD_AGAIN_MS = 1_000;

class Stopping extends Error {
  override readonly name = 'Stopping';
}

export function createJobs({
  queue,
  ledger,
  timers,
  chance,
  onTrouble,
  observe,
  following = null,
}: JobsParts): Jobs {
  const underWay = new Map<AbortController, Promise<unknown>>();
  let handlers: Readonly<Record<string, Handler>> = {};
  let taking: Taking | null = null;
  let stopLooking: (() => void) | null = null;

  /** Lanes of which word could not be sent, with what ends trying again. */
  const unsaid = new Map<string, () => void>();

  /** Word that is lost on its way is found missing by a look, after a while; what could not be sent is known at once. */
  const sayWord = (lane: string, urgency: Job['urgency']): Promise<void> =>
    queue.put(lane, urgency).catch((error: unknown) => {
      onTrouble(error);
      if (!unsaid.has(lane)) sayAgain(lane, urgency, timers.elapsed() + LIMITS.job_word_seconds_min * 1_000);
    });

  function sayAgain(lane: string, urgency: Job['urgency'], until_ms: number): void {
    const again = async (): Promise<void> => {
      try {
        await queue.put(lane, urgency);
        unsaid.delete(lane);
      } catch {
        if (timers.elapsed() < until_ms && unsaid.has(lane)) sayAgain(lane, urgency, until_ms);
        else unsaid.delete(lane);
      }
    };
    unsaid.set(
      lane,
      timers.after(WORD_AGAIN_MS, () => void again()),
    );
  }

  const look = async (): Promise<void> => {
    for (const { lane, urgency } of await ledger.idleLanes()) await sayWord(lane, urgency);
  };
  const lookNow = (): void => void look().catch(onTrouble);

  async function workOnLane(lane: string): Promise<Verdict> {
    const asked_ms = timers.elapsed();
    const turn = await ledger.take(lane, LEASE_MS);
    switch (turn.kind) {
      case 'empty':
        return 'done';
      case 'later':
        return { again_ms: turn.in_ms };
      case 'busy':
        // Whoever has the lane goes on with it; this word comes back in case it does not.
        return { again_ms: BUSY_AGAIN_MS };
      case 'held':
        return tryJob(turn, asked_ms + LEASE_MS);
      default:
        return turn satisfies never;
    }
  }

  async function tryJob(hold: Hold, held_until_ms: number): Promise<Verdict> {
    const stopper = new AbortController();
    const work = carryOut(hold, held_until_ms, stopper);
    underWay.set(stopper, work);
    try {
      return await work;
    } finally {
      underWay.delete(stopper);
    }
  }

  async function carryOut(hold: Hold, first_until_ms: number, stopper: AbortController): Promise<Verdict> {
    const { job } = hold;
    let held_until_ms = first_until_ms;
    let progress: string | null = null;
    const renew = async (): Promise<void> => {
      const told = progress;
      progress = null;
      const asked_ms = timers.elapsed();
      const state = await ledger.renew(hold, LEASE_MS, told);
      if (state === 'stop') stopper.abort(new Problem('stopped', 'The job was stopped as asked.'));
      if (state === 'lost') stopper.abort(new Stopping('another process took over'));
      else held_until_ms = asked_ms + LEASE_MS;
    };
    const stopRenewing = timers.every(LIMITS.job_follow_seconds * 1_000, () => {
      // Whoever could not say for so long that it goes on must expect that another does: it ends before that one begins.
      if (timers.elapsed() >= held_until_ms) stopper.abort(new Stopping('the hold on the job ran out'));
      void renew().catch(onTrouble);
    });
    let end: Settlement;
    try {
      const handler = handlers[job.kind];
      if (!handler)
        // While a newer version is being put in place beside this one, its processes know it.
        throw new Problem(
          'busy',
          'This version knows no such job; look whether all processes are of one version.',
        );
      const tools: Tools = {
        stop: stopper.signal,
        onProgress: (text) => {
          progress = text;
          queue.tell(jobTopic(job.id), text);
        },
      };
      const done = (): Promise<string> => handler(hold.payload, tools);
      const result = await (following ? following.goOn(`job.${job.kind}`, job.traceparent, done) : done());
      end = { status: 'done', result };
    } catch (error) {
      end = settlementOf(job, stopper.signal.aborted ? stopper.signal.reason : error, chance());
      if (!(error instanceof GivenUp) && asProblem(error).code === 'internal') onTrouble(error);
    } finally {
      stopRenewing();
    }
    return settle(hold, end);
  }

  async function settle(hold: Hold, end: Settlement): Promise<Verdict> {
    const { counted, more } = await writtenDown(hold, end);
    if (counted) observe?.(hold.job.kind, end);
    queue.tell(jobTopic(hold.job.id), '');
    if (counted && more === 'held') await sayWord(hold.lane, hold.job.urgency);
    return end.status === 'waiting' && counted ? { again_ms: Math.max(end.after_ms, 1) } : 'done';
  }

  /** The ledger may be away when the work is over; work that is done need not be done again for that. */
  async function writtenDown(hold: Hold, end: Settlement): ReturnType<JobLedger['settle']> {
    const until_ms = timers.elapsed() + LIMITS.job_settle_seconds_max * 1_000;
    for (;;) {
      try {
        return await ledger.settle(hold, end);
      } catch (error) {
        onTrouble(error);
        if (timers.elapsed() >= until_ms) throw error;
        await pause(timers, SETTLE_AGAIN_MS);
      }
    }
  }

  return {
    put: (order) => {
      const put = async (): Promise<Job> => {
        const job = await ledger.put(order, following?.traceparent() ?? null);
        if (isOpen(job.status)) await sayWord(job.lane, job.urgency);
        return job;
      };
      return following ? following.in('job.put', put) : put();
    },
    follow: (id, onProgress) => followJob({ queue, ledger, timers }, id, onProgress),
    cancel: async (id) => {
      const job = await ledger.cancel(id);
      queue.tell(jobTopic(id), '');
      return job;
    },
    putBack: async (id) => {
      const job = await ledger.putBack(id);
      await sayWord(job.lane, job.urgency);
      return job;
    },
    list: (limit) => ledger.list(limit),
    stands: async () => {
      const asked_ms = timers.elapsed();
      const carried = await queue.stands().catch(() => null);
      const answerSeconds = carried === null ? null : (timers.elapsed() - asked_ms) / 1_000;
      const kept = await ledger.standing();
      return {
        up: carried !== null,
        answerSeconds,
        waiting: kept.waiting,
        running: kept.running,
        oldestSeconds: kept.oldest_seconds,
        setAside: kept.setAside,
        messages: carried?.waiting ?? null,
        deadLetters: carried?.dead ?? null,
      };
    },
    work: async (known, at_once_max) => {
      handlers = known;
      taking = await queue.take(workOnLane, at_once_max);
      stopLooking = timers.every(LIMITS.job_look_seconds * 1_000, lookNow);
      lookNow();
    },
    stop: async (grace_ms) => {
      stopLooking?.();
      for (const end of unsaid.values()) end();
      unsaid.clear();
      const stopped = taking?.stop();
      const patience = timers.after(grace_ms, () => {
        for (const stopper of underWay.keys()) stopper.abort(new Stopping('this process stops'));
      });
      await stopped?.catch(onTrouble);
      patience();
    },
  };
}

/** What a failed try leaves: an end with its reason, or another try. */
function settlementOf(job: Job, error: unknown, chance: number): Settlement {
  if (error instanceof Stopping) return { status: 'waiting', after_ms: 0, reason: null };
  const { code, message } = asProblem(error instanceof GivenUp ? error.problem : error);
  const reason: JobReason = { code, message };
  if (code === 'stopped') return { status: 'cancelled', reason };
  if (error instanceof GivenUp || PROBLEMS[code].remedy !== 'retry') return { status: 'failed', reason };
  if (job.tries < job.tries_max) return { status: 'waiting', after_ms: backoffMs(job.tries, chance), reason };
  return { status: job.tries_max > 1 ? 'set_aside' : 'failed', reason };
}
