/** What time a server has, as this process reckons it from its last looks. */
export interface ServerClock {
  readonly now: () => Date;
  /** Looks at the server's clock. Rejects where the server does not answer; what was known by then goes on. */
  measure(): Promise<void>;
}

/** A look at the server's clock: what it said was so at some moment of the call. */
interface Look {
  /** Of the server's clock since 1970, less this process's `elapsed`. */
  readonly ahead_ms: number;
  readonly off_by_ms_max: number;
  readonly at_ms: number;
}

/** By how much two quartz clocks part in a second at the most, well-kept or not. */
const DRIFT_MS_PER_SECOND = 0.5;
/** A clock that is put right by less than this stands still rather than going back. */
const STEP_BACK_MS = 1_000;

/**
 * A server's clock between two looks at it, carried on by milliseconds that never go back, whatever the clock of this
 * machine says or is set to. Of two looks the surer counts: one that waited long says little. One that the look
 * before cannot be right beside tells of a clock that was set, and counts.
 */
export async function serverClock(ask: () => Promise<Date>, elapsed: () => number): Promise<ServerClock> {
  const look = async (): Promise<Look> => {
    const asked_ms = elapsed();
    const server_ms = (await ask()).getTime();
    const at_ms = elapsed();
    const off_by_ms_max = (at_ms - asked_ms) / 2 + 1;
    return { ahead_ms: server_ms - (asked_ms + at_ms) / 2, off_by_ms_max, at_ms };
  };
  let best = await look();
  let told_ms = Number.NEGATIVE_INFINITY;
  return {
    now: () => {
      const reckoned_ms = best.ahead_ms + elapsed();
      const isBack = reckoned_ms < told_ms && told_ms - reckoned_ms < STEP_BACK_MS;
      told_ms = isBack ? told_ms : reckoned_ms;
      return new Date(told_ms);
    },
    measure: async () => {
      const next = await look();
      const before_ms = offByNow(best, next.at_ms);
      const isSet = Math.abs(next.ahead_ms - best.ahead_ms) > before_ms + next.off_by_ms_max;
      if (isSet || next.off_by_ms_max <= before_ms) best = next;
    },
  };
}

function offByNow(look: Look, at_ms: number): number {
  return look.off_by_ms_max + ((at_ms - look.at_ms) / 1_000) * DRIFT_MS_PER_SECOND;
}
