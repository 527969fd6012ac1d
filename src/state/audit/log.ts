import { setImmediate } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import {
  AUDIT_KINDS,
  type AuditEntry,
  type AuditEvent,
  type AuditQuery,
  type AuditVerdict,
} from '../../vocabulary/audit.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { PackedTrace } from '../answers.ts';
import type { Records } from '../records.ts';
import type { AuditEntriesTable, Schema } from '../schema.ts';
import { appender, chained, type Entry, insertEntry, packEvent } from './append.ts';
import { macOfHead, NOTHING_BEFORE } from './chain.ts';
import { openDetails } from './details.ts';
import { endOf, mark } from './end.ts';
import { findPerson, openPerson, personFor } from './people.ts';
import { verifyAudit } from './verify.ts';

/**
 * The audit log: append-only, each entry chained to the one before by a keyed mac, its contents sealed with a key of
 * the person whom it is about, so that forgetting that key erases a person's data and leaves the chain whole.
 */
export interface AuditLog {
  /** Rejects with Problem `audit_unavailable`. `trace`, of the answer, is written with it, or neither is. */
  append(event: AuditEvent, trace?: PackedTrace): Promise<void>;
  /** When all that was appended so far has been written or refused: the records are closed behind it. */
  settled(): Promise<void>;
  read(query: AuditQuery): Promise<readonly AuditEntry[]>;
  /** `noted`: a head that an earlier verdict gave. */
  verify(noted: string | null): Promise<AuditVerdict>;
  /** Forgets what the log holds about a person; whether it held anything. */
  erase(user: string, by: string): Promise<boolean>;
  /** Removes entries from before the instant; how many. */
  prune(before: string): Promise<number>;
}

/** Marks the end of a log that has just begun. */
export async function beginAudit(transaction: Transaction<Schema>, keyHex: string): Promise<void> {
  await transaction
    .insertInto('audit_head')
    .values({ id: 1, sequence: 0, last: NOTHING_BEFORE, mac: macOfHead(keyHex, 0, NOTHING_BEFORE) })
    .execute();
}

interface Waiting extends Entry {
  readonly resolve: () => void;
  readonly reject: (problem: Problem) => void;
}

export function auditLogOf(records: Records): AuditLog {
  const { writer } = records;
  const appendAll = appender(records);
  const waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;
  /** One transaction for all that came while the one before was written: a sync of the disk for each would be slow. */
  const write = async (): Promise<void> => {
    do {
      // Whatever else has just come in is answered by then and written along.
      await setImmediate();
      const batch = waiting.splice(0, LIMITS.audit_entries_per_write_max);
      await settle(batch);
    } while (waiting.length > 0);
    writing = null;
  };
  const together = (batch: readonly Entry[]): Promise<void> =>
    records.db.transaction().execute((transaction) => appendAll(transaction, batch));
  const isWritten = async (batch: readonly Entry[]): Promise<boolean> => {
    const beside = writer?.write(batch.map(({ event, trace }) => ({ event, trace }))) ?? null;
    if (beside !== null) return beside;
    if (batch.length === 1) return false;
    return together(batch).then(
      () => true,
      () => false,
    );
  };
  const settle = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      if (await isWritten(batch)) for (const { resolve } of batch) resolve();
      else for (const each of batch) await writeAlone(each);
    } catch (error) {
      // Whether they stand there nobody knows: nothing is shown of them, and none is written twice.
      for (const { reject } of batch) reject(unavailable(error));
    }
  };
  /** What went wrong with one is not to be the others' fault. */
  const writeAlone = (each: Waiting): Promise<void> =>
    together([each]).then(each.resolve, (error: unknown) => each.reject(unavailable(error)));
  return {
    append: (event, trace) =>
      new Promise((resolve, reject) => {
        try {
          waiting.push({ event: packEvent(event), trace: trace ?? null, resolve, reject });
        } catch (error) {
          reject(unavailable(error));
          return;
        }
        writing ??= write();
      }),
    settled: async () => writing ?? undefined,
    read: (query) => read(records, query),
    verify: (noted) => verifyAudit(records, noted),
    erase: (user, by) => erase(records, user, by),
    prune: (before) => prune(records, before),
  };
}

