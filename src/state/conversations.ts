import { randomUUID } from 'node:crypto';
import type { Answer } from '../vocabulary/answer.ts';
import type { Conversations, KeptTurn } from '../vocabulary/conversation.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { ownConversation } from './own-conversation.ts';
import type { Records } from './records.ts';

export interface ConversationEntry {
  readonly id: string;
  readonly title: string;
  readonly turns: number;
  readonly updatedAt: string;
}

/** Dialogues as they are kept. Every verb names the person whose they are, and reaches no other's. */
export interface KeptConversations extends Conversations {
  /** The newest first. */
  list(user: string): Promise<readonly ConversationEntry[]>;
  /** Whether it was there and this person's. */
  rename(user: string, conversationId: string, title: string): Promise<boolean>;
  remove(user: string, conversationId: string): Promise<boolean>;
}

const TITLE_CHARS_MAX = 80;
export const titlePlace = (id: string): string => `conversations.title:${id}`;
export const turnPlace = (id: string, ordinal: number): string => `turns.turn:${id}:${ordinal}`;

export function conversationsOf(records: Records): KeptConversations {
  const { db, sealing, now } = records;
  return {
    turns: async (user, id) => {
      const own = await ownConversation(db, user, id);
      if (own === null) return [];
      const rows = await db
        .selectFrom('turns')
        .select(['ordinal', 'sealed_turn'])
        .where('conversation_id', '=', own.id)
        .orderBy('ordinal', 'asc')
        .execute();
      return rows.map(
        (row) => JSON.parse(sealing.open(row.sealed_turn, turnPlace(own.id, row.ordinal))) as KeptTurn,
      );
    },
    append: (user, id, turn) => append(records, user, id, turn),
    list: async (user) => {
      const rows = await db
        .selectFrom('conversations')
        .selectAll()
        .where('user', '=', user)
        .orderBy('updated_at', 'desc')
        .orderBy('id')
        .limit(LIMITS.conversations_listed_max)
        .execute();
      return rows.map((row) => ({
        id: row.asked_id ?? row.id,
        title: sealing.open(row.sealed_title, titlePlace(row.id)),
        turns: row.turns,
        updatedAt: row.updated_at,
      }));
    },
    rename: async (user, id, title) => {
      const own = await ownConversation(db, user, id);
      if (own === null) return false;
      const result = await db
        .updateTable('conversations')
        .set({
          sealed_title: sealing.seal(titleFrom(title), titlePlace(own.id)),
          updated_at: now().toISOString(),
        })
        .where('id', '=', own.id)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    remove: async (user, id) => {
      const own = await ownConversation(db, user, id);
      if (own === null) return false;
      const result = await db.deleteFrom('conversations').where('id', '=', own.id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

/** The conversation begins with its first turn. */
async function append(
  { db, sealing }: Records,
  user: string,
  askedId: string,
  turn: KeptTurn,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const known = await ownConversation(transaction, user, askedId);
    const id = known?.id ?? randomUUID();
    const ordinal = (known?.turns ?? 0) + 1;
    const now = { turns: ordinal, updated_at: turn.at };
    if (known) await transaction.updateTable('conversations').set(now).where('id', '=', id).execute();
    else {
      const sealed_title = sealing.seal(titleFrom(turn.question), titlePlace(id));
      await transaction
        .insertInto('conversations')
        .values({ id, user, asked_id: askedId, sealed_title, created_at: turn.at, ...now })
        .execute();
    }
    await transaction
      .insertInto('turns')
      .values({
        conversation_id: id,
        ordinal,
        sealed_turn: sealing.seal(JSON.stringify(shortened(turn)), turnPlace(id, ordinal)),
      })
      .execute();
    await transaction
      .deleteFrom('turns')
      .where('conversation_id', '=', id)
      .where('ordinal', '<=', ordinal - LIMITS.conversation_turns_kept_max)
      .execute();
  });
}

function titleFrom(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= TITLE_CHARS_MAX ? line : `${line.slice(0, TITLE_CHARS_MAX - 1)}…`;
}

/** A long table is kept by its first rows; its SQL says how to have the rest again. */
function shortened(turn: KeptTurn): KeptTurn {
  const { answer } = turn;
  if (answer.kind !== 'answer' || answer.rows.length <= LIMITS.conversation_rows_kept_max) return turn;
  const kept: Answer = {
    ...answer,
    rows: answer.rows.slice(0, LIMITS.conversation_rows_kept_max),
    caveats: [
      ...answer.caveats,
      `Of ${answer.rows.length} rows the first ${LIMITS.conversation_rows_kept_max} were kept.`,
    ],
  };
  return { ...turn, answer: kept };
}
