import type { MasterKey } from '../security/master-key.ts';
import { rechain } from '../state/audit/rechain.ts';
import type { DataKeyPurpose } from '../state/key-ring.ts';
import type { Records } from '../state/records.ts';
import { resealFields } from '../state/reseal.ts';
import { signingKeysOf } from '../state/signing-keys.ts';
import type { Rotation } from '../vocabulary/custody.ts';

/** `signing`: only the key that tokens are signed with. */
export type RotateKeys = (only: 'signing' | null) => Promise<Rotation>;

/** Puts encrypted files under the newest keys of the ring, which still has those of before. */
export interface ResealFiles {
  readonly store: () => Promise<void>;
  readonly stage: () => Promise<void>;
  /** Runs work while no delivery is being taken in: one has the keys and the files of its beginning. */
  readonly whileNothingIsTakenIn: <T>(work: () => Promise<T>) => Promise<T>;
}

const SETTLE_MS = 2_000;

/**
 * A new master key where it is ours to make, a new key to sign tokens with, and new keys for fields, for the product
 * store and for the staged rows, under which everything is sealed anew while everybody goes on working. The audit log
 * goes on with a new key, and so does what a cache outside holds: what lies there under the one before is not found any
 * more. Called again after an interruption, it goes on instead of beginning anew.
 */
export function createRotateKeys(
  records: Records,
  master: MasterKey,
  files: ResealFiles,
  settleMs = SETTLE_MS,
): RotateKeys {
  let running: Promise<Rotation> | null = null;
  const signingKeys = signingKeysOf(records);
  /** Of a purpose with more than one key the newest is new enough: it is left from a rotation that was interrupted. */
  const renewed = async (purpose: DataKeyPurpose): Promise<void> => {
    if (records.keys.all(purpose).length === 1) await records.keys.renew(purpose);
  };
  const rotate = async (): Promise<Rotation> => {
    const { keys } = records;
    await Promise.all([renewed('fields'), renewed('audit'), renewed('cache'), keys.renew('signin')]);
    await keys.rewrap(master.begin === null ? master.wrapping : await master.begin());
    const retired = await master.finish();
    await signingKeys.rotate();
    await keys.forgetOlder('signin');
    await keys.forgetOlder('cache');
    await rechain(records);
    const values = await resealFields(records, { settleMs });
    for (const purpose of ['stage', 'store'] as const) {
      await files.whileNothingIsTakenIn(async () => {
        await renewed(purpose);
        await files[purpose]();
        await keys.forgetOlder(purpose);
      });
    }
    return { values, master: master.begin === null ? 'kept' : 'renewed', retired };
  };
  return async (only) => {
    if (only === null) return (running ??= rotate().finally(() => (running = null)));
    await signingKeys.rotate();
    return { values: 0, master: 'kept', retired: null };
  };
}

/** Ends a change of the master key that was under way when the program ended, or that the settings ask for. */
export async function finishMasterKey(records: Records, master: MasterKey): Promise<void> {
  if (!master.unfinished) return;
  await records.keys.rewrap(master.wrapping);
  await master.finish();
}
