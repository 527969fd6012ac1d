import { LIMITS } from '../vocabulary/limits.ts';

/** What was seen last: null where whoever was asked failed, or has not answered for long. */
export type Lookout<T> = () => Promise<T | null>;

/**
 * Asks for a fact that may be slow to come, once at a time. Whoever looks waits for a moment; where the answer is not
 * there by then, what was seen last stands, until it has been waited for too long.
 */
export function lookout<T>(
  ask: () => Promise<T>,
  onTrouble: (error: unknown) => void,
  clock: () => number = () => performance.now(),
): Lookout<T> {
  let seen: T | null = null;
  let hasSeen = false;
  let asking: { readonly since_ms: number; readonly answer: Promise<void> } | null = null;

  const answered = async (): Promise<void> => {
    try {
      seen = await ask();
    } catch (error) {
      seen = null;
      onTrouble(error);
    }
    hasSeen = true;
    asking = null;
  };
  const begin = (): NonNullable<typeof asking> => (asking = { since_ms: clock(), answer: answered() });

  return async () => {
    const { since_ms, answer } = asking ?? begin();
    const left_ms = LIMITS.status_part_seconds_max * 1_000 - (clock() - since_ms);
    await Promise.race([answer, pass(hasSeen ? Math.min(left_ms, LIMITS.status_wait_ms_max) : left_ms)]);
    const isLate = asking !== null && clock() - since_ms >= LIMITS.status_part_seconds_max * 1_000;
    return isLate ? null : seen;
  };
}

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)).unref());
}