async function read(records: Records, query: AuditQuery): Promise<readonly AuditEntry[]> {
  const { db } = records;
  let select = db
    .selectFrom('audit_entries')
    .selectAll()
    .orderBy('sequence', query.after === null ? 'desc' : 'asc')
    .limit(Math.min(query.limit, LIMITS.audit_entries_per_page_max));
  if (query.after !== null) select = select.where('sequence', '>', query.after);
  if (query.before !== null) select = select.where('sequence', '<', query.before);
  if (query.kind !== null) select = select.where('kind', '=', query.kind);
  if (query.user !== null) {
    const person = await findPerson(records, db, query.user);
    if (!person) return [];
    select = select.where('person', '=', person.person);
  }
  const rows = await select.execute();
  const persons = await openPersons(records, [...new Set(rows.map(({ person }) => person))]);
  const entries = rows.flatMap((row) => entryFrom(row, persons.get(row.person) ?? { user: null, key: null }));
  const about = await openPersons(records, [...new Set(entries.flatMap(aboutOf))]);
  return entries.map((entry) => ({
    ...entry,
    about: aboutOf(entry).map((person) => about.get(person)?.user ?? null),
  }));
}

function aboutOf({ details }: AuditEntry): readonly string[] {
  const about = details?.['about'];
  return Array.isArray(about) ? about.filter((person) => typeof person === 'string') : [];
}

type Opened = { readonly user: string | null; readonly key: string | null };

async function openPersons(
  records: Records,
  persons: readonly string[],
): Promise<ReadonlyMap<string, Opened>> {
  if (persons.length === 0) return new Map();
  const rows = await records.db
    .selectFrom('audit_people')
    .selectAll()
    .where('person', 'in', persons)
    .execute();
  return new Map(
    rows.map((row): [string, Opened] => [row.person, openPerson(records, row) ?? { user: null, key: null }]),
  );
}

function entryFrom(row: AuditEntriesTable, { user, key }: Opened): readonly AuditEntry[] {
  const kind = AUDIT_KINDS.find((known) => known === row.kind);
  if (kind === undefined) return [];
  const { sequence, at, person } = row;
  return [{ sequence, at, kind, person, user, about: [], details: openDetails(key, row.details, sequence) }];
}

/** Forgets the person's key and name; what was sealed with it is noise from then on, here and in every copy without it. */
function erase(records: Records, user: string, by: string): Promise<boolean> {
  return records.db.transaction().execute(async (transaction) => {
    const end = await endOf(records, transaction);
    const person = await findPerson(records, transaction, user);
    if (!person) return false;
    const at = records.now().toISOString();
    const eraser = await personFor(records, transaction, by);
    await transaction
      .updateTable('audit_people')
      .set({ user_digest: null, sealed_user: null, sealed_key: null, erased_at: at })
      .where('person', '=', person.person)
      .execute();
    const details = JSON.stringify({ person: person.person });
    const entry = { kind: 'erase', person: eraser.person, details };
    await insertEntry(transaction, chained(records, end, entry, at));
    await mark(transaction, end);
    return true;
  });
}

function prune(records: Records, before: string): Promise<number> {
  return records.db.transaction().execute(async (transaction) => {
    const end = await endOf(records, transaction);
    const newer = await transaction
      .selectFrom('audit_entries')
      .select('sequence')
      .where('at', '>=', before)
      .orderBy('sequence')
      .limit(1)
      .executeTakeFirst();
    const through = (newer?.sequence ?? end.sequence + 1) - 1;
    const cut = await transaction
      .selectFrom('audit_entries')
      .select(['mac', 'at'])
      .where('sequence', '=', through)
      .executeTakeFirst();
    if (!cut) return 0;
    const nobody = await personFor(records, transaction, null);
    const details = JSON.stringify({ through, mac: cut.mac });
    const entry = { kind: 'retention', person: nobody.person, details };
    await insertEntry(transaction, chained(records, end, entry));
    await mark(transaction, end);
    const result = await transaction
      .deleteFrom('audit_entries')
      .where('sequence', '<=', through)
      .executeTakeFirst();
    // Whose data were erased and whose last entry is gone leaves nothing that could be found any more.
    await transaction
      .deleteFrom('audit_people')
      .where('erased_at', '<=', cut.at)
      .where('person', 'not in', (select) => select.selectFrom('audit_entries').select('person'))
      .execute();
    return Number(result.numDeletedRows);
  });
}

function unavailable(cause: unknown): Problem {
  return new Problem(
    'audit_unavailable',
    'The audit log could not be written, so nothing is shown; free some space on the disk, then try again.',
    { cause },
  );
}
