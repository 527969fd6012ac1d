import { type DuckDBConnection, DuckDBInstance, StatementType } from '@duckdb/node-api';
import type { ProductTable, ProductTableName, ProductType } from '../../model/product-tables.ts';
import { replacedFrom } from '../../model/replaced-rows.ts';
import { digestOfRows, hasStrangers } from '../parcel-digest.ts';
import type { Parcel, ParcelPart, TableMode } from '../port.ts';
import { Problem } from '../../vocabulary/problem.ts';

const MEMORY_MB_MAX = 512;
const TOUCHED = 'parcel.touched_accounts';

export interface ReplacedRows {
  readonly account: string;
  /** A calendar day, ISO 8601. */
  readonly from: string | null;
}

/** The rows of encrypted files of product tables, as lines of text that the server loads. */
export interface ParcelReader {
  /** How many rows a table has. */
  count(table: string): Promise<number>;
  /** A digest of a table's rows (parcel-digest.ts); null where they are too many. */
  digest(name: string, table: ProductTable): Promise<string | null>;
  /** Whether a table holds rows of accounts that are not among the touched ones. */
  hasStrangers(name: string): Promise<boolean>;
  /** The touched accounts, in order, each once. */
  touchedAccounts(): Promise<readonly string[]>;
  /** The touched accounts, and from which value of its day on each one's rows of a table are replaced; null: all of them. */
  replacedFrom(name: ProductTableName, mode: TableMode | undefined): Promise<readonly ReplacedRows[]>;
  /**
   * A table's rows in the order in which they lie, one text a row: its columns and then its number, split by tabs,
   * `\N` for no value, special signs after a backslash.
   */
  lines(name: string, table: ProductTable): AsyncGenerator<readonly string[]>;
  close(): void;
}

/**
 * Opens a parcel with its parts, or the embedded store's file, which has the same tables, each file with the first of the
 * keys that fits. Throws Problems: `wrong_key` and `store_corrupt`.
 */
export async function openParcel(
  { path, parts = [] }: Pick<Parcel, 'path' | 'parts'>,
  keys: readonly string[],
): Promise<ParcelReader> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    for (const setting of [
      'SET force_mbedtls_unsafe = true',
      `SET memory_limit = '${MEMORY_MB_MAX}MB'`,
      'SET threads = 1',
      'SET autoinstall_known_extensions = false',
      'SET autoload_known_extensions = false',
      `SET TimeZone = 'UTC'`,
    ])
      await connection.run(setting);
    for (const [n, file] of [path, ...parts.map((part) => part.path)].entries()) {
      await attach(connection, file, catalogOf(n), keys);
    }
    for (const setting of ['SET enable_external_access = false', 'SET lock_configuration = true'])
      await connection.run(setting);
  } catch (error) {
    close();
    throw error instanceof Problem ? error : openProblem(error);
  }
  const first = async (sql: string) => (await connection.runAndReadAll(sql)).getRows()[0];
  return {
    digest: (name, table) => digestOfRows(table, placesOf(name, parts), first),
    hasStrangers: (name) => hasStrangers(placesOf(name, parts), TOUCHED, first),
    count: async (table) => {
      let rows = 0;
      for (const place of placesOf(table, parts)) {
        const reader = await connection.runAndReadAll(`SELECT count(*) FROM ${place}`);
        rows += Number(reader.getRows()[0]?.[0] ?? 0);
      }
      return rows;
    },
    touchedAccounts: async () => {
      const reader = await connection.runAndReadAll(`SELECT DISTINCT account_id FROM ${TOUCHED} ORDER BY 1`);
      return reader.getRows().map(([account]) => String(account));
    },
    replacedFrom: async (name, mode) => {
      const reader = await connection.runAndReadAll(
        `SELECT DISTINCT t.account_id, CAST(${(mode === 'replace_later' ? replacedFrom(name) : null) ?? 'NULL'} AS VARCHAR) FROM ${TOUCHED} t ORDER BY 1`,
      );
      return reader.getRows().map(([account, from]) => ({
        account: String(account),
        from: typeof from === 'string' ? from : null,
      }));
    },
    lines: async function* (name, table) {
      for (const place of placesOf(name, parts)) yield* linesOf(connection, place, table);
    },
    close,
  };
}

const catalogOf = (file: number): string => (file === 0 ? 'parcel' : `part_${file}`);

/** Where a table's rows lie, in the order of the accounts. */
function placesOf(table: string, parts: readonly ParcelPart[]): readonly string[] {
  const further = parts.flatMap(({ tables }, n) => (tables.some((name) => name === table) ? [n + 1] : []));
  return [0, ...further].map((file) => `${catalogOf(file)}.${quoted(table)}`);
}

async function attach(
  connection: DuckDBConnection,
  file: string,
  name: string,
  keys: readonly string[],
): Promise<void> {
  for (const [at, key] of keys.entries()) {
    try {
      await connection.run(`ATTACH ${literal(file)} AS ${name} (READ_ONLY, ENCRYPTION_KEY ${literal(key)})`);
      return;
    } catch (error) {
      const problem = openProblem(error);
      if (problem.code !== 'wrong_key' || at === keys.length - 1) throw problem;
    }
  }
}

async function* linesOf(
  connection: DuckDBConnection,
  place: string,
  table: ProductTable,
): AsyncGenerator<readonly string[]> {
  const cells = Object.entries(table.columns).map(([column, type]) => cellText(quoted(column), type));
  const line = [...cells, 'CAST(rowid AS VARCHAR)'].join(` || chr(9) || `);
  const result = await connection.stream(`SELECT ${line} FROM ${place}`);
  if (result.statementType !== StatementType.SELECT) throw new TypeError('a read of a parcel was no read');
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk.getColumnValues(0).map(String);
  }
}

/** A value as text, by the engine itself: its loops take a tenth of the time that the same would take here. */
function cellText(column: string, type: ProductType): string {
  const text = `CAST(${column} AS VARCHAR)`;
  if (type === 'text') {
    const escaped = `replace(replace(replace(replace(${text}, '\\', '\\\\'), chr(9), '\\t'), chr(10), '\\n'), chr(13), '\\r')`;
    return `coalesce(${escaped}, '\\N')`;
  }
  if (type === 'double') return `CASE WHEN isfinite(${column}) THEN ${text} ELSE '\\N' END`;
  return type === 'boolean'
    ? `coalesce(CAST(CAST(${column} AS INTEGER) AS VARCHAR), '\\N')`
    : `coalesce(${text}, '\\N')`;
}

function openProblem(error: unknown): Problem {
  const wrong = /Wrong encryption key|is not encrypted/.test(String(error));
  return wrong
    ? new Problem(
        'wrong_key',
        'The parcel was encrypted with another key; start with the key file or the key setting that it was made with.',
        { cause: error },
      )
    : new Problem('store_corrupt', 'The parcel cannot be read; nothing was changed: run the import again.', {
        cause: error,
      });
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
