import { createHash } from 'node:crypto';
import { MadeOnce } from '../vocabulary/made-once.ts';
import type { AccountSet } from '../vocabulary/scope.ts';

const DIGESTS = new MadeOnce<string>();

/**
 * Stands for accounts in the key of what is remembered: the same for the same ones in the same order. Whoever asks again
 * comes with the same list, which nobody changes, so thousands of ids are read once and not with every question.
 */
export function accountsDigest(accounts: AccountSet): string {
  if (accounts === 'all') return accounts;
  return DIGESTS.of(accounts, [], () =>
    createHash('sha256').update(JSON.stringify(accounts)).digest('base64url'),
  );
}
