import { hash, verify } from '@node-rs/argon2';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';

/** Argon2id (RFC 9106), the second of its recommended settings: 64 MiB, three passes, four lanes. */
const COST: HashingCost = { memoryCost: 65_536, timeCost: 3, parallelism: 4 };

/** `memoryCost` in KiB. */
export interface HashingCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

export interface PasswordHashing {
  /** In the PHC format. Rejects with `busy` where too many wait. */
  hash(password: string): Promise<string>;
  /** Against no hash it takes as long as against one, and gives false. Rejects with `busy`. */
  matches(hashed: string | null, password: string): Promise<boolean>;
}

/** A few at a time: each takes much memory on purpose, and nobody may exhaust it by asking often. */
export function createPasswordHashing(cost: HashingCost = COST): PasswordHashing {
  const waiting: (() => void)[] = [];
  let running = 0;
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= LIMITS.password_hashes_at_once_max) {
      if (waiting.length >= LIMITS.password_hashes_waiting_max) {
        throw new Problem('busy', 'Too many people are signing in just now; try again in a moment.');
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
  let nobody: Promise<string> | null = null;
  return {
    hash: (password) => inTurn(() => hash(normal(password), cost)),
    matches: (hashed, password) =>
      inTurn(async () => {
        const against = hashed ?? (await (nobody ??= hash('nobody has this password', cost)));
        const same = await verify(against, normal(password));
        return same && hashed !== null;
      }),
  };
}

/** The same characters typed on another keyboard are the same password (NIST SP 800-63B, 3.1.1.2). */
function normal(password: string): string {
  return password.normalize('NFKC');
}
