import { mkdir, mkdtemp, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sourceTable } from '../../../model/source-tables.ts';
import { LIMITS } from '../../../vocabulary/limits.ts';
import type { ReceivedFile } from '../../../vocabulary/run.ts';
import { BatchBuilder } from '../batch-builder.ts';
import { digestOf } from '../file-digest.ts';
import type { FileDigest } from '../file-digest.ts';
import type { RawBatch, Source, SourceStream, StreamPart } from '../source.ts';
import type { MappedTable } from './compile-mapping.ts';
import { loadInputs } from './input-tables.ts';
import type { InputTable } from './input-tables.ts';
import { canonical, openMappingDatabase, unmapped, unusableBy } from './mapping-database.ts';
import type { MappingDatabase } from './mapping-database.ts';
import type { Mapping } from './mapping.ts';

/**
 * Any files as canonical tables, by a mapping. The files are loaded into a database of their own, as text; before the
 * mapping's expressions run there, it is closed to files, networks and settings. Problems: `source_unreadable`,
 * `mapping_invalid`.
 */
export function mappedSource(
  path: string,
  mapping: Mapping,
  scratch: string,
  bytesInMemoryMax: number = LIMITS.mapped_bytes_in_memory_max,
): Source {
  let opened: Promise<MappingDatabase> | null = null;
  const open = (): Promise<MappingDatabase> =>
    (opened ??= openOver(path, mapping, { scratch, bytesInMemoryMax }));
  // A file of which several tables are made is read through once.
  const digests = new Map<string, Promise<FileDigest>>();
  const digestOnce = (file: string): Promise<FileDigest> => {
    const digest = digests.get(file) ?? digestOf(file);
    digests.set(file, digest);
    return digest;
  };
  return {
    check: async () => {
      await open();
    },
    list: async () => {
      const held = await open();
      const { inputs, tables } = held;
      const streams = [...Map.groupBy(tables, ({ table }) => table)].map(([table, parts]): SourceStream => ({
        table,
        file: parts.find(({ input }) => input !== null)?.input?.file ?? mapping.name,
        columns: [...new Set(parts.flatMap(({ columns }) => columns))],
        unusable: unusableBy(mapping, held.unusable.get(table)),
        parts: filesOf(mapping, inputs),
      }));
      return {
        streams,
        declared: mapping.delivery ?? null,
        ignored: unmapped(mapping, inputs),
        inputs: [...inputs].map(([name, { columns }]) => ({ name, columns })),
        steady: 'nothing',
      };
    },
    read: (stream, columns) => read(open, stream, columns),
    receipts: async ({ table, file }) => {
      const { tables } = await open();
      const inputs = new Set(tables.filter((each) => each.table === table).map(({ input }) => input));
      const files = [...inputs].flatMap((input) => input?.parts ?? []);
      if (files.length === 0) return [{ file, table, bytes: null, sha256: null }];
      const receipts: ReceivedFile[] = [];
      for (const each of files) receipts.push({ file: each.file, table, ...(await digestOnce(each.path)) });
      return receipts;
    },
    close: async () => {
      const held = await opened?.catch(() => null);
      held?.connection.closeSync();
      held?.instance.closeSync();
    },
  };
}

async function openOver(
  path: string,
  mapping: Mapping,
  { scratch, bytesInMemoryMax }: { readonly scratch: string; readonly bytesInMemoryMax: number },
): Promise<MappingDatabase> {
  const isLarge = (await bytesAt(path)) > bytesInMemoryMax;
  if (isLarge) await mkdir(scratch, { recursive: true, mode: 0o700 });
  const folder = isLarge ? await mkdtemp(join(scratch, 'inputs-')) : null;
  const firstLine = 1 + writtenRows(mapping);
  return openMappingDatabase(
    mapping,
    (connection) => loadInputs(connection, path, mapping, scratch, { firstLine }),
    folder,
  );
}

/** How much lies at a path; 0 where nothing does. */
async function bytesAt(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() !== true) return found?.size ?? 0;
  const sizes = (await readdir(path)).map(async (name) => (await stat(join(path, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** The most rows that a mapping itself writes of a table: their lines come before those of the files. */
function writtenRows(mapping: Mapping): number {
  const counts = Object.values(mapping.tables).map((parts) =>
    parts.reduce((rows, part) => rows + ('rows' in part ? part.rows.length : 0), 0),
  );
  return Math.max(0, ...counts);
}

/** Every file that was read, and the mapping itself where it writes rows, by their lines. */
function filesOf(mapping: Mapping, inputs: ReadonlyMap<string, InputTable>): readonly StreamPart[] {
  const files = [...inputs.values()].flatMap(({ parts }) => parts);
  const own = writtenRows(mapping) === 0 ? [] : [{ file: mapping.name, firstLine: 1 }];
  return [...own, ...files.map(({ file, firstLine }) => ({ file, firstLine }))];
}

async function* read(
  open: () => Promise<MappingDatabase>,
  stream: SourceStream,
  columns: readonly string[],
): AsyncGenerator<RawBatch> {
  const { connection, tables } = await open();
  const types = sourceTable(stream.table).columns;
  const builder = new BatchBuilder(columns.length);
  const parts = tables.filter(({ table }) => table === stream.table);
  for (const part of parts) {
    const places = columns.map((column) => part.columns.indexOf(column));
    const result = await connection.stream(part.sql);
    for await (const chunk of result) {
      const [lines = [], ...values] = chunk.getColumns();
      for (const [row, line] of lines.entries()) {
        const fields = columns.map((column, index) =>
          canonical(column, types[column]?.type, values[places[index] ?? -1]?.[row]),
        );
        builder.add(Number(line), fields, null);
        if (builder.full) yield builder.take();
      }
    }
  }
  // A line that could not be read is a bad row of the first table that its file makes.
  for (const { line, fault } of faultsOf(stream, tables)) {
    builder.add(
      line,
      columns.map(() => null),
      fault,
    );
    if (builder.full) yield builder.take();
  }
  if (!builder.empty) yield builder.take();
}

function faultsOf(stream: SourceStream, tables: readonly MappedTable[]): InputTable['faults'] {
  const inputs = new Set(tables.map(({ input }) => input).filter((input) => input !== null));
  return [...inputs].flatMap((input) => {
    const main = tables.findLast((each) => each.input === input);
    return main?.table === stream.table ? input.faults : [];
  });
}
