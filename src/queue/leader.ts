import { LIMITS } from '../vocabulary/limits.ts';

/** What one process at a time may do, for a while, with a fence that tells a later holder from an earlier one. */
export interface Leases {
  /** Gives the fence; null where another holds it. */
  take(name: string, lease_ms: number): Promise<number | null>;
  /** Whether it is still this holder's. */
  renew(name: string, fence: number, lease_ms: number): Promise<boolean>;
  release(name: string, fence: number): Promise<void>;
  /** The fence under which it is held now; null where nobody holds it. */
  holder(name: string): Promise<number | null>;
}

export interface Leader {
  /** Whether this process leads now; asked before each piece of work that one process alone should do. */
  leads(): Promise<boolean>;
  /** Leaves the place to another at once. */
  resign(): Promise<void>;
}

/** Leads as long as it asks again within the lease; an earlier leader that slept finds another in its place. */
export function createLeader(leases: Leases, name: string): Leader {
  const lease_ms = LIMITS.job_lease_seconds * 3_000;
  let fence: number | null = null;
  return {
    leads: async () => {
      if (fence !== null && (await leases.renew(name, fence, lease_ms))) return true;
      fence = await leases.take(name, lease_ms);
      return fence !== null;
    },
    resign: async () => {
      if (fence !== null) await leases.release(name, fence);
      fence = null;
    },
  };
}
