import type { Feedback } from '../vocabulary/feedback.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Records } from './records.ts';

/** What readers thought of answers, one opinion for each reader and answer; the last one counts. */
export interface KeptFeedback {
  save(feedback: Feedback): Promise<void>;
  /** The oldest first; `next` continues the listing, null at its end. */
  list(
    after: number,
    limit: number,
  ): Promise<{ readonly items: readonly Feedback[]; readonly next: number | null }>;
}

export const opinionPlace = (user: string, answer: string): string => `feedback.opinion:${user}:${answer}`;

export function feedbackOf({ db, sealing }: Records): KeptFeedback {
  return {
    save: (feedback) =>
      db.transaction().execute(async (transaction) => {
        const { user, at, answer } = feedback;
        await transaction
          .deleteFrom('feedback')
          .where('user', '=', user)
          .where('answer', '=', answer.id)
          .execute();
        await transaction
          .insertInto('feedback')
          .values({
            user,
            answer: answer.id,
            at,
            sealed_opinion: sealing.seal(JSON.stringify(feedback), opinionPlace(user, answer.id)),
          })
          .execute();
        const last = await transaction
          .selectFrom('feedback')
          .select('ordinal')
          .orderBy('ordinal', 'desc')
          .limit(1)
          .offset(LIMITS.feedback_kept_max)
          .executeTakeFirst();
        if (last) await transaction.deleteFrom('feedback').where('ordinal', '<=', last.ordinal).execute();
      }),
    list: async (after, limit) => {
      const rows = await db
        .selectFrom('feedback')
        .selectAll()
        .where('ordinal', '>', after)
        .orderBy('ordinal')
        .limit(limit)
        .execute();
      return {
        items: rows.map(
          (row) =>
            JSON.parse(sealing.open(row.sealed_opinion, opinionPlace(row.user, row.answer))) as Feedback,
        ),
        next: rows.length < limit ? null : (rows.at(-1)?.ordinal ?? null),
      };
    },
  };
}
