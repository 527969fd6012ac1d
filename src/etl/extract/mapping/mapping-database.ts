import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { SourceTableName, SourceType } from '../../../model/source-tables.ts';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import { cusipOf, isinOf } from '../statement/security-identifiers.ts';
import { compileMapping, expressionsOf, macros } from './compile-mapping.ts';
import type { MappedTable } from './compile-mapping.ts';
import { literal } from './input-tables.ts';
import type { InputTable } from './input-tables.ts';
import type { Mapping } from './mapping.ts';

const NUMBERS: ReadonlySet<SourceType> = new Set(['amount', 'quantity', 'price', 'rate', 'fraction']);

/** A database of its own in which the expressions of a mapping run over its inputs. */
export interface MappingDatabase {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly inputs: ReadonlyMap<string, InputTable>;
  readonly tables: readonly MappedTable[];
  /** Why a table cannot be made of the inputs as they are, for each of those that cannot. */
  readonly unusable: ReadonlyMap<SourceTableName, string>;
}

/**
 * Opens it: `load` makes the tables of the inputs; before the mapping's expressions run, it is closed to files,
 * networks and settings. Inputs that are larger than memory lie in `folder`, encrypted by a key that nobody keeps.
 * Problems: `mapping_invalid`, also where none of its tables can be made of the inputs; and those of `load`.
 */
export async function openMappingDatabase(
  mapping: Mapping,
  load: (connection: DuckDBConnection) => Promise<ReadonlyMap<string, InputTable>>,
  folder: string | null = null,
): Promise<MappingDatabase> {
  const instance = await DuckDBInstance.create(':memory:', {
    ...(folder === null ? {} : { temp_directory: join(folder, 'spill') }),
    threads: String(LIMITS.etl_threads_max),
    memory_limit: `${String(LIMITS.etl_memory_mb_max)}MB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  if (folder !== null) await useFileIn(connection, folder);
  const inputs = await load(connection);
  for (const macro of macros(mapping)) await connection.run(macro);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  await refuseBadExpressions(connection, mapping);
  const tables = compileMapping(mapping, inputs);
  const unusable = await unboundOf(connection, mapping, tables);
  return { instance, connection, inputs, tables, unusable };
}

/** The same for whoever wants all tables or none: `mapping_invalid` where one of them cannot be made of the inputs. */
export async function openFittingDatabase(
  ...[mapping, load]: Parameters<typeof openMappingDatabase>
): Promise<MappingDatabase> {
  const database = await openMappingDatabase(mapping, load);
  const [first] = database.unusable;
  if (first === undefined) return database;
  database.connection.closeSync();
  database.instance.closeSync();
  throw invalid(mapping, first.join(': '));
}

/** Tables are made in a file from here on, and what does not fit into memory is spilled beside it. */
async function useFileIn(connection: DuckDBConnection, folder: string): Promise<void> {
  const key = randomBytes(32).toString('hex');
  await connection.run('SET temp_file_encryption = true; SET force_mbedtls_unsafe = true');
  await connection.run(
    `ATTACH ${literal(join(folder, 'inputs.duckdb'))} AS inputs (ENCRYPTION_KEY '${key}', RECOVERY_MODE no_wal_writes)`,
  );
  await connection.run('USE inputs');
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

/** A source that lost a column stops the tables whose expressions name it, and leaves the others be. */
async function unboundOf(
  connection: DuckDBConnection,
  mapping: Mapping,
  tables: readonly MappedTable[],
): Promise<ReadonlyMap<SourceTableName, string>> {
  const unusable = new Map<SourceTableName, string>();
  for (const { table, sql } of tables) {
    const reason = await unbound(connection, sql);
    if (reason !== null && !unusable.has(table)) unusable.set(table, reason);
  }
  const [first] = unusable;
  const read = new Set(tables.filter(({ input }) => input !== null).map(({ table }) => table));
  if (first !== undefined && [...read].every((table) => unusable.has(table)))
    throw invalid(mapping, first.join(': '));
  return unusable;
}

/** Why a query cannot run over the inputs; null where it can. */
async function unbound(connection: DuckDBConnection, sql: string): Promise<string | null> {
  try {
    await connection.run(`EXPLAIN ${sql}`);
    return null;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : '').split('\n');
    return line.replace(/^\w+ Error: /, '').replace(/[.!]$/, '');
  }
}

/** Numbers without trailing zeros; identifiers of securities only where their check digit is right. */
export function canonical(column: string, type: SourceType | undefined, value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (column === 'isin') return isinOf(value);
  if (column === 'cusip') return cusipOf(value);
  if (type !== undefined && NUMBERS.has(type) && /^-?\d+\.\d*0$/.test(value)) {
    return value.replace(/\.?0+$/, '');
  }
  return value;
}

/** What a run says of a table that the mapping cannot make. */
export function unusableBy(mapping: Mapping, reason: string | undefined): string | null {
  return reason === undefined
    ? null
    : `the mapping ${mapping.name} does not fit what came: ${reason}; correct the source, or the mapping`;
}

/** Columns of the inputs that no expression names. */
export function unmapped(mapping: Mapping, inputs: ReadonlyMap<string, InputTable>): readonly string[] {
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

function invalid(mapping: Mapping, what: string, cause?: unknown): Problem {
  return new Problem(
    'mapping_invalid',
    `The mapping ${mapping.name}: ${what.replace(/[.;\s]+$/, '')}; docs/sources.md describes mappings.`,
    { cause },
  );
}
