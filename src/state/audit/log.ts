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
import type { Answers } from '../answers.ts';
import type { Records } from '../records.ts';
import { repeatedInsert } from '../repeated.ts';
import type { AnswersTable, AuditEntriesTable, Schema } from '../schema.ts';
import { macOf, macOfHead, NOTHING_BEFORE } from './chain.ts';
import { openDetails, sealDetails } from './details.ts';
import { type End, endOf, mark } from './end.ts';
import { type AuditPerson, findPerson, openPerson, personFor } from './people.ts';
import { verifyAudit } from './verify.ts';

/**
 * The audit log: append-only, each entry chained to the one before by a keyed mac, its contents sealed with a key of
 * the person whom it is about, so that forgetting that key erases a person's data and leaves the chain whole.
 */
export interface AuditLog {
  /** Rejects with Problem `audit_unavailable`. `besides` is written with it, or neither is. */
  append(event: AuditEvent, besides?: Besides): Promise<void>;
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

/** An answer's row that is written in the transaction of its entry; those of one batch are inserted together. */
export interface Besides {
  readonly insert: Answers['insert'];
  readonly row: AnswersTable;
}

interface Waiting {
  readonly event: AuditEvent;
  readonly besides: Besides | undefined;
  readonly resolve: () => void;
  readonly reject: (problem: Problem) => void;
}

export function auditLogOf(records: Records): AuditLog {
  const log: Log = { records, insert: insertEntries(records), personOf: knownPersons(records) };
  const waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;
  /** One transaction for all that came while the one before was written: a sync of the disk for each would be slow. */
  const write = async (): Promise<void> => {
    do {
      // Whatever else has just come in is answered by then and written along.
      await setImmediate();
      const batch = next(waiting);
      if (await isWritten(batch)) for (const { resolve } of batch) resolve();
      else for (const each of batch) await writeAlone(each);
    } while (waiting.length > 0);
    writing = null;
  };
  const together = (batch: readonly Waiting[]): Promise<void> =>
    records.db.transaction().execute((transaction) => appendAll(log, transaction, batch));
  const isWritten = async (batch: readonly Waiting[]): Promise<boolean> => {
    if (batch.length === 1) return false;
    return together(batch).then(
      () => true,
      () => false,
    );
  };
  /** What went wrong with one is not to be the others' fault. */
  const writeAlone = (each: Waiting): Promise<void> =>
    together([each]).then(each.resolve, (error: unknown) => each.reject(unavailable(error)));
  return {
    append: (event, besides) =>
      new Promise((resolve, reject) => {
        waiting.push({ event, besides, resolve, reject });
        writing ??= write();
      }),
    settled: async () => writing ?? undefined,
    read: (query) => read(records, query),
    verify: (noted) => verifyAudit(records, noted),
    erase: (user, by) => erase(log, user, by),
    prune: (before) => prune(log, before),
  };
}

/** The records, with how entries are written into them. */
interface Log {
  readonly records: Records;
  readonly insert: (within: Transaction<Schema>, entries: readonly AuditEntriesTable[]) => Promise<void>;
  readonly personOf: (within: Transaction<Schema>, user: string | null) => Promise<AuditPerson>;
}

/** Persons are opened once, until anything is written about somebody; where others write too, each time. */
function knownPersons(records: Records): Log['personOf'] {
  let known = new Map<string | null, AuditPerson>();
  let asOf: number | null = null;
  return async (within, user) => {
    const changes = records.rightsChanges?.() ?? null;
    // None is kept beyond that: of whoever is erased, the key goes from memory too.
    if (changes === null || changes !== asOf) known = new Map();
    asOf = changes;
    const person = known.get(user) ?? (await personFor(records, within, user));
    if (known.size < LIMITS.rights_remembered_max) known.set(user, person);
    return person;
  };
}

function insertEntries({ db }: Records): Log['insert'] {
  const insert = repeatedInsert<'audit_entries'>(
    ['kind', 'person', 'details', 'at', 'sequence', 'previous', 'mac'],
    (rows) => db.insertInto('audit_entries').values(rows),
  );
  return async (within, entries) => {
    const each = LIMITS.audit_entries_per_statement_max;
    for (let at = 0; at < entries.length; at += each) await insert(within, entries.slice(at, at + each));
  };
}

function next(waiting: Waiting[]): readonly Waiting[] {
  return waiting.splice(0, LIMITS.audit_entries_per_write_max);
}

async function appendAll(
  log: Log,
  transaction: Transaction<Schema>,
  batch: readonly Pick<Waiting, 'event' | 'besides'>[],
): Promise<void> {
  const end = await endOf(log.records, transaction);
  const entries: AuditEntriesTable[] = [];
  const besides = batch.flatMap((each) => each.besides ?? []);
  for (const [insert, some] of Map.groupBy(besides, (each) => each.insert)) {
    await insert(
      transaction,
      some.map(({ row }) => row),
    );
  }
  for (const { event } of batch) {
    const { person, key } = await log.personOf(transaction, event.user);
    const about: string[] = [];
    for (const user of (event.about ?? []).slice(0, LIMITS.audit_about_max)) {
      about.push((await log.personOf(transaction, user)).person);
    }
    const details = about.length === 0 ? event.details : { ...event.details, about };
    const sealed = sealDetails(key, details, event.lasting ?? null, end.sequence + 1);
    entries.push(chained(log.records, end, { kind: event.kind, person, details: sealed }));
  }
  await log.insert(transaction, entries);
  await mark(transaction, end);
}

/** The next entry of the chain; `end` is where it begins, and then where the one after it does. */
function chained(
  { now }: Records,
  end: End,
  what: { readonly kind: string; readonly person: string; readonly details: string },
  at: string = now().toISOString(),
): AuditEntriesTable {
  const entry = { ...what, at, sequence: end.sequence + 1, previous: end.last };
  const mac = macOf(end.key, entry);
  end.sequence = entry.sequence;
  end.last = mac;
  return { ...entry, mac };
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
function erase({ records, insert }: Log, user: string, by: string): Promise<boolean> {
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
    await insert(transaction, [chained(records, end, entry, at)]);
    await mark(transaction, end);
    return true;
  });
}

function prune({ records, insert }: Log, before: string): Promise<number> {
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
    await insert(transaction, [chained(records, end, entry)]);
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
