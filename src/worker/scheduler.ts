import { LIMITS } from '../vocabulary/limits.ts';
import { asProblem, PROBLEMS } from '../vocabulary/problem.ts';
import type { Timers } from '../vocabulary/timers.ts';
import type { ScheduledSource } from '../vocabulary/source.ts';
import { nextRun } from './schedule.ts';

export interface SchedulerPorts {
  /** Whether this process keeps the schedule now: of several, one does. */
  readonly leads: () => Promise<boolean>;
  readonly sources: () => Promise<readonly ScheduledSource[]>;
  /** Takes in what a source has, once for each `turn`. Rejects with the Problem with which its run failed. */
  readonly run: (name: string, turn: string) => Promise<void>;
  /** Keeps when a source was last run by its schedule, and what a watched place looked like then. */
  readonly note: (name: string, run: { readonly at: Date; readonly seen: string | null }) => Promise<void>;
  /** What a watched place looks like; null where there is nothing. */
  readonly look: (address: string) => Promise<string | null>;
  readonly now: () => Date;
  readonly timers: Timers;
  readonly onTrouble: (error: unknown) => void;
}

/** What is remembered of a source between two looks at it. */
interface Watched {
  /** What its place looked like at the last look: files that still grow are left alone. */
  seen: string | null;
  running: boolean;
  /** Failures in a row that may pass, and when it is tried again. */
  failures: number;
  retryAt: Date | null;
}

/**
 * Runs sources when their schedule says so, or when what lies at a watched place has changed and stands still. Runs
 * that were missed, because nothing was running, are caught up by one. A source that runs long or fails keeps no other
 * from its turn; a failure that may pass is tried again before the next turn.
 */
export class Scheduler {
  readonly #ports: SchedulerPorts;
  readonly #watched = new Map<string, Watched>();
  readonly #underWay = new Set<Promise<void>>();
  #stop = (): void => undefined;

  constructor(ports: SchedulerPorts) {
    this.#ports = ports;
  }

  start(): void {
    const beat = (): void => void this.look().catch((error: unknown) => this.#ports.onTrouble(error));
    this.#stop = this.#ports.timers.every(LIMITS.schedule_look_seconds * 1_000, beat);
    beat();
  }

  /** Begins nothing more; what is under way is the worker's to end. */
  stop(): void {
    this.#stop();
  }

  /** One look at all sources: those whose turn it is begin to run. */
  async look(): Promise<void> {
    if (!(await this.#ports.leads())) return;
    const sources = await this.#ports.sources();
    for (const source of sources) {
      const watched = this.#watchedOf(source.name);
      const seen = source.watch ? await this.#ports.look(source.address) : null;
      const due = !watched.running && this.#isDue(source, watched, seen);
      watched.seen = seen;
      if (due) this.#begin(source, watched, seen);
    }
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #watchedOf(name: string): Watched {
    const known = this.#watched.get(name) ?? { seen: null, running: false, failures: 0, retryAt: null };
    this.#watched.set(name, known);
    return known;
  }

  #isDue({ schedule, watch, last }: ScheduledSource, watched: Watched, seen: string | null): boolean {
    const now = this.#ports.now();
    if (watched.retryAt !== null) return watched.retryAt <= now;
    if (watch && seen !== null && seen === watched.seen && seen !== last.seen) return true;
    if (schedule === null) return false;
    const next = nextRun(schedule, new Date(last.at));
    return next !== null && next <= now;
  }

  #begin({ name, last }: ScheduledSource, watched: Watched, seen: string | null): void {
    watched.running = true;
    const work = this.#run(name, last.at, watched, seen).finally(() => {
      watched.running = false;
      this.#underWay.delete(work);
    });
    this.#underWay.add(work);
  }

  async #run(name: string, turn: string, watched: Watched, seen: string | null): Promise<void> {
    const { run, note, now, onTrouble } = this.#ports;
    const at = now();
    try {
      await run(name, turn);
      Object.assign(watched, { failures: 0, retryAt: null });
    } catch (error) {
      onTrouble(error);
      const passing = PROBLEMS[asProblem(error).code].remedy === 'retry';
      watched.failures = passing ? watched.failures + 1 : 0;
      const minutes = Math.min(2 ** (watched.failures - 1), LIMITS.schedule_retry_minutes_max);
      watched.retryAt = passing ? new Date(now().getTime() + minutes * 60_000) : null;
    }
    await note(name, { at, seen }).catch(onTrouble);
  }
}
