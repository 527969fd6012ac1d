import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { productTable, type ProductTableName } from '../../src/model/product-tables.ts';
import { versionOf, type TestParcel, type TestRow } from '../../src/store/conformance.ts';
import { createTable, identifier, literal, PHYSICAL_TYPES } from '../../src/store/duckdb/schema.ts';
import type { Parcel } from '../../src/store/port.ts';

/** Writes a parcel into a home as the transform does: an encrypted file of product tables and its label. */
export async function writeTestParcel(home: string, spec: TestParcel, key: string): Promise<Parcel> {
  await mkdir(join(home, 'parcels'), { recursive: true });
  const names = Object.keys(spec.tables) as ProductTableName[];
  const parts = [];
  for (const rows of spec.parts ?? []) {
    const tables = names.filter((name) => rows[name] !== undefined);
    parts.push({ ...(await writeFile(home, tables, rows, [], key)), tables });
  }
  return {
    version: versionOf(spec.version),
    parent: spec.parent,
    ...(await writeFile(home, names, spec.rows, touchedBy(spec), key)),
    ...(parts.length > 0 ? { parts } : {}),
    tables: spec.tables,
    accounts_touched: spec.touched?.length ?? 0,
  };
}

/** The touched accounts, each with the day from which on it changed. */
type Touched = readonly (readonly [account: string, from: string | null])[];

function touchedBy({ touched = [], changedFrom = {} }: TestParcel): Touched {
  return touched.map((account) => [account, changedFrom[account] ?? null]);
}

async function writeFile(
  home: string,
  names: readonly ProductTableName[],
  all: TestParcel['rows'],
  touched: Touched,
  key: string,
): Promise<Pick<Parcel, 'path' | 'sha256'>> {
  const path = join(home, 'parcels', `${randomUUID()}.duckdb`);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('SET force_mbedtls_unsafe = true');
  await connection.run(`ATTACH ${literal(path)} AS p (ENCRYPTION_KEY ${literal(key)})`);
  await connection.run('CREATE TABLE p.touched_accounts (account_id VARCHAR, changed_from DATE)');
  for (const [account, from] of touched) {
    await connection.run('INSERT INTO p.touched_accounts VALUES ($1, CAST($2 AS DATE))', [account, from]);
  }
  for (const name of names) {
    await connection.run(createTable(`p.${name}`, productTable(name)));
    const rows = all[name] ?? [];
    if (rows.length > 0) await connection.run(`INSERT INTO p.${name} ${valuesOf(name, rows)}`);
  }
  await connection.run('DETACH p');
  connection.closeSync();
  instance.closeSync();
  return {
    path,
    sha256: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  };
}

function valuesOf(name: ProductTableName, rows: readonly TestRow[]): string {
  const columns = Object.entries(productTable(name).columns);
  const lines = rows.map((row) => `(${columns.map(([column, type]) => cell(row[column], type)).join(', ')})`);
  return `(${columns.map(([column]) => identifier(column)).join(', ')}) VALUES ${lines.join(', ')}`;
}

function cell(value: TestRow[string] | undefined, type: keyof typeof PHYSICAL_TYPES): string {
  return `CAST(${value === null || value === undefined ? 'NULL' : literal(String(value))} AS ${PHYSICAL_TYPES[type]})`;
}
