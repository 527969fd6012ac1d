import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { VerifiedQuestion } from '../vocabulary/verified.ts';
import type { Records } from './records.ts';

/** Verified questions, which every question is held against: they are read once and kept at hand. */
export interface KeptVerified {
  /** The newest first: of two that mean the same, the later word counts. */
  all(): Promise<readonly VerifiedQuestion[]>;
  /** Takes the place of one that is recognised by the same. Rejects with `too_large` where there are too many. */
  save(question: VerifiedQuestion): Promise<void>;
  /** Whether it was there. */
  remove(id: string): Promise<boolean>;
}

export const verifiedPlace = (id: string): string => `verified_questions.question:${id}`;

export function verifiedQuestionsOf({ db, sealing }: Records): KeptVerified {
  let atHand: Promise<readonly VerifiedQuestion[]> | null = null;
  const read = async (): Promise<readonly VerifiedQuestion[]> => {
    const rows = await db
      .selectFrom('verified_questions')
      .selectAll()
      .orderBy('at', 'desc')
      .orderBy('id')
      .execute();
    return rows.map(
      ({ id, sealed_question }) =>
        JSON.parse(sealing.open(sealed_question, verifiedPlace(id))) as VerifiedQuestion,
    );
  };
  const all = (): Promise<readonly VerifiedQuestion[]> => {
    const mine = (atHand ??= read());
    mine.catch(() => {
      atHand = null;
    });
    return mine;
  };
  return {
    all,
    save: async (question) => {
      const { id, at, form } = question;
      const before = await all();
      const same = before.filter((each) => each.form.key === form.key).map((each) => each.id);
      if (before.length - same.length >= LIMITS.verified_questions_max) {
        throw new Problem(
          'too_large',
          'There are as many verified questions as there may be; remove some first.',
        );
      }
      await db.transaction().execute(async (transaction) => {
        if (same.length > 0)
          await transaction.deleteFrom('verified_questions').where('id', 'in', same).execute();
        await transaction
          .insertInto('verified_questions')
          .values({ id, at, sealed_question: sealing.seal(JSON.stringify(question), verifiedPlace(id)) })
          .execute();
      });
      atHand = null;
    },
    remove: async (id) => {
      const result = await db.deleteFrom('verified_questions').where('id', '=', id).executeTakeFirst();
      atHand = null;
      return result.numDeletedRows > 0n;
    },
  };
}
