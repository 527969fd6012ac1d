import type { KeptTurn } from '../vocabulary/conversation.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { ConversationShare } from '../vocabulary/shared-conversation.ts';
import { turnPlace } from './conversations.ts';
import { ownConversation } from './own-conversation.ts';
import type { Records } from './records.ts';

/** A conversation that somebody may read besides its owner; its id is the one that readers know it by. */
export interface SharedWith {
  readonly id: string;
  readonly owner: string;
  readonly turns: number;
  readonly updatedAt: string;
  /** The oldest turn that is kept; null: none is. */
  readonly first: KeptTurn | null;
}

/** Who may read whose conversations. They go with their conversation, and with their reader. */
export interface ConversationShares {
  /** Null where the conversation is not the owner's. */
  of(owner: string, id: string): Promise<readonly ConversationShare[] | null>;
  /** Whether the conversation is the owner's; once more changes nothing. Rejects with `too_many`. */
  add(owner: string, id: string, reader: string): Promise<boolean>;
  /** Whether there was such a share of the owner's. */
  remove(owner: string, id: string, reader: string): Promise<boolean>;
  /** Those that `reader` may read, the newest first. */
  with(reader: string): Promise<readonly SharedWith[]>;
  /** Null where it is not shared with `reader`. */
  read(
    reader: string,
    id: string,
  ): Promise<{ readonly owner: string; readonly turns: readonly KeptTurn[] } | null>;
}

export function conversationSharesOf({ db, sealing, now }: Records): ConversationShares {
  const opened = (id: string, ordinal: number, sealed: string): KeptTurn =>
    JSON.parse(sealing.open(sealed, turnPlace(id, ordinal))) as KeptTurn;
  const turnsOf = (id: string) =>
    db.selectFrom('turns').selectAll().where('conversation_id', '=', id).orderBy('ordinal', 'asc');
  return {
    of: async (owner, id) => {
      const own = await ownConversation(db, owner, id);
      if (own === null) return null;
      const shares = db.selectFrom('conversation_shares').select(['user', 'at']);
      return shares.where('conversation_id', '=', own.id).orderBy('at').orderBy('user').execute();
    },
    add: async (owner, id, reader) => {
      const own = await ownConversation(db, owner, id);
      if (own === null) return false;
      const shares = await db
        .selectFrom('conversation_shares')
        .select('user')
        .where('conversation_id', '=', own.id)
        .execute();
      if (shares.some(({ user }) => user === reader)) return true;
      if (shares.length >= LIMITS.conversation_readers_max) {
        throw new Problem(
          'too_many',
          'As many colleagues as may read this conversation already do; take it back from one first.',
        );
      }
      await db
        .insertInto('conversation_shares')
        .values({ conversation_id: own.id, user: reader, at: now().toISOString() })
        .onConflict((conflict) => conflict.columns(['conversation_id', 'user']).doNothing())
        .execute();
      return true;
    },
    remove: async (owner, id, reader) => {
      const own = await ownConversation(db, owner, id);
      if (own === null) return false;
      const { numDeletedRows } = await db
        .deleteFrom('conversation_shares')
        .where('conversation_id', '=', own.id)
        .where('user', '=', reader)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
    with: async (reader) => {
      const rows = await db
        .selectFrom('conversation_shares')
        .innerJoin('conversations', 'conversations.id', 'conversation_shares.conversation_id')
        .select(['conversations.id', 'conversations.user', 'conversations.turns', 'conversations.updated_at'])
        .where('conversation_shares.user', '=', reader)
        .orderBy('conversations.updated_at', 'desc')
        .orderBy('conversations.id')
        .limit(LIMITS.conversations_listed_max)
        .execute();
      const found: SharedWith[] = [];
      for (const { id, user: owner, turns, updated_at: updatedAt } of rows) {
        const first = await turnsOf(id).limit(1).executeTakeFirst();
        const turn = first ? opened(id, first.ordinal, first.sealed_turn) : null;
        found.push({ id, owner, turns, updatedAt, first: turn });
      }
      return found;
    },
    read: async (reader, id) => {
      const shared = await db
        .selectFrom('conversation_shares')
        .innerJoin('conversations', 'conversations.id', 'conversation_shares.conversation_id')
        .select('conversations.user')
        .where('conversation_shares.conversation_id', '=', id)
        .where('conversation_shares.user', '=', reader)
        .executeTakeFirst();
      if (!shared) return null;
      const rows = await turnsOf(id).execute();
      return {
        owner: shared.user,
        turns: rows.map(({ ordinal, sealed_turn: sealed }) => opened(id, ordinal, sealed)),
      };
    },
  };
}
