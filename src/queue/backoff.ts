import { LIMITS } from '../vocabulary/limits.ts';

/**
 * How long to wait after the `tries`-th try that failed: twice as long each time, up to a limit, and by chance between
 * half of that and all of it, so that what failed together does not come back together. `chance`: from 0 to 1.
 */
export function backoffMs(tries: number, chance: number): number {
  const longest = LIMITS.job_pause_seconds_min * 1_000 * 2 ** Math.min(tries - 1, 30);
  return Math.round(Math.min(longest, LIMITS.job_pause_seconds_max * 1_000) * (0.5 + chance / 2));
}
