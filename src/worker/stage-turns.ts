import type { Leases } from '../queue/leader.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { pause, type Timers } from '../vocabulary/timers.ts';

/** A turn at the staged rows. */
export interface StageTurn {
  /** Grows with every turn: tells a later one from an earlier one. */
  readonly fence: number;
  /** Aborted when the turn was lost to another: whoever has it works no more, and publishes nothing. */
  readonly lost: AbortSignal;
  /** Ends the turn; calling that twice changes nothing. */
  end(): Promise<void>;
}

/** Whose turn it is at the staged rows of a home. */
export interface StageTurns {
  /** Resolves when it is the caller's turn. */
  take(): Promise<StageTurn>;
}

/** Where one process has the home alone: in the order of asking, and never lost. */
export function turnsOfOneProcess(): StageTurns {
  let last: Promise<void> = Promise.resolve();
  let turns = 0;
  return {
    take: async () => {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await before;
      turns += 1;
      return {
        fence: turns,
        lost: new AbortController().signal,
        end: async () => Promise.resolve(resolve()),
      };
    },
  };
}

/** The lease that a turn at the staged rows is. */
export const STAGE = 'stage';
const LOOK_AGAIN_MS = 250;
const LEASE_MS = LIMITS.job_lease_seconds * 1_000;

/**
 * Where several processes share a home: by a lease, which a process that is gone loses. One that sleeps loses it, too,
 * and one that cannot say that it goes on: it takes its turn for lost before another can have it.
 */
export function turnsByLease(
  leases: Leases,
  timers: Timers,
  onTrouble: (error: unknown) => void,
): StageTurns {
  return {
    take: async () => {
      for (;;) {
        const asked_ms = timers.elapsed();
        const fence = await leases.take(STAGE, LEASE_MS);
        if (fence !== null) return turnOf(leases, fence, asked_ms + LEASE_MS, timers, onTrouble);
        await pause(timers, LOOK_AGAIN_MS);
      }
    },
  };
}

function turnOf(
  leases: Leases,
  fence: number,
  first_until_ms: number,
  timers: Timers,
  onTrouble: (error: unknown) => void,
): StageTurn {
  const loser = new AbortController();
  let held_until_ms = first_until_ms;
  const lose = (): void => {
    stop();
    loser.abort();
  };
  const renew = async (): Promise<void> => {
    const asked_ms = timers.elapsed();
    if (await leases.renew(STAGE, fence, LEASE_MS)) held_until_ms = asked_ms + LEASE_MS;
    else lose();
  };
  const stop = timers.every(LIMITS.job_follow_seconds * 1_000, () => {
    if (timers.elapsed() >= held_until_ms) lose();
    else void renew().catch(onTrouble);
  });
  return {
    fence,
    lost: loser.signal,
    end: async () => {
      stop();
      // A lease that cannot be given back runs out.
      await leases.release(STAGE, fence).catch(onTrouble);
    },
  };
}
