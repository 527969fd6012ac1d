import { LIMITS } from '../../vocabulary/limits.ts';
import type { ProductTableName } from '../../model/product-tables.ts';
import { isContinued, type KnownMarks, type ReadMarks } from '../held-marks.ts';
import { markOf, marksAfter, tableMarksOf, type KeptMarks } from '../marks.ts';
import type { Parcel } from '../port.ts';
import type { Session } from './session.ts';
import { findPublished, lookAtVersion } from './version.ts';

/**
 * The marks of the version that one transaction of this session sees; null before the first publish. A database that an
 * earlier version of the program published into last has none for it.
 */
export async function readMarks(session: Session, known: KnownMarks | null): Promise<ReadMarks | null> {
  // The session keeps the limits of whoever read with it before, and there may be more accounts than rows of an answer.
  const limit = session.flavour.statementLimit(LIMITS.catalog_seconds_max);
  await session.set(`${limit}, sql_select_limit = DEFAULT`);
  await session.query('START TRANSACTION READ ONLY');
  const version = await lookAtVersion(session);
  const kept = version === null ? null : await keptMarks(session, version.id);
  const since =
    kept !== null && isContinued(known, kept) && (await wasPublished(session, known.version))
      ? known.step
      : null;
  const rows =
    kept === null
      ? []
      : await session.query('SELECT account_id, mark FROM account_marks WHERE step > ?', [since ?? 0]);
  session.endReading();
  if (version === null) return null;
  const accounts = rows.map(({ account_id, mark }) => [String(account_id), String(mark)] as const);
  return { version, kept, accounts, continued: since !== null };
}

/**
 * To be called inside the publishing transaction, when the rows are loaded: the marks move with the data. `touched`: the
 * accounts that the parcel speaks for, each once.
 */
export async function writeMarks(
  session: Session,
  parcel: Parcel,
  digests: ReadonlyMap<ProductTableName, string>,
  touched: readonly string[],
): Promise<void> {
  const before = parcel.parent === null ? null : await keptMarks(session, parcel.parent);
  const { kept, voidsAccounts } = marksAfter(before, parcel, digests, touched.length > 0);
  await session.query('DELETE FROM data_marks');
  await session.query(
    'INSERT INTO data_marks (one, version_id, step, every_account, other_accounts, tables) VALUES (1, ?, ?, ?, ?, ?)',
    [kept.versionId, kept.step, kept.everyAccount, kept.otherAccounts, JSON.stringify(kept.tables)],
  );
  if (voidsAccounts) {
    await session.query('DELETE FROM account_marks');
    return;
  }
  const mark = markOf(parcel.version);
  for (let at = 0; at < touched.length; at += LIMITS.store_delete_accounts_max) {
    const some = touched.slice(at, at + LIMITS.store_delete_accounts_max);
    const places = some.map(() => '?').join(', ');
    await session.change({ sql: `DELETE FROM account_marks WHERE account_id IN (${places})` }, some);
    const rows = some.map(() => '(?, ?, ?)').join(', ');
    await session.change(
      { sql: `INSERT INTO account_marks (account_id, mark, step) VALUES ${rows}` },
      some.flatMap((account) => [account, mark, kept.step]),
    );
  }
}

async function keptMarks(session: Session, versionId: string): Promise<KeptMarks | null> {
  const [row] = await session.query(
    'SELECT step, every_account, other_accounts, tables FROM data_marks WHERE version_id = ?',
    [versionId],
  );
  const tables = row === undefined ? null : tableMarksOf(String(row['tables']));
  if (row === undefined || tables === null) return null;
  return {
    versionId,
    step: Number(row['step']),
    everyAccount: String(row['every_account']),
    otherAccounts: String(row['other_accounts']),
    tables,
  };
}

async function wasPublished(session: Session, { id, publishedAt }: KnownMarks['version']): Promise<boolean> {
  return (await findPublished(session, id))?.publishedAt === publishedAt;
}
