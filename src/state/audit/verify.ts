import { setImmediate as yieldTurn } from 'node:timers/promises';
import { unseal } from '../../security/seal.ts';
import type { AuditFault, AuditVerdict } from '../../vocabulary/audit.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Records } from '../records.ts';
import type { AuditEntriesTable } from '../schema.ts';
import { type ChainedEntry, macOf, macOfHead, NOTHING_BEFORE } from './chain.ts';
import { detailsPlace, isPlain } from './details.ts';
import { openPerson } from './people.ts';

const PAGE_ROWS = 1_000;

interface Known {
  readonly key: string | null;
  readonly erasedAt: string | null;
}

/**
 * Walks the whole chain and opens every entry. Finds any entry that was changed, moved, added, removed or cut off the
 * end, and any person whose key is gone without an entry that says so. `noted`: a head that `verify` gave earlier.
 */
export async function verifyAudit(records: Records, noted: string | null): Promise<AuditVerdict> {
  const { db } = records;
  const chain = new ChainKeys(records);
  const faults: AuditFault[] = [];
  const fault = (sequence: number | null, text: string): void => {
    if (faults.length < LIMITS.audit_faults_listed_max) faults.push({ sequence, fault: text });
  };
  const people = await knownPeople(records, fault);
  const erasures = new Map<string, string>();
  const cuts: { through: number; mac: string }[] = [];
  const lost = new Map<string, number>();
  let [entries, first, last, erased] = [0, 0, 0, 0];
  let previous = NOTHING_BEFORE;
  let beginsAfter = NOTHING_BEFORE;
  let notedFound = noted === null;
  for (;;) {
    const rows = await db
      .selectFrom('audit_entries')
      .selectAll()
      .where('sequence', '>', last)
      .orderBy('sequence')
      .limit(PAGE_ROWS)
      .execute();
    for (const row of rows) {
      if (entries === 0) {
        first = row.sequence;
        beginsAfter = row.previous;
      } else {
        if (row.sequence !== last + 1) fault(last + 1, 'entries are missing here');
        else if (row.previous !== previous) fault(row.sequence, 'it does not follow the entry before it');
      }
      const { mac, ...entry } = row;
      if (!chain.isRight(entry, mac)) fault(row.sequence, 'it was changed');
      if (isPlain(row.details)) readPlain(row, erasures, cuts, fault);
      else {
        const known = people.get(row.person);
        if (known?.key !== undefined && known.key !== null) openDetails(row, known.key, fault);
        else {
          erased += 1;
          lost.set(row.person, row.sequence);
        }
      }
      if (noted === `${row.sequence}:${mac}`) notedFound = true;
      entries += 1;
      last = row.sequence;
      previous = mac;
    }
    if (rows.length < PAGE_ROWS) break;
    await yieldTurn();
  }
  checkBeginning({ entries, first, beginsAfter }, cuts, fault);
  for (const [person, sequence] of lost) {
    if (!erasures.has(person)) fault(sequence, 'the key of its person is gone, and no entry says why');
  }
  for (const [person, { erasedAt }] of people) {
    if (erasedAt !== null && erasures.get(person) !== erasedAt) {
      fault(null, 'a person is marked as erased otherwise than the log says');
    }
  }
  await checkHead(records, { last, previous }, fault);
  if (!notedFound) fault(null, 'the head that was noted earlier is not in the log any more');
  return { entries, first, last, head: `${last}:${previous}`, erased, faults };
}

/** The keys of a chain, one after the other: once it has gone on with another, none of before comes again. */
class ChainKeys {
  #current: string | null = null;
  #others: readonly string[];

  constructor({ keys }: Records) {
    this.#others = [...keys.all('audit_before'), ...keys.all('audit')];
  }

  isRight(entry: ChainedEntry, mac: string): boolean {
    if (this.#current !== null && macOf(this.#current, entry) === mac) return true;
    const next = this.#others.find((key) => macOf(key, entry) === mac);
    if (next === undefined) return false;
    this.#current = next;
    this.#others = this.#others.filter((key) => key !== next);
    return true;
  }
}

type Fault = (sequence: number | null, text: string) => void;

async function knownPeople(records: Records, fault: Fault): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  for (const row of await records.db.selectFrom('audit_people').selectAll().execute()) {
    try {
      const opened = openPerson(records, row);
      if (opened === null && row.erased_at === null) fault(null, 'the key of a person is gone');
      if (opened !== null && row.erased_at !== null) fault(null, 'a person is marked as erased but is not');
      known.set(row.person, { key: opened?.key ?? null, erasedAt: row.erased_at });
    } catch {
      fault(null, 'the key or the name of a person was changed');
      known.set(row.person, { key: null, erasedAt: null });
    }
  }
  return known;
}

function openDetails(row: AuditEntriesTable, key: string, fault: Fault): void {
  try {
    unseal([key], row.details, detailsPlace(row.sequence));
  } catch {
    fault(row.sequence, 'its contents do not open');
  }
}

function readPlain(
  row: AuditEntriesTable,
  erasures: Map<string, string>,
  cuts: { through: number; mac: string }[],
  fault: Fault,
): void {
  try {
    const details = JSON.parse(row.details) as { person?: unknown; through?: unknown; mac?: unknown };
    const { person, through, mac } = details;
    if (row.kind === 'erase' && typeof person === 'string') erasures.set(person, row.at);
    else if (row.kind === 'retention' && typeof through === 'number' && typeof mac === 'string') {
      cuts.push({ through, mac });
    } else fault(row.sequence, 'its contents are not sealed');
  } catch {
    fault(row.sequence, 'its contents were changed');
  }
}

/** A log begins with its first entry, or right after what a later entry says was removed for its age. */
function checkBeginning(
  { entries, first, beginsAfter }: { entries: number; first: number; beginsAfter: string },
  cuts: readonly { through: number; mac: string }[],
  fault: Fault,
): void {
  if (entries === 0) return;
  if (first === 1 && beginsAfter === NOTHING_BEFORE) return;
  if (cuts.some(({ through, mac }) => through === first - 1 && mac === beginsAfter)) return;
  fault(first, 'the entries before it are missing');
}

async function checkHead(
  { db, keys }: Records,
  { last, previous }: { last: number; previous: string },
  fault: Fault,
): Promise<void> {
  const head = await db.selectFrom('audit_head').selectAll().executeTakeFirst();
  if (!head) {
    fault(null, 'the end of the log is not marked any more');
    return;
  }
  // A key of before marks no end any more: with it somebody could have cut off what came later.
  if (!keys.all('audit').some((key) => macOfHead(key, head.sequence, head.last) === head.mac)) {
    fault(null, 'the mark at the end of the log was changed');
  } else if (head.sequence !== last || head.last !== previous) {
    fault(last + 1, 'entries at the end are missing');
  }
}
