import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/**
 * Whoever begins a conversation chooses the id by which he or she knows it, so two people may choose the same: each has
 * a conversation of that name then, and neither learns of the other's. In the records it has an id of its own.
 */
export async function ownConversation(
  db: Kysely<Schema>,
  user: string,
  askedId: string,
): Promise<{ readonly id: string; readonly turns: number } | null> {
  const own = await db
    .selectFrom('conversations')
    .select(['id', 'turns'])
    .where('user', '=', user)
    .where((where) =>
      where.or([
        where('asked_id', '=', askedId),
        where.and([where('asked_id', 'is', null), where('id', '=', askedId)]),
      ]),
    )
    .executeTakeFirst();
  return own ?? null;
}
