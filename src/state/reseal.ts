import { setImmediate as yieldTurn, setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { keyId } from '../security/seal.ts';
import type { Records } from './records.ts';
import { SEALED_COLUMNS, type SealedColumn, type SealedRow } from './sealed-columns.ts';

const BATCH_ROWS = 200;

export interface ResealOptions {
  /** Hears how many values have been sealed anew. */
  readonly onProgress?: (values: number) => void;
  /**
   * How long to wait, after a pass that found nothing, for what was sealed with an older key and is still on its way
   * into the records.
   */
  readonly settleMs: number;
}

/**
 * Seals every field with the newest key, a few rows at a time between the work of others, and forgets the older keys
 * once nothing needs them. A value that changes meanwhile stays as it was changed. What is interrupted goes on where it
 * was when it is called again. Resolves with the number of values.
 */
export async function resealFields(records: Records, options: ResealOptions): Promise<number> {
  let sealed = 0;
  const pass = async (): Promise<number> => {
    const before = sealed;
    for (const column of SEALED_COLUMNS) {
      for (let count = BATCH_ROWS; count === BATCH_ROWS;) {
        count = await resealBatch(records, column);
        sealed += count;
        options.onProgress?.(sealed);
        // The embedded records work within one turn of the event loop: others get theirs between batches.
        await yieldTurn();
      }
    }
    return sealed - before;
  };
  while ((await pass()) > 0);
  do await pause(options.settleMs);
  while ((await pass()) > 0);
  await records.keys.forgetOlder('fields');
  return sealed;
}

async function resealBatch({ db, keys, sealing }: Records, column: SealedColumn): Promise<number> {
  const newest = `s1.${keyId(keys.newest('fields'))}.`;
  const table = sql.table(column.table);
  const name = sql.ref(column.column);
  const wanted = [...new Set([...column.key, ...column.besides])].map((each) => sql.ref(each));
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<SealedRow>`
      select ${sql.join(wanted)}, ${name} as sealed from ${table}
      where ${name} is not null and substr(${name}, 1, ${newest.length}) <> ${newest} limit ${BATCH_ROWS}
    `.execute(transaction);
    for (const row of rows) {
      const place = column.place(row);
      const again = sealing.seal(sealing.open(String(row['sealed']), place), place);
      const same = column.key.map((each) => sql`${sql.ref(each)} = ${row[each]}`);
      await sql`
        update ${table} set ${name} = ${again} where ${sql.join(same, sql` and `)} and ${name} = ${row['sealed']}
      `.execute(transaction);
    }
    return rows.length;
  });
}
