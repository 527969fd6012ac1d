import type { MasterKey } from '../security/master-key.ts';
import type { Records } from '../state/records.ts';
import { resealFields } from '../state/reseal.ts';
import { signingKeysOf } from '../state/signing-keys.ts';
import type { Rotation } from '../vocabulary/custody.ts';

/** `signing`: only the key that tokens are signed with. */
export type RotateKeys = (only: 'signing' | null) => Promise<Rotation>;

const SETTLE_MS = 2_000;

/**
 * A new master key where it is ours to make, a new key to sign tokens with, and a new key for fields, under which every value is sealed anew while
 * everybody goes on working. Called again after an interruption, it goes on instead of beginning anew.
 */
export function createRotateKeys(records: Records, master: MasterKey, settleMs = SETTLE_MS): RotateKeys {
  let running: Promise<Rotation> | null = null;
  const signingKeys = signingKeysOf(records);
  const rotate = async (): Promise<Rotation> => {
    const { keys } = records;
    // Fields with an older key are left from a rotation that was interrupted: the newest key is new enough then.
    if (keys.all('fields').length === 1) await keys.renew('fields');
    await keys.rewrap(master.begin === null ? master.wrapping : await master.begin());
    const retired = await master.finish();
    await signingKeys.rotate();
    await keys.renew('signin');
    await keys.forgetOlder('signin');
    const values = await resealFields(records, { settleMs });
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
