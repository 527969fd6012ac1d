import { SOURCE_TABLE_NAMES, sourceTable } from '../../../model/source-tables.ts';
import { chunkBatches } from '../chunk-batches.ts';
import { packedBatch } from '../packed-batch.ts';
import type { Source, SourceStream } from '../source.ts';
import type { DatabaseServer } from './database-server.ts';
import { unreadable } from './failures.ts';
import type { DatabaseTable } from './link.ts';

const CHANGED = 'updated_at';
const MIDNIGHT = /T00:00:00(?:\.0+)?Z$/;

/**
 * The canonical tables of a database, each under its own name, all of one moment. Without more said, a delivery is
 * full; where only changes are asked for, tables that have `updated_at` give them and the others come whole.
 */
export function databaseSource(server: DatabaseServer): Source {
  let line = 1;
  const canonical = async (): Promise<ReadonlyMap<string, DatabaseTable>> => {
    const tables = await server.tables();
    return new Map(
      SOURCE_TABLE_NAMES.flatMap((name) => {
        const found = tables.find((table) => table.name.toLowerCase() === name);
        return found ? [[name, found] as const] : [];
      }),
    );
  };
  return {
    check: async () => {
      if ((await canonical()).size > 0) return;
      throw unreadable(
        'The database has no table that Askfolio knows, such as transactions or prices; give a mapping.',
      );
    },
    list: async () => {
      const known = await canonical();
      const streams = [...known].map(([table, { name, columns }]): SourceStream => ({
        table: tableNamed(table),
        file: name,
        columns: columns.map((column) => column.name.toLowerCase()),
        kinds: Object.fromEntries(columns.map((column) => [column.name.toLowerCase(), column.kind])),
        unusable: null,
      }));
      const ignored = (await server.tables())
        .map(({ name }) => name)
        .filter((name) => !known.has(name.toLowerCase()));
      return { streams, declared: 'full', ignored, steady: 'tables' };
    },
    read: async function* (stream, columns, since) {
      const table = (await canonical()).get(stream.table);
      if (table === undefined) throw unreadable(`The table ${stream.file} is gone from the database.`);
      const own = columns.map(
        (name) => table.columns.find((column) => column.name.toLowerCase() === name)?.name ?? name,
      );
      const changed = table.columns.find(({ name }) => name.toLowerCase() === CHANGED)?.name ?? null;
      const input = await server.table(table, changed);
      const types = sourceTable(stream.table).columns;
      const kinds = new Map(table.columns.map(({ name, kind }) => [name, kind]));
      const days = columns.flatMap((name, place) =>
        types[name]?.type === 'day' && kinds.get(own[place] ?? '') !== 'day' ? [place] : [],
      );
      for await (const chunk of input.chunks(own, since)) {
        if (chunk.packed !== undefined && days.length === 0) {
          yield packedBatch(chunk.packed, line, chunk.position);
          line += chunk.packed.rows;
          continue;
        }
        const { rows, position } = chunk;
        const told = days.length === 0 ? rows : rows.map((row) => withDays(row, days));
        yield* chunkBatches(told, columns, line, position);
        line += rows.length;
      }
    },
    receipts: async ({ file, table }) => [{ file, table, bytes: null, sha256: null }],
    close: () => server.close(),
  };
}

function tableNamed(name: string): SourceStream['table'] {
  const table = SOURCE_TABLE_NAMES.find((known) => known === name);
  if (table === undefined) throw new Error(`${name} is no canonical table`);
  return table;
}

/** The midnight of a moment that stands for a day is that day. */
function withDays(row: readonly (string | null)[], days: readonly number[]): readonly (string | null)[] {
  const told = [...row];
  for (const place of days) told[place] = told[place]?.replace(MIDNIGHT, '') ?? null;
  return told;
}
