import { setTimeout as sleep } from 'node:timers/promises';
import type { Leases } from '../queue/leader.ts';
import { LIMITS } from '../vocabulary/limits.ts';

/** Whose turn it is at the staged rows of a home. */
export interface StageTurns {
  /** Resolves when it is the caller's turn, with what ends it; calling that twice changes nothing. */
  take(): Promise<() => Promise<void>>;
}

/** Where one process has the home alone: in the order of asking. */
export function turnsOfOneProcess(): StageTurns {
  let last: Promise<void> = Promise.resolve();
  return {
    take: async () => {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await before;
      return async () => Promise.resolve(resolve());
    },
  };
}

const STAGE = 'stage';
const LOOK_AGAIN_MS = 250;

/** Where several processes share a home: by a lease, which a process that is gone loses. */
export function turnsByLease(leases: Leases): StageTurns {
  const lease_ms = LIMITS.job_lease_seconds * 1_000;
  return {
    take: async () => {
      let fence = await leases.take(STAGE, lease_ms);
      while (fence === null) {
        await sleep(LOOK_AGAIN_MS);
        fence = await leases.take(STAGE, lease_ms);
      }
      const held = fence;
      // Who loses it all the same is stopped by the file's own lock, or by the version that it publishes upon.
      const renewal = setInterval(
        () => void leases.renew(STAGE, held, lease_ms).catch(() => undefined),
        lease_ms / 5,
      );
      return async () => {
        clearInterval(renewal);
        await leases.release(STAGE, held);
      };
    },
  };
}
