import { z } from 'zod';
import { doneShare, type SplitTransform } from '../etl/transform/share.ts';
import type { Leases } from '../queue/leader.ts';
import type { Queue } from '../queue/port.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import { pause, type Timers } from '../vocabulary/timers.ts';
import { Split } from './messages.ts';
import { STAGE, type StageTurn } from './stage-turns.ts';

/** What a process shares its transforms with others by. */
export interface SharingPlace {
  readonly leases: Leases;
  /** Word of a split transform may be lost, doubled or late: it only invites. */
  readonly word: Pick<Queue, 'tell' | 'hear'>;
  readonly timers: Timers;
  readonly onTrouble: (error: unknown) => void;
}

export interface SharingParts extends SharingPlace {
  /** The folder that all workers have in common. */
  readonly home: string;
  /** Works one share out in a process of its own, which `stop` ends. */
  readonly workShare: (
    split: SplitTransform,
    share: { readonly n: number; readonly fence: number },
    stop: AbortSignal,
  ) => Promise<void>;
}

export interface Sharing {
  /** Has the shares done by whoever is free, this process too. Rejects with what made one fail here. */
  readonly shareOut: (split: SplitTransform, turn: StageTurn, stop: AbortSignal) => Promise<void>;
  /** Works on what others share from now on, one share at a time, until the returned function is called. */
  readonly help: () => () => void;
}

const TOPIC = 'shares';
const INVITE_AGAIN_MS = 5_000;
const LOOK_AGAIN_MS = 500;
const LEASE_MS = LIMITS.job_lease_seconds * 1_000;
/** One transform is shared at a time, for one process at a time has the staged rows. */
const leaseOf = (n: number): string => `share:${String(n)}`;

const Invitation = z.object({ split: Split, turn: z.int() });

/**
 * A share is whose lease it is: when a process is gone, or sleeps, another does its share again, into a file of its
 * own, and the label that is written last says which file counts; they are equal. A share is only worth doing while the
 * turn at the staged rows lasts in which it was split: whoever helps looks whether it does.
 */
export function createSharing(parts: SharingParts): Sharing {
  const { home, leases, word, timers, onTrouble, workShare } = parts;
  let isBusy = false;

  async function openShares({ run, of }: SplitTransform): Promise<readonly number[]> {
    const all = Array.from({ length: of }, (_, n) => n);
    const done = await Promise.all(all.map((n) => doneShare(home, run, n)));
    return all.filter((n) => done[n] === null);
  }

  /** Until all are done, or not worth it any more. */
  async function takePart(split: SplitTransform, stop: AbortSignal): Promise<void> {
    for (;;) {
      const open = await openShares(split);
      if (open.length === 0) return;
      if (stop.aborted) throw new Problem('cut_off', 'Another process has taken this import over.');
      if (!(await takeOne(split, open, stop))) await pause(timers, LOOK_AGAIN_MS);
    }
  }

  async function takeOne(
    split: SplitTransform,
    open: readonly number[],
    stop: AbortSignal,
  ): Promise<boolean> {
    for (const n of open) {
      const asked_ms = timers.elapsed();
      const fence = await leases.take(leaseOf(n), LEASE_MS);
      if (fence === null) continue;
      try {
        if ((await doneShare(home, split.run, n)) === null)
          await holding(n, fence, asked_ms + LEASE_MS, stop, (until) =>
            workShare(split, { n, fence }, until),
          );
      } finally {
        // A lease that cannot be given back runs out.
        await leases.release(leaseOf(n), fence).catch(onTrouble);
      }
      return true;
    }
    return false;
  }

  /** Goes on holding the share's lease; work whose lease is lost is stopped, and that is no failure. */
  async function holding(
    n: number,
    fence: number,
    first_until_ms: number,
    stop: AbortSignal,
    work: (until: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const loser = new AbortController();
    let held_until_ms = first_until_ms;
    const renew = async (): Promise<void> => {
      const asked_ms = timers.elapsed();
      if (await leases.renew(leaseOf(n), fence, LEASE_MS)) held_until_ms = asked_ms + LEASE_MS;
      else loser.abort();
    };
    const stopRenewing = timers.every(LIMITS.job_follow_seconds * 1_000, () => {
      if (timers.elapsed() >= held_until_ms) loser.abort();
      else void renew().catch(onTrouble);
    });
    try {
      await work(AbortSignal.any([stop, loser.signal]));
    } catch (error) {
      if (!loser.signal.aborted) throw error;
    } finally {
      stopRenewing();
    }
  }

  async function helpWith(split: SplitTransform, turn: number): Promise<void> {
    const over = new AbortController();
    const look = async (): Promise<void> => {
      if ((await leases.holder(STAGE)) !== turn) over.abort();
    };
    const stopLooking = timers.every(
      LIMITS.job_follow_seconds * 1_000,
      () => void look().catch(() => over.abort()),
    );
    try {
      await look();
      await takePart(split, over.signal);
    } catch (error) {
      if (!over.signal.aborted) throw error;
    } finally {
      stopLooking();
    }
  }

  return {
    shareOut: async (split, { fence }, stop) => {
      const invite = (): void => word.tell(TOPIC, JSON.stringify({ split, turn: fence }));
      const stopInviting = timers.every(INVITE_AGAIN_MS, invite);
      isBusy = true;
      try {
        invite();
        await takePart(split, stop);
      } finally {
        isBusy = false;
        stopInviting();
      }
    },
    help: () =>
      word.hear((topic, text) => {
        if (topic !== TOPIC || isBusy) return;
        const { split, turn } = Invitation.parse(JSON.parse(text));
        isBusy = true;
        void helpWith(split, turn)
          .catch(onTrouble)
          .finally(() => (isBusy = false));
      }),
  };
}
