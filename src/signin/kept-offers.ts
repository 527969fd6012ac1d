import { z } from 'zod';
import { seal, unseal } from '../security/seal.ts';
import { LIMITS } from '../vocabulary/limits.ts';

/** What is being set up lies with the browser meanwhile, sealed: nothing is kept of what is never finished. */
export interface KeptOffers {
  keep(user: string, what: OfferedFactor, value: string): string;
  /** Null where it is not of this person, of something else, too old, or not ours. */
  kept(user: string, what: OfferedFactor, sealed: string): string | null;
}

export type OfferedFactor = 'authenticator' | 'passkey';

const Kept = z.strictObject({
  user: z.string(),
  what: z.enum(['authenticator', 'passkey']),
  value: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
});

const PLACE = 'a factor that is being set up';
const MS_MAX = LIMITS.signin_attempt_minutes_max * 60_000;

/** `keys`: the newest first; hexadecimal. */
export function createKeptOffers(keys: () => readonly [string, ...string[]], now: () => Date): KeptOffers {
  return {
    keep: (user, what, value) => {
      const kept: z.infer<typeof Kept> = { user, what, value, at: now().getTime() };
      return seal(keys()[0], JSON.stringify(kept), PLACE);
    },
    kept: (user, what, sealed) => {
      const opened = open(keys(), sealed);
      if (opened === null || opened.user !== user || opened.what !== what) return null;
      return now().getTime() - opened.at > MS_MAX ? null : opened.value;
    },
  };
}

function open(keys: readonly [string, ...string[]], sealed: string): z.infer<typeof Kept> | null {
  try {
    return Kept.parse(JSON.parse(unseal(keys, sealed, PLACE)));
  } catch {
    return null;
  }
}
