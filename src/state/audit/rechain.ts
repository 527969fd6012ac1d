import type { Records } from '../records.ts';
import { endOf, mark } from './end.ts';
import { renamePeople } from './people.ts';

/**
 * Goes on with the newest key of the log, from the next entry on. What stands there keeps its codes, which no later
 * entry would follow otherwise; the keys of before check them, and whoever has one of those can neither change an entry
 * of its time nor add one.
 */
export async function rechain(records: Records): Promise<void> {
  await records.db.transaction().execute(async (transaction) => {
    const end = await endOf(records, transaction);
    await renamePeople(records, transaction);
    await mark(transaction, { ...end, key: records.keys.newest('audit') });
  });
  await records.keys.retireOlder();
}
