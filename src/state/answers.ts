import type { Kysely } from 'kysely';
import type { Answer } from '../vocabulary/answer.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { AccountSet, ScopeChoice } from '../vocabulary/scope.ts';
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

export interface Answers {
  /** `within`: the transaction that it is a part of. */
  keep(user: string, at: string, trace: AnswerTrace, within?: Kysely<Schema>): Promise<void>;
  /** Null where there is no such answer of this person's (`user` null: of anybody's). */
  find(user: string | null, id: string): Promise<KeptAnswer | null>;
  /** All that are kept of a person's, the oldest first. */
  of(user: string): Promise<readonly KeptAnswer[]>;
}

export const answerPlace = (id: string): string => `answers.trace:${id}`;

export function answersOf({ db, sealing }: Records): Answers {
  let kept = 0;
  const insert = repeatedInsert<'answers'>(['id', 'user', 'at', 'sealed_trace'], (rows) =>
    db
      .insertInto('answers')
      .values(rows)
      .onConflict((conflict) => conflict.column('id').doNothing()),
  );
  return {
    keep: async (user, at, trace, within = db) => {
      const { answer } = trace;
      const lean = answer.kind === 'answer' ? { ...trace, answer: { ...answer, rows: [] } } : trace;
      const sealed_trace = sealing.seal(JSON.stringify(lean), answerPlace(answer.id));
      await insert(within, [{ id: answer.id, user, at, sealed_trace }]);
      kept += 1;
      if (kept % 1_000 !== 1) return;
      const last = await within
        .selectFrom('answers')
        .select('at')
        .orderBy('at', 'desc')
        .limit(1)
        .offset(LIMITS.answers_kept_max)
        .executeTakeFirst();
      if (last) await within.deleteFrom('answers').where('at', '<=', last.at).execute();
    },
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
  const trace = JSON.parse(sealing.open(row.sealed_trace, answerPlace(row.id))) as AnswerTrace;
  return { ...trace, user: row.user, at: row.at };
}
