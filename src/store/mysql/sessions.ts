import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { Address } from './address.ts';
import { READ_ONLY_LOOK, takesWrites } from './primary.ts';
import { isPassing, isReadOnly, isSilence, readOnlyError, serverProblem } from './server-problems.ts';
import { openSession, type Purpose, type Session } from './session.ts';

const RETRY_MS = 50;
const RETRY_MS_MAX = 1_000;

/** Which of several hosts will do: whichever answers, or the one that takes writes. */
type Place = 'any' | 'primary';

/** Sessions of one user that are opened as they are needed and kept for the next one who needs one. */
export class Sessions {
  readonly #address: Address;
  readonly #purpose: Purpose;
  readonly #place: Place;
  readonly #idle_max: number;
  #idle: Session[] = [];
  #busy = new Set<Session>();
  #turn = 0;
  #closed = false;

  constructor(address: Address, purpose: Purpose, place: Place, idle_max: number) {
    this.#address = address;
    this.#purpose = purpose;
    this.#place = place;
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
   * another session, at the next host, until `seconds_max` have passed; work must therefore be safe to begin again.
   * Throws Problems: `store_unavailable`, and what the work throws.
   */
  async with<T>(seconds_max: number, work: (session: Session) => Promise<T>): Promise<T> {
    const deadline = performance.now() + seconds_max * 1_000;
    for (let delay = RETRY_MS; ; delay = Math.min(2 * delay, RETRY_MS_MAX)) {
      if (this.#closed) throw closedProblem();
      const turn = this.#turn;
      try {
        return await this.#once(work);
      } catch (error) {
        if (this.#closed) throw closedProblem(error);
        const isElsewhere = this.#place === 'primary' && isReadOnly(error);
        if (error instanceof Problem || !(isPassing(error) || isElsewhere)) throw error;
        // Several that fail together at one host go on to one next host.
        if (this.#turn === turn) this.#turn += 1;
        if (performance.now() + delay > deadline) throw serverProblem(error);
        await sleep(delay);
      }
    }
  }

  /** Stops what a session does, from a session beside it; one that can't be stopped so is given up. */
  async stop(session: Session): Promise<void> {
    try {
      const other = await openSession(this.#address, this.#purpose, session.turn);
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
    const unwatch = this.#watch(session);
    let clean = false;
    try {
      const result = await work(session);
      clean = true;
      return result;
    } finally {
      unwatch();
      this.#busy.delete(session);
      if (clean && session.usable && !this.#closed && this.#idle.length < this.#idle_max)
        this.#idle.push(session);
      else session.destroy();
    }
  }

  async #take(): Promise<Session> {
    const session = this.#kept() ?? (await openSession(this.#address, this.#purpose, this.#turn));
    // Who is the primary of a group changes without its connections hearing of it, and so does who is frozen.
    if (!this.#areSeveral) return session;
    const silence = setTimeout(() => session.destroy(), LIMITS.store_look_seconds_max * 1_000);
    try {
      if (!(await takesNoWrites(session)) || this.#place === 'any') return session;
    } catch (error) {
      session.destroy();
      throw error;
    } finally {
      clearTimeout(silence);
    }
    session.destroy();
    throw readOnlyError();
  }

  get #areSeveral(): boolean {
    return this.#address.hosts.length > 1;
  }

  /**
   * Where another host may do, one that is frozen is not waited for: while work goes on its host is dialled now and then,
   * and where nobody takes up the session ends, as if the host were gone.
   */
  #watch(session: Session): () => void {
    if (!this.#areSeveral) return () => undefined;
    let isDialling = false;
    const dial = async (): Promise<void> => {
      if (isDialling) return;
      isDialling = true;
      try {
        (await openSession(this.#address, this.#purpose, session.turn)).destroy();
      } catch (error) {
        // A server that refuses this one is there, and goes on with the other.
        if (isSilence(error)) session.destroy();
      } finally {
        isDialling = false;
      }
    };
    const timer = setInterval(() => void dial(), LIMITS.store_dial_seconds * 1_000);
    return () => clearInterval(timer);
  }

  #kept(): Session | null {
    for (let session = this.#idle.pop(); session !== undefined; session = this.#idle.pop()) {
      if (session.usable) return session;
      session.destroy();
    }
    return null;
  }
}

async function takesNoWrites(session: Session): Promise<boolean> {
  const [row] = await session.query(READ_ONLY_LOOK);
  return !takesWrites(row);
}

export function closedProblem(cause?: unknown): Problem {
  return new Problem('store_unavailable', 'The store is being closed; try again once it is up.', { cause });
}
