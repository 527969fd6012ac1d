import type { CompiledQuery, Insertable, InsertQueryBuilder, InsertResult, Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/**
 * An insert that is run with every answer: to say it in SQL takes longer than to run it, and is done once for each number
 * of rows. `build` says it; all that may differ from one time to the next are the cells of `columns`, which stand in this
 * order in the rows.
 */
export function repeatedInsert<T extends keyof Schema>(
  columns: readonly (keyof Insertable<Schema[T]>)[],
  build: (rows: readonly Insertable<Schema[T]>[]) => InsertQueryBuilder<Schema, T, InsertResult>,
): (within: Kysely<Schema>, rows: readonly Insertable<Schema[T]>[]) => Promise<void> {
  const said = new Map<number, CompiledQuery>();
  return async (within, rows) => {
    if (rows.length === 0) return;
    const parameters = rows.flatMap((row) => columns.map((column) => row[column]));
    let query = said.get(rows.length);
    if (!query) {
      query = build(rows).compile();
      if (parameters.some((cell, at) => query?.parameters[at] !== cell)) {
        throw new TypeError('the values of a repeated insert are not its cells');
      }
      said.set(rows.length, query);
    }
    await within.executeQuery({ ...query, parameters });
  };
}
