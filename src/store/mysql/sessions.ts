import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../vocabulary/problem.ts';
import type { Address } from './address.ts';
import { isPassing, serverProblem } from './server-problems.ts';
import { openSession, type Purpose, type Session } from './session.ts';

const RETRY_MS = 50;
const RETRY_MS_MAX = 1_000;

/** Sessions of one user that are opened as they are needed and kept for the next one who needs one. */
export class Sessions {
  readonly #address: Address;
  readonly #purpose: Purpose;
  readonly #idle_max: number;
  #idle: Session[] = [];
  #busy = new Set<Session>();
  #turn = 0;
  #closed = false;

  constructor(address: Address, purpose: Purpose, idle_max: number) {
    this.#address = address;
    this.#purpose = purpose;
    this.#idle_max = idle_max;
  }

  count(): { readonly busy: number; readonly idle: number } {
    return { busy: this.#busy.size, idle: this.#idle.length };
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Does work with a session. Where the server goes away under it, or is away already, the work is begun again with
   * another session until `seconds_max` have passed; work must therefore be safe to begin again. Throws Problems:
   * `store_unavailable`, and what the work throws.
   */
  async with<T>(seconds_max: number, work: (session: Session) => Promise<T>): Promise<T> {
    const deadline = performance.now() + seconds_max * 1_000;
    for (let delay = RETRY_MS; ; delay = Math.min(2 * delay, RETRY_MS_MAX)) {
      if (this.#closed) throw closedProblem();
      try {
        return await this.#once(work);
      } catch (error) {
        if (this.#closed) throw closedProblem(error);
        if (error instanceof Problem || !isPassing(error)) throw error;
        if (performance.now() + delay > deadline) throw serverProblem(error);
        this.#turn += 1;
        await sleep(delay);
      }
    }
  }

  /** Stops what a session does, from a session beside it; one that can't be stopped so is given up. */
  async stop(session: Session): Promise<void> {
    try {
      const other = await openSession(this.#address, this.#purpose, this.#turn);
      await other.query(`KILL QUERY ${session.id}`).finally(() => other.destroy());
    } catch {
      session.destroy();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const session of this.#busy) session.destroy();
    await Promise.all(this.#idle.splice(0).map((session) => session.end()));
  }

  async #once<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#take();
    this.#busy.add(session);
    let clean = false;
    try {
      const result = await work(session);
      clean = true;
      return result;
    } finally {
      this.#busy.delete(session);
      if (clean && session.usable && !this.#closed && this.#idle.length < this.#idle_max)
        this.#idle.push(session);
      else session.destroy();
    }
  }

  async #take(): Promise<Session> {
    for (let session = this.#idle.pop(); session !== undefined; session = this.#idle.pop()) {
      if (session.usable) return session;
      session.destroy();
    }
    return openSession(this.#address, this.#purpose, this.#turn);
  }
}

export function closedProblem(cause?: unknown): Problem {
  return new Problem('store_unavailable', 'The store is being closed; try again once it is up.', { cause });
}
