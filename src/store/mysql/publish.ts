import { randomBytes } from 'node:crypto';
import { PRODUCT_TABLE_NAMES, productTable, type ProductTableName } from '../../model/product-tables.ts';
import { datedBy } from '../../model/replaced-rows.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { notAsLabelled } from '../parcel-file.ts';
import type { DataVersion, Parcel, TableMode } from '../port.ts';
import { loadRows } from './load-rows.ts';
import { writeMarks } from './marks.ts';
import type { ParcelReader, ReplacedRows } from './parcel-reader.ts';
import { createTable, identifier, shapeOf } from './schema.ts';
import type { Session } from './session.ts';
import {
  findPublished,
  readVersion,
  writeVersion,
  type PublishedVersion,
  type TablePlace,
} from './version.ts';

/**
 * Publishes a parcel. What is replaced whole is loaded into tables of its own, which nobody sees yet, in transactions
 * of bounded size; then one transaction changes the touched accounts' rows and the row that says which version there
 * is and where its tables lie. So readers see one version or the next, a publish that is cut off leaves nothing but
 * tables to sweep away, and whoever comes second finds the store moved on. Throws Problems: `already_running`,
 * `store_corrupt`, `store_unavailable`; and what the driver throws.
 */
export async function publishParcel(
  session: Session,
  parcel: Parcel,
  openRows: () => Promise<ParcelReader>,
): Promise<DataVersion> {
  const published = await findPublished(session, parcel.version.id);
  if (published !== null) return published;
  const current = await readVersion(session);
  assertParent(current, parcel);
  const rows = await openRows();
  try {
    const local = await loadsLocally(session);
    const made: string[] = [];
    try {
      const tables = await prepareTables(session, parcel, current, rows, local, made);
      const digests = await digestsOf(parcel, rows);
      await moveOn(session, parcel, tables, digests, rows, local);
    } catch (error) {
      await abandon(session, made);
      throw error;
    }
  } finally {
    rows.close();
  }
  await sweep(session);
  return parcel.version;
}

function assertParent(current: PublishedVersion | null, parcel: Parcel): void {
  if ((current?.version.id ?? null) === parcel.parent) return;
  throw new Problem(
    'already_running',
    'Another import was published while this one ran; run it again on top of that.',
  );
}

async function loadsLocally(session: Session): Promise<boolean> {
  const [row] = await session.query('SELECT @@GLOBAL.local_infile AS allowed');
  return Number(row?.['allowed'] ?? 0) === 1;
}

/** Where each table of the new version lies: those that are replaced whole, or were not there yet, are made now. */
async function prepareTables(
  session: Session,
  parcel: Parcel,
  current: PublishedVersion | null,
  rows: ParcelReader,
  local: boolean,
  made: string[],
): Promise<ReadonlyMap<string, TablePlace>> {
  const suffix = randomBytes(5).toString('hex');
  const places = new Map<string, TablePlace>();
  for (const name of PRODUCT_TABLE_NAMES) {
    const mode = parcel.tables[name] ?? 'keep';
    const shape = shapeOf(name, productTable(name));
    const found = current?.tables.get(name);
    if (mode !== 'replace' && found !== undefined) {
      if (found.shape !== shape) throw madeByAnother();
      places.set(name, found);
      continue;
    }
    const place = { name: `${name}__${suffix}`, shape };
    places.set(name, place);
    made.push(place.name);
    await makeTable(session, name, place.name);
    if (mode === 'replace') await loadRows(session, rows, name, productTable(name), place.name, local);
  }
  return places;
}

async function makeTable(session: Session, name: ProductTableName, physicalName: string): Promise<void> {
  // Noted first: what is made and never published is found again by that.
  await session.query('INSERT INTO table_files (name, made_at) VALUES (?, UTC_TIMESTAMP())', [physicalName]);
  await session.query(createTable(physicalName, name, productTable(name), session.flavour));
}

/** Before the transaction begins, which others wait for. Throws `store_corrupt` for rows that are not the parcel's. */
async function digestsOf(
  { tables }: Parcel,
  rows: ParcelReader,
): Promise<ReadonlyMap<ProductTableName, string>> {
  const digests = new Map<ProductTableName, string>();
  for (const name of PRODUCT_TABLE_NAMES) {
    const table = productTable(name);
    if (isByAccount(tables[name]) && (await rows.hasStrangers(name))) throw notAsLabelled();
    if (table.kind !== 'shared' || tables[name] !== 'replace') continue;
    const digest = await rows.digest(name, table);
    if (digest !== null) digests.set(name, digest);
  }
  return digests;
}

