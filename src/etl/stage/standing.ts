import { createHash } from 'node:crypto';
import type { SourceTableName } from '../../model/source-tables.ts';
import type { DataVersion } from '../../store/port.ts';
import {
  afterPublishing,
  afterStraying,
  type Bookkeeping,
  isPublishedAs,
  nextVersionOf,
} from './bookkeeping.ts';
import { FORGET_CHANGED_DAYS } from './changed-days.ts';
import { columnNames, quoted } from './sql-types.ts';
import type { ResultRow, Workspace } from './workspace.ts';

/** How what is staged stands to what is published. */
export interface Standing {
  /** Something staged is not published yet. */
  readonly pending: boolean;
  /** Every account is to be worked out anew, not only those of `touched_accounts`. */
  readonly everything: boolean;
  /** The version that publishing what is staged makes: its number, and a hash of all content in the order it came. */
  readonly nextVersion: string;
  /** The tables in which something staged is not published yet. */
  readonly changed: ReadonlySet<string>;
  /** Nothing has ever been staged. */
  readonly empty: boolean;
}

export async function standingOf(workspace: Workspace): Promise<Standing> {
  const [row] = await workspace.rows(
    `SELECT *, (SELECT coalesce(string_agg(name, ','), '') FROM stage.changed_tables) AS changed,
       (SELECT count(*) FROM stage.deliveries) AS deliveries FROM stage.standing`,
  );
  const books = booksIn(row);
  return {
    pending: books.pending,
    everything: books.everything,
    changed: new Set(String(row?.['changed']).split(',')),
    nextVersion: nextVersionOf(books),
    empty: Number(row?.['deliveries']) === 0,
  };
}

async function booksOf(workspace: Workspace): Promise<Bookkeeping> {
  return booksIn((await workspace.rows('SELECT * FROM stage.standing'))[0]);
}

function booksIn(row: ResultRow | undefined): Bookkeeping {
  const published = row?.['published'] ?? null;
  return {
    chain: String(row?.['chain'] ?? ''),
    versions: Number(row?.['versions'] ?? 0),
    published: published === null ? null : String(published),
    pending: row?.['pending'] === true,
    everything: row?.['everything'] === true,
  };
}

async function keep(workspace: Workspace, books: Bookkeeping): Promise<void> {
  const { versions, published, pending, everything } = books;
  await workspace.run(
    `UPDATE stage.standing SET pending = ${String(pending)}, everything = ${String(everything)}, versions = ${String(versions)}, published = ${published === null ? 'NULL' : quoted(published)}`,
  );
}

/**
 * Brings the bookkeeping in line with the store. A run that ended after its parcel was loaded but before that was
 * written down is written down now; a store that has another version than the one published from here (restored,
 * emptied, another reporting currency) gets everything anew.
 */
export async function settleWithStore(
  workspace: Workspace,
  published: DataVersion | null,
  firmCurrency: string,
): Promise<void> {
  const stored = published?.id ?? null;
  let books = await booksOf(workspace);
  if (stored !== null && isPublishedAs(books, stored)) {
    await notePublished(workspace, stored);
    books = await booksOf(workspace);
  }
  if (books.published === stored && (published?.firmCurrency ?? firmCurrency) === firmCurrency) return;
  const { empty } = await standingOf(workspace);
  await keep(workspace, afterStraying(books, stored, empty));
}

/** Gives a delivery its place in the order of deliveries. Inside the transaction that stages it. */
export async function noteDelivery(
  workspace: Workspace,
  delivery: { readonly run: string; readonly source: string; readonly mode: string },
): Promise<void> {
  await workspace.run(
    `INSERT INTO stage.deliveries SELECT coalesce(max(sequence), 0) + 1, ${quoted(delivery.source)}, ${quoted(delivery.run)}, ${quoted(delivery.mode)} FROM stage.deliveries`,
  );
}

/** The place that a delivery has that is staged now. */
export async function nextSequence(workspace: Workspace): Promise<number> {
  return workspace.count('SELECT coalesce(max(sequence), 0) + 1 FROM stage.deliveries');
}

/** Extends the hash of all content by what the delivery changed, table by table. */
export async function extendChain(workspace: Workspace, changed: readonly SourceTableName[]): Promise<void> {
  const [row] = await workspace.rows('SELECT chain FROM stage.standing');
  const hash = createHash('sha256').update(String(row?.['chain'] ?? ''));
  for (const table of changed) {
    const names = ['source', ...columnNames(table)].join(', ');
    const [digest] = await workspace.rows(
      `SELECT (SELECT coalesce(bit_xor(hash(${names})), 0) FROM old_${table})::VARCHAR AS old, (SELECT coalesce(bit_xor(hash(${names})), 0) FROM new_${table})::VARCHAR AS new`,
    );
    hash.update(`|${table}:${String(digest?.['old'])}:${String(digest?.['new'])}`);
  }
  await workspace.run(`UPDATE stage.standing SET chain = '${hash.digest('hex')}'`);
}

/** Takes the mark away: what is staged is published as `version`. */
export async function notePublished(workspace: Workspace, version: string): Promise<void> {
  await workspace.transaction(async () => {
    await workspace.run(
      `DELETE FROM stage.touched_accounts; DELETE FROM stage.changed_tables; ${FORGET_CHANGED_DAYS}`,
    );
    await keep(workspace, afterPublishing(await booksOf(workspace), version));
  });
}
