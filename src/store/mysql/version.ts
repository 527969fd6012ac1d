import { z } from 'zod';
import { parseDay, type Day } from '../../vocabulary/day.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { DataVersion } from '../port.ts';
import type { Session } from './session.ts';

/** Where a product table of one version lies. */
export interface TablePlace {
  readonly name: string;
  /** Of its columns (schema.ts). */
  readonly shape: string;
}

/** A version, and the physical table of each product table in it. */
export interface PublishedVersion {
  readonly version: DataVersion;
  readonly tables: ReadonlyMap<string, TablePlace>;
}

const isDay = (value: string): value is Day => parseDay(value) !== null;
const Row = z.object({
  id: z.string().min(1),
  as_of: z.string().refine(isDay),
  published_at: z.string(),
  firm_currency: z.string(),
});
const Tables = z.record(z.string(), z.object({ name: z.string(), shape: z.string() }));

const OF_VERSION = 'id, CAST(as_of AS CHAR) AS as_of, published_at, firm_currency';

/** The version that this session's transaction sees; null before the first publish. `lock` keeps others from moving it. */
export async function readVersion(session: Session, lock = false): Promise<PublishedVersion | null> {
  const [row] = await session.query(
    `SELECT ${OF_VERSION}, tables FROM data_version${lock ? ' FOR UPDATE' : ''}`,
  );
  if (row === undefined) return null;
  return { version: versionOf(row), tables: tablesOf(row['tables']) };
}

/** The same without its tables, whose list takes longer to read than all the rest: every question takes a look. */
export async function lookAtVersion(session: Session): Promise<DataVersion | null> {
  const [row] = await session.query(`SELECT ${OF_VERSION} FROM data_version`);
  return row === undefined ? null : versionOf(row);
}

/** The version as it was published, where this id ever was. */
export async function findPublished(session: Session, id: string): Promise<DataVersion | null> {
  const [row] = await session.query(`SELECT ${OF_VERSION} FROM data_version_history WHERE id = ?`, [id]);
  return row === undefined ? null : versionOf(row);
}

/** When the first version was published that came after this one; null: it is the newest. */
export async function firstPublishedAfter(
  session: Session,
  version: DataVersion | null,
): Promise<string | null> {
  const newest = await lookAtVersion(session);
  if (newest === null || newest.id === version?.id) return null;
  const [row] = await session.query(
    'SELECT min(published_at) AS first FROM data_version_history WHERE published_at > ?',
    [version?.publishedAt ?? ''],
  );
  const first = row?.['first'];
  return typeof first === 'string' ? first : newest.publishedAt;
}

/** To be called inside the publishing transaction: the version, and where its tables lie, move with the data. */
export async function writeVersion(
  session: Session,
  { version, tables }: PublishedVersion,
  parent: string | null,
  sha256: string,
): Promise<void> {
  const row = [version.id, version.asOf, version.publishedAt, version.firmCurrency];
  await session.query('DELETE FROM data_version');
  await session.query(
    'INSERT INTO data_version (one, id, as_of, published_at, firm_currency, tables) VALUES (1, ?, ?, ?, ?, ?)',
    [...row, JSON.stringify(Object.fromEntries(tables))],
  );
  await session.query(
    'INSERT INTO data_version_history (id, as_of, published_at, firm_currency, parent, parcel_sha256) VALUES (?, ?, ?, ?, ?, ?)',
    [...row, parent, sha256],
  );
}

function versionOf(row: Readonly<Record<string, unknown>>): DataVersion {
  const read = Row.safeParse(row);
  if (!read.success) throw corrupt();
  const { id, as_of, published_at, firm_currency } = read.data;
  return { id, asOf: as_of, publishedAt: published_at, firmCurrency: firm_currency };
}

function tablesOf(text: unknown): ReadonlyMap<string, TablePlace> {
  try {
    return new Map(Object.entries(Tables.parse(JSON.parse(String(text)))));
  } catch {
    throw corrupt();
  }
}

function corrupt(): Problem {
  return new Problem(
    'store_corrupt',
    'The store does not say which version it holds; restore it from a backup.',
  );
}