async function moveOn(
  session: Session,
  parcel: Parcel,
  tables: ReadonlyMap<string, TablePlace>,
  digests: ReadonlyMap<ProductTableName, string>,
  rows: ParcelReader,
  local: boolean,
): Promise<void> {
  await session.query('START TRANSACTION READ WRITE');
  try {
    const current = await readVersion(session, true);
    assertParent(current, parcel);
    const touched = Object.values(parcel.tables).some(isByAccount) ? await rows.touchedAccounts() : [];
    for (const [name, { name: physicalName }] of tables) {
      const table = PRODUCT_TABLE_NAMES.find((each) => each === name);
      if (table === undefined || !isByAccount(parcel.tables[table])) continue;
      await deleteReplaced(
        session,
        table,
        physicalName,
        await rows.replacedFrom(table, parcel.tables[table]),
      );
      await loadRows(session, rows, table, productTable(table), physicalName, local);
    }
    await writeVersion(session, { version: parcel.version, tables }, parcel.parent, parcel.sha256);
    await writeMarks(session, parcel, digests, touched);
    await retire(session, current, tables);
    await session.query('COMMIT');
  } catch (error) {
    // A session that is gone has taken its transaction with it.
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

function isByAccount(mode: TableMode | undefined): boolean {
  return mode === 'replace_accounts' || mode === 'replace_later';
}

async function deleteReplaced(
  session: Session,
  table: ProductTableName,
  physicalName: string,
  replaced: readonly ReplacedRows[],
): Promise<void> {
  const column = identifier(datedBy(table)?.column ?? 'account_id');
  for (let at = 0; at < replaced.length; at += LIMITS.store_delete_accounts_max) {
    const some = replaced.slice(at, at + LIMITS.store_delete_accounts_max);
    const whole = some.filter(({ from }) => from === null);
    const parts = [
      ...(whole.length > 0 ? [`account_id IN (${whole.map(() => '?').join(', ')})`] : []),
      ...some.filter(({ from }) => from !== null).map(() => `(account_id = ? AND ${column} >= ?)`),
    ];
    const values = [
      ...whole.map(({ account }) => account),
      ...some.flatMap(({ account, from }) => (from === null ? [] : [account, from])),
    ];
    await session.change(
      { sql: `DELETE FROM ${identifier(physicalName)} WHERE ${parts.join(' OR ')}` },
      values,
    );
  }
}

async function retire(
  session: Session,
  before: PublishedVersion | null,
  after: ReadonlyMap<string, TablePlace>,
): Promise<void> {
  const kept = new Set([...after.values()].map(({ name }) => name));
  for (const { name } of before?.tables.values() ?? []) {
    if (kept.has(name)) continue;
    await session.query('UPDATE table_files SET retired_at = UTC_TIMESTAMP() WHERE name = ?', [name]);
  }
}

/**
 * Drops tables that no version has needed for longer than any read takes, and those of publishes that came to
 * nothing. What cannot be dropped now is dropped after the next publish.
 */
async function sweep(session: Session): Promise<void> {
  const old = await session.query(
    `SELECT name FROM table_files WHERE retired_at < UTC_TIMESTAMP() - INTERVAL ${LIMITS.store_retired_seconds_min} SECOND
     OR (retired_at IS NULL AND made_at < UTC_TIMESTAMP() - INTERVAL ${LIMITS.store_publish_hours_max} HOUR)`,
  );
  await drop(
    session,
    old.map(({ name }) => String(name)),
  ).catch(() => undefined);
}

/** Drops the tables of a publish that failed, as far as the server does it now; what stays is swept away later. */
async function abandon(session: Session, made: readonly string[]): Promise<void> {
  await drop(session, made).catch(() => undefined);
}

/** A commit may have worked though its answer was lost: what the current version needs stays whatever happens. */
async function drop(session: Session, tables: readonly string[]): Promise<void> {
  const current = await readVersion(session);
  const kept = new Set([...(current?.tables.values() ?? [])].map(({ name }) => name));
  for (const name of tables) {
    if (kept.has(name)) continue;
    await session.query(`DROP TABLE IF EXISTS ${identifier(name)}`);
    await session.query('DELETE FROM table_files WHERE name = ?', [name]);
  }
}

function madeByAnother(): Problem {
  return new Problem(
    'store_unavailable',
    'The store was made by another version of the program; run the import again with --full.',
  );
}
