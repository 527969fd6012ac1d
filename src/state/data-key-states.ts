import type { DataKeyState } from '../vocabulary/operations.ts';
import type { Records } from './records.ts';

/** How old the data keys are, without anything of the keys themselves. */
export async function dataKeyStates({ db }: Pick<Records, 'db'>): Promise<readonly DataKeyState[]> {
  const rows = await db
    .selectFrom('data_keys')
    .select(({ fn }) => ['purpose', fn.countAll<number>().as('keys'), fn.max('made_at').as('newest')])
    .groupBy('purpose')
    .orderBy('purpose')
    .execute();
  return rows.map(({ purpose, keys, newest }) => ({ purpose, keys, newestAt: newest }));
}
