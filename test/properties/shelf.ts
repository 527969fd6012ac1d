import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { PRODUCT_TABLE_NAMES, productTable, type ProductTableName } from '../../src/model/product-tables.ts';
import type { DataVersion, Parcel } from '../../src/store/port.ts';
import { isReplaced } from '../../src/model/replaced-rows.ts';
import { KEYS, type Shelf } from '../gold/installation.ts';

/** When a booking was last confirmed, and by which row of which delivery, is no figure: a rebuild may say it otherwise. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['updated_at', 'run', 'file', 'line']);

/** Product tables of several homes side by side in memory; it loads parcels as a store does. */
export class Shelves {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  /** How many accounts were replaced from some day on, their earlier rows staying. */
  partly = 0;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(): Promise<Shelves> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    await connection.run('SET force_mbedtls_unsafe = true');
    return new Shelves(instance, connection);
  }

  /** An empty store by this name. */
  async store(name: string): Promise<Shelf> {
    await this.#connection.run(`DROP SCHEMA IF EXISTS ${name} CASCADE; CREATE SCHEMA ${name}`);
    let version: DataVersion | null = null;
    return {
      version: () => Promise.resolve(version),
      publish: async (parcel) => {
        if (parcel.parent !== (version?.id ?? null)) throw new Error('a parcel for another version');
        await this.#load(name, parcel);
        version = parcel.version;
        return parcel.version;
      },
    };
  }

  async #load(name: string, { path, tables }: Parcel): Promise<void> {
    const statements = PRODUCT_TABLE_NAMES.filter((table) => tables[table]).flatMap((table) => {
      const mode = tables[table] ?? 'replace';
      return [
        `CREATE TABLE IF NOT EXISTS ${name}.${table} AS SELECT * FROM parcel.${table} LIMIT 0`,
        mode === 'replace'
          ? `DELETE FROM ${name}.${table}`
          : `DELETE FROM ${name}.${table} AS r USING parcel.touched_accounts AS t WHERE ${isReplaced(table, mode)}`,
        `INSERT INTO ${name}.${table} SELECT * FROM parcel.${table}`,
      ];
    });
    await this.#connection.run(`ATTACH '${path}' AS parcel (READ_ONLY, ENCRYPTION_KEY '${KEYS.parcelKey}')`);
    const [row] = await this.rows('SELECT count(changed_from) FROM parcel.touched_accounts');
    this.partly += Number(row?.[0]);
    await this.#connection.run(['BEGIN TRANSACTION', ...statements, 'COMMIT', 'DETACH parcel'].join(';\n'));
  }

  /** Rows that only one of two stores has, by table: none where they hold the same. */
  async differences(one: string, other: string): Promise<Readonly<Record<string, readonly string[]>>> {
    const differences: Record<string, readonly string[]> = {};
    for (const table of PRODUCT_TABLE_NAMES) {
      const rows = await this.rows(`
        SELECT '${one}' AS only, * FROM (${content(one, table)} EXCEPT ALL ${content(other, table)}) UNION ALL
        SELECT '${other}' AS only, * FROM (${content(other, table)} EXCEPT ALL ${content(one, table)}) ORDER BY ALL`);
      if (rows.length > 0) differences[table] = rows.map((row) => row.join(' '));
    }
    return differences;
  }

  async rows(sql: string): Promise<readonly (readonly unknown[])[]> {
    return (await this.#connection.runAndReadAll(sql)).getRowsJson();
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

function content(name: string, table: ProductTableName): string {
  const columns = Object.keys(productTable(table).columns).filter((column) => !NOT_COMPARED.has(column));
  return `SELECT ${columns.join(', ')} FROM ${name}.${table}`;
}
