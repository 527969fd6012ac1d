import { fc } from '@fast-check/vitest';

/** How many random cases each property meets: a thousand, or as many as a nightly run asks for. */
export const RUNS = { numRuns: fc.readConfigureGlobal().numRuns ?? 1_000 };
