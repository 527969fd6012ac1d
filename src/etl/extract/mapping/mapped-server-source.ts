import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { sourceTable } from '../../../model/source-tables.ts';
import { chunkBatches } from '../chunk-batches.ts';
import type { ChunkedInput } from '../chunked-input.ts';
import type { InputServer } from '../input-server.ts';
import type { Position, RawBatch, Source, SourceStream } from '../source.ts';
import type { MappedTable } from './compile-mapping.ts';
import { fillInputTable, fillInputTablePacked, makeInputTable } from './fill-input-table.ts';
import { quote } from './input-tables.ts';
import type { InputTable } from './input-tables.ts';
import { canonical, openMappingDatabase, unmapped, unusableBy } from './mapping-database.ts';
import type { MappingDatabase } from './mapping-database.ts';
import type { Mapping } from './mapping.ts';

/**
 * What a server holds as canonical tables, by a mapping. Each chunk of an input passes through a database of its own,
 * where the mapping's expressions run; nothing of it stays but the keys of tables that are told once.
 */
export function mappedServerSource(server: InputServer, mapping: Mapping): Source {
  let opened: Promise<Opened> | null = null;
  let line = 1;
  const open = (): Promise<Opened> =>
    (opened ??= openInputs(server, mapping).catch((error: unknown) => {
      opened = null;
      throw error;
    }));
  return {
    check: async () => {
      await server.check();
      await open();
    },
    list: async () => {
      const { database } = await open();
      const streams = [...Map.groupBy(database.tables, ({ table }) => table)].map(
        ([table, parts]): SourceStream => ({
          table,
          file: parts.find(({ input }) => input !== null)?.input?.file ?? mapping.name,
          columns: [...new Set(parts.flatMap(({ columns }) => columns))],
          unusable: unusableBy(mapping, database.unusable.get(table)),
        }),
      );
      return {
        streams,
        declared: mapping.delivery ?? null,
        ignored: unmapped(mapping, database.inputs),
        inputs: [...database.inputs].map(([name, { columns }]) => ({ name, columns })),
        steady: 'nothing',
      };
    },
    read: async function* (stream, columns, since) {
      for await (const { rows, position } of mappedRows(await open(), mapping, stream, columns, since)) {
        yield* chunkBatches(rows, columns, line, position) satisfies Iterable<RawBatch>;
        line += rows.length;
      }
    },
    receipts: async ({ file, table }) => [{ file, table, bytes: null, sha256: null }],
    close: async () => {
      const held = await opened?.catch(() => null);
      held?.database.connection.closeSync();
      held?.database.instance.closeSync();
      await server.close();
    },
  };
}

interface Opened {
  readonly database: MappingDatabase;
  readonly inputs: ReadonlyMap<string, ChunkedInput>;
}

async function openInputs(server: InputServer, mapping: Mapping): Promise<Opened> {
  const inputs = new Map<string, ChunkedInput>();
  for (const [name, input] of Object.entries(mapping.inputs)) {
    inputs.set(name, await server.input(name, input, mapping));
  }
  const database = await openMappingDatabase(mapping, async (connection) => {
    const tables = new Map<string, InputTable>();
    for (const [name, { label, columns }] of inputs) {
      const table: InputTable = { table: `input_${name}`, file: label, parts: [], columns, faults: [] };
      await makeInputTable(connection, table);
      tables.set(name, table);
    }
    return tables;
  });
  return { database, inputs };
}

/** `part` of a table's parts is being read; `inputs` has the positions of the parts, by their places. */
const PartsPosition = z.object({
  of: z.string(),
  part: z.int(),
  inputs: z.record(z.string(), z.string()),
});

interface MappedChunk {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly position: Position | null;
}

async function* mappedRows(
  { database, inputs }: Opened,
  mapping: Mapping,
  stream: SourceStream,
  columns: readonly string[],
  since: Position | null,
): AsyncGenerator<MappedChunk> {
  const parts = database.tables.filter(({ table }) => table === stream.table);
  const of = createHash('sha256')
    .update(JSON.stringify([mapping.inputs, mapping.tables[stream.table]]))
    .digest('hex');
  const begun = begunAt(of, since);
  const positions: Record<string, string> = { ...begun.inputs };
  if (since === null) await database.connection.run(`DROP TABLE IF EXISTS told_${stream.table}`);
  const written = (part: number): Position => JSON.stringify({ of, part, inputs: positions });
  for (const [place, part] of parts.entries()) {
    if (place < begun.part) continue;
    const next = place + 1 === parts.length ? 0 : place + 1;
    const [, input = null] = [...inputs].find(([name]) => `input_${name}` === part.input?.table) ?? [];
    if (input === null || part.input === null) {
      yield { rows: await rowsOf(database.connection, part, stream, columns), position: written(next) };
      continue;
    }
    for await (const chunk of input.chunks(input.columns, positions[place] ?? null)) {
      if (chunk.packed === undefined)
        await fillInputTable(database.connection, part.input, chunk.rows, mapping.missing);
      else await fillInputTablePacked(database.connection, part.input, chunk.packed, mapping.missing);
      const rows = await rowsOf(database.connection, part, stream, columns);
      if (chunk.position !== null) positions[place] = chunk.position;
      yield { rows, position: chunk.position === null ? null : written(place) };
    }
    yield { rows: [], position: written(next) };
  }
}

function begunAt(of: string, since: Position | null): { part: number; inputs: Record<string, string> } {
  const read = since === null ? null : PartsPosition.safeParse(JSON.parse(since)).data;
  return read?.of === of ? read : { part: 0, inputs: {} };
}

/** What a part makes of the rows in its input; of those that are told once, the ones whose key is new. */
async function rowsOf(
  connection: DuckDBConnection,
  part: MappedTable,
  stream: SourceStream,
  columns: readonly string[],
): Promise<MappedChunk['rows']> {
  const sql = part.once.length === 0 ? part.sql : await firstTold(connection, part);
  const made = (await connection.runAndReadAll(sql)).getColumns();
  const types = sourceTable(stream.table).columns;
  const [lines = [], ...values] = made;
  const places = columns.map((column) => part.columns.indexOf(column));
  return lines.map((_line, row) =>
    columns.map((column, index) =>
      canonical(column, types[column]?.type, values[places[index] ?? -1]?.[row]),
    ),
  );
}

async function firstTold(connection: DuckDBConnection, { table, sql, once }: MappedTable): Promise<string> {
  const keys = once.map(quote).join(', ');
  const known = `told_${table}`;
  await connection.run(`CREATE TABLE IF NOT EXISTS ${known} AS SELECT ${keys} FROM (${sql}) LIMIT 0`);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE fresh AS SELECT m.* FROM (${sql}) m ANTI JOIN ${known} k ON ${once
      .map((column) => `m.${quote(column)} = k.${quote(column)}`)
      .join(' AND ')}`,
  );
  await connection.run(`INSERT INTO ${known} SELECT ${keys} FROM fresh`);
  return 'SELECT * FROM fresh';
}
