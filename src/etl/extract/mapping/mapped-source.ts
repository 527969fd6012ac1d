import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { sourceTable } from '../../../model/source-tables.ts';
import type { SourceType } from '../../../model/source-tables.ts';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import { BatchBuilder } from '../batch-builder.ts';
import type { RawBatch, Source, SourceStream } from '../source.ts';
import { cusipOf, isinOf } from '../statement/security-identifiers.ts';
import { compileMapping, expressionsOf, macros } from './compile-mapping.ts';
import type { MappedTable } from './compile-mapping.ts';
import { literal, loadInputs } from './input-tables.ts';
import type { InputTable } from './input-tables.ts';
import type { Mapping } from './mapping.ts';

const NUMBERS: ReadonlySet<SourceType> = new Set(['amount', 'quantity', 'price', 'rate', 'fraction']);

interface Opened {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly inputs: ReadonlyMap<string, InputTable>;
  readonly tables: readonly MappedTable[];
}

/**
 * Any files as canonical tables, by a mapping. The files are loaded into a database of their own, as text; before the
 * mapping's expressions run there, it is closed to files, networks and settings. Problems: `source_unreadable`,
 * `mapping_invalid`.
 */
export function mappedSource(path: string, mapping: Mapping): Source {
  let opened: Promise<Opened> | null = null;
  const open = (): Promise<Opened> => (opened ??= openInputs(path, mapping));
  return {
    check: async () => {
      await open();
    },
    list: async () => {
      const { inputs, tables } = await open();
      const streams = [...Map.groupBy(tables, ({ table }) => table)].map(([table, parts]): SourceStream => ({
        table,
        file: parts.find(({ input }) => input !== null)?.input?.file ?? mapping.name,
        columns: [...new Set(parts.flatMap(({ columns }) => columns))],
        unusable: null,
      }));
      return { streams, declared: mapping.delivery ?? null, ignored: unmapped(mapping, inputs) };
    },
    read: (stream, columns) => read(open, stream, columns),
    receipt: async ({ table, file }) => {
      const { tables } = await open();
      const input = tables.find((each) => each.table === table && each.input !== null)?.input;
      return { file, table, ...(input ? await digestOf(input.path) : { bytes: null, sha256: null }) };
    },
    close: async () => {
      const held = await opened?.catch(() => null);
      held?.connection.closeSync();
      held?.instance.closeSync();
    },
  };
}

async function openInputs(path: string, mapping: Mapping): Promise<Opened> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(LIMITS.etl_threads_max),
    memory_limit: `${String(LIMITS.etl_memory_mb_max)}MB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const inputs = await loadInputs(connection, path, mapping);
  for (const macro of macros(mapping)) await connection.run(macro);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  await refuseBadExpressions(connection, mapping);
  const tables = compileMapping(mapping, inputs);
  for (const table of tables) await refuseUnbound(connection, mapping, table);
  return { instance, connection, inputs, tables };
}

/** An expression is one expression: it neither ends the statement around it nor begins another. */
async function refuseBadExpressions(connection: DuckDBConnection, mapping: Mapping): Promise<void> {
  for (const { place, sql } of expressionsOf(mapping)) {
    const parsed = await connection.runAndReadAll(
      `SELECT json_serialize_sql(${literal(`SELECT (${sql}
)`)})`,
    );
    const [[text] = []] = parsed.getRowsJson();
    if (typeof text !== 'string') throw new Error('a parsed expression is text');
    const tree = JSON.parse(text) as {
      error?: boolean;
      error_message?: string;
      statements?: readonly unknown[];
    };
    if (tree.error === true || tree.statements?.length !== 1) {
      throw invalid(mapping, `${place} is no SQL expression: ${tree.error_message ?? sql}`);
    }
  }
}

async function refuseUnbound(
  connection: DuckDBConnection,
  mapping: Mapping,
  { table, sql }: MappedTable,
): Promise<void> {
  try {
    await connection.run(`EXPLAIN ${sql}`);
  } catch (error) {
    const reason =
      (error instanceof Error ? error.message : '').split('\n')[0]?.replace(/^\w+ Error: /, '') ?? '';
    throw invalid(mapping, `${table}: ${reason}`, error);
  }
}

async function* read(
  open: () => Promise<Opened>,
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

/** Numbers without trailing zeros; identifiers of securities only where their check digit is right. */
function canonical(column: string, type: SourceType | undefined, value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (column === 'isin') return isinOf(value);
  if (column === 'cusip') return cusipOf(value);
  if (type !== undefined && NUMBERS.has(type) && /^-?\d+\.\d*0$/.test(value)) {
    return value.replace(/\.?0+$/, '');
  }
  return value;
}

/** Columns of the files that no expression names. */
function unmapped(mapping: Mapping, inputs: ReadonlyMap<string, InputTable>): readonly string[] {
  const used = expressionsOf(mapping)
    .map(({ sql }) => sql.toLowerCase())
    .join('\n');
  return [...inputs.values()].flatMap(({ file, columns }) =>
    columns.filter((column) => !mentions(used, column.toLowerCase())).map((column) => `${file}: ${column}`),
  );
}

function mentions(expressions: string, column: string): boolean {
  for (let at = expressions.indexOf(column); at >= 0; at = expressions.indexOf(column, at + 1)) {
    const around = `${expressions[at - 1] ?? ' '}${expressions[at + column.length] ?? ' '}`;
    if (!/\w/.test(around)) return true;
  }
  return false;
}

async function digestOf(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path))
    hash.update(chunk instanceof Buffer ? chunk : String(chunk));
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}

function invalid(mapping: Mapping, what: string, cause?: unknown): Problem {
  return new Problem(
    'mapping_invalid',
    `The mapping ${mapping.name}: ${what.replace(/[.;\s]+$/, '')}; docs/sources.md describes mappings.`,
    { cause },
  );
}
