import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { Cell, Rows } from '../../vocabulary/rows.ts';
import type { Sql } from '../../vocabulary/sql.ts';
import type { ReadLimits, Snapshot } from '../port.ts';
import { cellOf, typeOf } from './cells.ts';
import { isTableGone } from './server-problems.ts';
import type { Session } from './session.ts';
import { bindStatement, type BoundStatement } from './statement.ts';
import { lookAtVersion, type PublishedVersion, readVersion } from './version.ts';

interface Seen {
  readonly published: PublishedVersion;
  /** When it was the version of now for the last time that the session looked, by `performance.now`. */
  readonly at_ms: number;
}

const SEEN = new WeakMap<Session, Seen>();

function sawNow(session: Session, published: PublishedVersion): void {
  SEEN.set(session, { published, at_ms: performance.now() });
}

/** What a session saw published a while ago at the most: tables of before are swept away some time after their last reader. */
function seenBy(session: Session): PublishedVersion | null {
  const seen = SEEN.get(session);
  if (seen === undefined) return null;
  const age_ms = performance.now() - seen.at_ms;
  return age_ms < LIMITS.store_version_seen_seconds_max * 1_000 ? seen.published : null;
}

/**
 * Runs statements in order, so that all of them see one version: the row that names it, and the tables that this row
 * names. Rows past `rows_max` of a statement, or past `bytes_max` of all of them together, are cut. Throws `no_data`
 * before the first publish, `sql_invalid`, and what the driver throws.
 */
export async function readSnapshot(
  session: Session,
  statements: readonly Sql[],
  limits: ReadLimits,
): Promise<Snapshot> {
  // One row more than may be shown says that there are more; the server stops there by itself. Its own time limit is
  // for a reader that has gone away, and later than the reader's.
  const limit = session.flavour.statementLimit(limits.seconds_max + LIMITS.query_grace_seconds_max);
  await session.set(`${limit}, sql_select_limit = ${limits.rows_max + 1}`);
  return (await readAlone(session, statements, limits)) ?? (await readTogether(session, statements, limits));
}

/**
 * A statement by itself sees one version as it is, and needs no transaction around it. It is the one that this session
 * saw before where that still is the one of now: versions move on in one transaction with their rows, and none comes
 * again. Null where it has moved since, or there are several statements.
 */
async function readAlone(
  session: Session,
  statements: readonly Sql[],
  limits: ReadLimits,
): Promise<Snapshot | null> {
  const [statement, ...others] = statements;
  const seen = seenBy(session);
  if (statement === undefined || others.length > 0 || seen === null) return null;
  try {
    const results = await fetchAll(session, statements, seen, limits);
    const version = await lookAtVersion(session);
    const isSame = version?.id === seen.version.id && version.publishedAt === seen.version.publishedAt;
    if (!isSame) return null;
    sawNow(session, seen);
    return { version, results };
  } catch (error) {
    // The tables of that version have been swept away by now.
    if (isTableGone(error)) return null;
    throw error;
  }
}

/** Inside one read-only transaction. */
async function readTogether(
  session: Session,
  statements: readonly Sql[],
  limits: ReadLimits,
): Promise<Snapshot> {
  await session.query('START TRANSACTION READ ONLY');
  const published = await readVersion(session);
  if (published === null) {
    throw new Problem(
      'no_data',
      'No data have been imported yet; run `askfolio import` or `askfolio demo` first.',
    );
  }
  const results = await fetchAll(session, statements, published, limits);
  session.endReading();
  sawNow(session, published);
  return { version: published.version, results };
}

async function fetchAll(
  session: Session,
  statements: readonly Sql[],
  { tables }: PublishedVersion,
  limits: ReadLimits,
): Promise<readonly Rows[]> {
  const results: Rows[] = [];
  const budget = { bytes: limits.bytes_max };
  for (const { text, parameters } of statements) {
    const bound = bindStatement(text, parameters, (table) => tables.get(table)?.name ?? null);
    results.push(await fetchRows(session, bound, limits.rows_max, budget));
  }
  return results;
}

async function fetchRows(
  session: Session,
  { text, values }: BoundStatement,
  rowsMax: number,
  budget: { bytes: number },
): Promise<Rows> {
  let columns: { readonly name: string; readonly type: string }[] = [];
  const rows: Cell[][] = [];
  let cut = false;
  await session.stream(
    text,
    values,
    (fields) => (columns = fields.map((field) => ({ name: field.name, type: typeOf(field) }))),
    (values_) => {
      if (cut) return;
      const row = values_.map((value, at) => cellOf(value, columns[at]?.type ?? ''));
      const bytes = bytesOf(row);
      cut = rows.length >= rowsMax || bytes > budget.bytes;
      if (cut) return;
      budget.bytes -= bytes;
      rows.push(row);
    },
  );
  return { columns, rows, cut };
}

/** As JSON, about: text in UTF-8 and a few characters for everything else. */
function bytesOf(row: readonly Cell[]): number {
  return row.reduce<number>(
    (sum, cell) => sum + (typeof cell === 'string' ? Buffer.byteLength(cell) + 3 : 12),
    2,
  );
}
