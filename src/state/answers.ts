import type { Kysely } from 'kysely';
import type { Answer } from '../vocabulary/answer.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { MadeOnce } from '../vocabulary/made-once.ts';
import type { AccountSet, ScopeChoice } from '../vocabulary/scope.ts';
import { packJson, type Parted, unpackJson } from './packed-json.ts';
import type { Records, Sealing } from './records.ts';
import { repeatedInsert } from './repeated.ts';
import type { AnswersTable, Schema } from './schema.ts';

/** How an answer came about: all but its rows, which its SQL gives again on the same data version. */
export interface AnswerTrace {
  readonly question: string;
  readonly scope: ScopeChoice;
  readonly today: string;
  readonly answer: Answer;
  /** The accounts that the asker could see then. */
  readonly reach: AccountSet;
  /** SHA-256 of its rows as JSON, hexadecimal: whether a replay gives the same ones. */
  readonly rowsSha256?: string;
}

/** An answer's trace with who asked it, and when. */
export interface KeptAnswer extends AnswerTrace {
  readonly user: string;
  /** ISO 8601 instant, UTC. */
  readonly at: string;
}

/** A trace as text, to be sealed where it is written. */
export interface PackedTrace {
  readonly id: string;
  readonly user: string;
  /** ISO 8601 instant, UTC. */
  readonly at: string;
  readonly text: string;
}

export interface Answers {
  keep(user: string, at: string, trace: AnswerTrace): Promise<void>;
  /** Seals and keeps traces; `within`: the transaction that they are a part of. */
  readonly insert: (within: Kysely<Schema>, traces: readonly PackedTrace[]) => Promise<void>;
  /** Null where there is no such answer of this person's (`user` null: of anybody's). */
  find(user: string | null, id: string): Promise<KeptAnswer | null>;
  /** All that are kept of a person's, the oldest first. */
  of(user: string): Promise<readonly KeptAnswer[]>;
}

/**
 * Answers from one time that old ones are removed to the next; the first one is such a time. So many at once as take
 * about a millisecond: whoever is answered meanwhile waits for it.
 */
const PRUNED_EVERY = 100;

export const answerPlace = (id: string): string => `answers.trace:${id}`;

/** A trace without its rows, which its SQL gives again. */
export function packTrace(user: string, at: string, trace: AnswerTrace): PackedTrace {
  const { own, lasting } = partedAnswer(trace.answer);
  const { text } = packJson({ ...trace, answer: own, reach: packedReach(trace.reach) }, lasting);
  return { id: trace.answer.id, user, at, text };
}

export function answersOf({ db, sealing }: Pick<Records, 'db' | 'sealing'>): Answers {
  let kept = 0;
  const insert = repeatedInsert<'answers'>(['id', 'user', 'at', 'sealed_trace'], (rows) =>
    db
      .insertInto('answers')
      .values(rows)
      .onConflict((conflict) => conflict.column('id').doNothing()),
  );
  const insertRows: Answers['insert'] = async (within, traces) => {
    const rows = traces.map(({ id, user, at, text }): AnswersTable => {
      return { id, user, at, sealed_trace: sealing.seal(text, answerPlace(id)) };
    });
    const each = LIMITS.audit_entries_per_statement_max;
    for (let at = 0; at < rows.length; at += each) await insert(within, rows.slice(at, at + each));
    const turn = Math.ceil(kept / PRUNED_EVERY);
    kept += rows.length;
    if (Math.ceil(kept / PRUNED_EVERY) === turn) return;
    const last = await within
      .selectFrom('answers')
      .select('at')
      .orderBy('at', 'desc')
      .limit(1)
      .offset(LIMITS.answers_kept_max)
      .executeTakeFirst();
    if (last) await within.deleteFrom('answers').where('at', '<=', last.at).execute();
  };
  return {
    keep: (user, at, trace) => insertRows(db, [packTrace(user, at, trace)]),
    insert: insertRows,
    find: async (user, id) => {
      let query = db.selectFrom('answers').select(['user', 'at', 'sealed_trace']).where('id', '=', id);
      if (user !== null) query = query.where('user', '=', user);
      const row = await query.executeTakeFirst();
      if (!row) return null;
      return openTrace(sealing, { ...row, id });
    },
    of: async (user) => {
      const rows = await db
        .selectFrom('answers')
        .selectAll()
        .where('user', '=', user)
        .orderBy('at')
        .limit(LIMITS.answers_kept_max)
        .execute();
      return rows.map((row) => openTrace(sealing, row));
    },
  };
}

function openTrace(sealing: Sealing, row: AnswersTable): KeptAnswer {
  const { own, lasting } = unpackJson(sealing.open(row.sealed_trace, answerPlace(row.id)));
  const trace = own as Omit<AnswerTrace, 'reach'> & { readonly reach: string | readonly string[] };
  const answer = { ...trace.answer, ...lasting };
  return { ...trace, answer, reach: openReach(trace.reach), user: row.user, at: row.at };
}

/** Some ids are as short as what they would be packed into. */
const REACH_PACKED_MIN = 20;
const REACHES = new MadeOnce<string>();

/** Many accounts packed, once for all that somebody asks who sees the same ones. */
function packedReach(reach: AccountSet): string | readonly string[] {
  if (reach === 'all' || reach.length < REACH_PACKED_MIN) return reach;
  return REACHES.of(reach, [], () => packJson({}, { reach }).text);
}

function openReach(kept: string | readonly string[]): AccountSet {
  if (typeof kept !== 'string') return kept;
  if (kept === 'all') return kept;
  const { reach } = unpackJson(kept).lasting as { readonly reach: readonly string[] };
  return reach;
}

const LASTING = new MadeOnce<object>();

/** An answer without its rows, which its SQL gives again, in two: what is its own, and what others that show the same have too. */
function partedAnswer(answer: Answer): Parted {
  if (answer.kind !== 'answer') return { own: answer, lasting: null };
  const { text, interpretation, columns, chart, sql, parameters, plan, suggestions, ...own } = answer;
  const lasting = { text, interpretation, columns, chart, sql, parameters, plan, suggestions };
  return {
    own: { ...own, rows: [] },
    lasting: LASTING.of(answer.rows, Object.values(lasting), () => lasting),
  };
}
