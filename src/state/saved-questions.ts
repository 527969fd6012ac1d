import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { LastLook, SavedQuestion } from '../vocabulary/saved-question.ts';
import type { Records } from './records.ts';
import type { SavedQuestionsTable } from './schema.ts';

/** Saved questions. Every verb but `watched` and `note` names the person whose they are, and reaches no other's. */
export interface KeptQuestions {
  /** The oldest first. */
  list(user: string): Promise<readonly SavedQuestion[]>;
  /** Rejects with `too_large` where the person has as many as one may have. */
  save(question: SavedQuestion): Promise<void>;
  /** Whether it was there and this person's. */
  remove(user: string, id: string): Promise<boolean>;
  /** Everybody's that are answered by themselves. */
  watched(): Promise<readonly SavedQuestion[]>;
  note(id: string, last: LastLook): Promise<void>;
}

export const savedPlace = (id: string): string => `saved_questions.question:${id}`;
export const lastLookPlace = (id: string): string => `saved_questions.last:${id}`;

export function savedQuestionsOf({ db, sealing }: Records): KeptQuestions {
  const opened = (row: SavedQuestionsTable): SavedQuestion => ({
    ...(JSON.parse(sealing.open(row.sealed_question, savedPlace(row.id))) as Omit<SavedQuestion, 'last'>),
    last:
      row.sealed_last === null
        ? null
        : (JSON.parse(sealing.open(row.sealed_last, lastLookPlace(row.id))) as LastLook),
  });
  return {
    list: async (user) => {
      const rows = await db
        .selectFrom('saved_questions')
        .selectAll()
        .where('user', '=', user)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(opened);
    },
    save: async ({ last: _last, ...question }) => {
      const { id, user, createdAt, watch } = question;
      const held = await db.selectFrom('saved_questions').select('id').where('user', '=', user).execute();
      if (held.length >= LIMITS.saved_questions_per_person_max) {
        throw new Problem('too_large', 'Your board is full; take a question off it first.');
      }
      await db
        .insertInto('saved_questions')
        .values({
          id,
          user,
          created_at: createdAt,
          is_watched: watch === null ? 0 : 1,
          sealed_question: sealing.seal(JSON.stringify(question), savedPlace(id)),
          sealed_last: null,
        })
        .execute();
    },
    remove: async (user, id) => {
      const result = await db
        .deleteFrom('saved_questions')
        .where('id', '=', id)
        .where('user', '=', user)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    watched: async () => {
      const rows = await db
        .selectFrom('saved_questions')
        .selectAll()
        .where('is_watched', '=', 1)
        .orderBy('created_at')
        .execute();
      return rows.map(opened);
    },
    note: async (id, last) => {
      await db
        .updateTable('saved_questions')
        .set({ sealed_last: sealing.seal(JSON.stringify(last), lastLookPlace(id)) })
        .where('id', '=', id)
        .execute();
    },
  };
}
