import type { Transaction } from 'kysely';
import type { KeyRing } from '../key-ring.ts';
import type { Records } from '../records.ts';
import type { Schema } from '../schema.ts';
import { macOfHead } from './chain.ts';

/** The end of the log, and the key with which it goes on. */
export interface End {
  sequence: number;
  last: string;
  readonly key: string;
}

/**
 * Takes the end of the log for this transaction alone: of several processes, one writes at a time. It goes on with the
 * key that its end is marked with, whichever of them learnt of a newer one first.
 */
export async function endOf(
  {
    keys,
    rightsChanges,
  }: Pick<Records, 'rightsChanges'> & { readonly keys: Pick<KeyRing, 'all' | 'newest'> },
  transaction: Transaction<Schema>,
): Promise<End> {
  // Where this process alone writes, its transactions come one after the other as it is.
  const isShared = rightsChanges === null;
  if (isShared) await transaction.updateTable('audit_head').set({ id: 1 }).where('id', '=', 1).execute();
  const head = await transaction.selectFrom('audit_head').selectAll().executeTakeFirst();
  if (!head) throw new TypeError('the end of the audit log is not marked any more');
  const { sequence, last } = head;
  const marked = keys.all('audit').find((key) => macOfHead(key, sequence, last) === head.mac);
  return { sequence, last, key: marked ?? keys.newest('audit') };
}

export async function mark(transaction: Transaction<Schema>, { sequence, last, key }: End): Promise<void> {
  await transaction
    .updateTable('audit_head')
    .set({ sequence, last, mac: macOfHead(key, sequence, last) })
    .where('id', '=', 1)
    .execute();
}
