import type { Turn } from './conversation.ts';
import type { Actor } from './scope.ts';

/** A colleague who may read a conversation. */
export interface ConversationShare {
  readonly user: string;
  /** ISO 8601 instant, UTC. */
  readonly at: string;
}

/** A colleague's conversation, as it stands in a list. */
export interface SharedEntry {
  readonly id: string;
  /** Whose it is. */
  readonly by: { readonly user: string; readonly name: string };
  /** The question that it began with; null where the reader may not see all the accounts of its answer. */
  readonly title: string | null;
  readonly turns: number;
  /** ISO 8601 instant, UTC. */
  readonly updatedAt: string;
}

/** A turn of a colleague's conversation; null in the place of one that speaks of accounts the reader may not see. */
export type SharedTurn = Turn | null;

/**
 * Conversations that colleagues let each other read. What a reader is shown follows the reader's own rights at that
 * moment; whoever shares gives no accounts away. Each verb rejects with `not_permitted` where the actor lacks
 * `conversations.share`.
 */
export interface SharedConversations {
  /** Who may read a conversation of one's own. Rejects with `not_found`. */
  sharesOf(actor: Actor, id: string): Promise<readonly ConversationShare[]>;
  /** Rejects with `not_found` for a conversation that is not the actor's, and for whoever is no colleague. */
  share(actor: Actor, id: string, user: string): Promise<void>;
  /** Rejects with `not_found`. */
  unshare(actor: Actor, id: string, user: string): Promise<void>;
  /** What others share with the actor, the newest first. */
  list(actor: Actor): Promise<readonly SharedEntry[]>;
  /** Rejects with `not_found`. */
  read(
    actor: Actor,
    id: string,
  ): Promise<{ readonly by: SharedEntry['by']; readonly turns: readonly SharedTurn[] }>;
}
