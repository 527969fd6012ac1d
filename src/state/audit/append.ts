import type { Kysely, Transaction } from 'kysely';
import type { AuditDetails, AuditEvent, AuditKind } from '../../vocabulary/audit.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { answersOf, type PackedTrace } from '../answers.ts';
import type { Records } from '../records.ts';
import { repeatedInsert } from '../repeated.ts';
import type { AuditEntriesTable, Schema } from '../schema.ts';
import { macOf } from './chain.ts';
import { packDetails, sealDetails } from './details.ts';
import { type End, endOf, mark } from './end.ts';
import { type AuditPerson, type PeopleKeys, personFor } from './people.ts';

/** An event as plain data that another thread can be handed. */
export interface PackedEvent {
  readonly kind: AuditKind;
  readonly user: string | null;
  readonly about: readonly string[];
  /** Text to be sealed; or as they are, where the names by which the log knows those of `about` still belong to them. */
  readonly details: string | AuditDetails;
}

/** What is written as one: an entry, and the trace of the answer that it tells of. */
export interface Entry {
  readonly event: PackedEvent;
  readonly trace: PackedTrace | null;
}

/** The records as the log's entries are written into them. */
export type Appending = Pick<Records, 'db' | 'sealing' | 'now' | 'rightsChanges'> & PeopleKeys;

/** Throws RangeError or TypeError for details that are no JSON. */
export function packEvent({ kind, user, about = [], details, lasting }: AuditEvent): PackedEvent {
  const named = about.slice(0, LIMITS.audit_about_max);
  if (named.length === 0) return { kind, user, about: named, details: packDetails(details, lasting ?? null) };
  return { kind, user, about: named, details: { ...details, ...lasting } };
}

/** Appends entries, in their order, as a part of a transaction. */
export function appender(
  records: Appending,
): (transaction: Transaction<Schema>, batch: readonly Entry[]) => Promise<void> {
  const answers = answersOf(records);
  const insert = insertEntries(records.db);
  const personOf = knownPersons(records);
  return async (transaction, batch) => {
    const end = await endOf(records, transaction);
    await answers.insert(
      transaction,
      batch.flatMap(({ trace }) => trace ?? []),
    );
    const entries: AuditEntriesTable[] = [];
    for (const { event } of batch) {
      const { person, key } = await personOf(transaction, event.user);
      const about: string[] = [];
      for (const user of event.about) about.push((await personOf(transaction, user)).person);
      const { details } = event;
      const text = typeof details === 'string' ? details : packDetails({ ...details, about }, null);
      const sealed = sealDetails(key, text, end.sequence + 1);
      entries.push(chained(records, end, { kind: event.kind, person, details: sealed }));
    }
    await insert(transaction, entries);
    await mark(transaction, end);
  };
}

/** Persons are opened once, until anything is written about somebody; where others write too, each time. */
function knownPersons(
  records: Appending,
): (within: Transaction<Schema>, user: string | null) => Promise<AuditPerson> {
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

function insertEntries(
  db: Kysely<Schema>,
): (within: Transaction<Schema>, entries: readonly AuditEntriesTable[]) => Promise<void> {
  const insert = repeatedInsert<'audit_entries'>(
    ['kind', 'person', 'details', 'at', 'sequence', 'previous', 'mac'],
    (rows) => db.insertInto('audit_entries').values(rows),
  );
  return async (within, entries) => {
    const each = LIMITS.audit_entries_per_statement_max;
    for (let at = 0; at < entries.length; at += each) await insert(within, entries.slice(at, at + each));
  };
}

export async function insertEntry(within: Transaction<Schema>, entry: AuditEntriesTable): Promise<void> {
  await within.insertInto('audit_entries').values(entry).execute();
}

/** The next entry of the chain; `end` is where it begins, and then where the one after it does. */
export function chained(
  { now }: Pick<Records, 'now'>,
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
