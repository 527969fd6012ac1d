import type { KeptFeedback } from '../state/feedback.ts';
import type { Conversations } from '../vocabulary/conversation.ts';
import type { ExplainAnswer } from '../vocabulary/explanation.ts';
import type { Opinion } from '../vocabulary/feedback.ts';
import type { Actor } from '../vocabulary/scope.ts';

export type GiveFeedback = (actor: Actor, id: string, opinion: Opinion) => Promise<void>;

/**
 * Keeps what a reader thinks of an answer of his or her own, together with the answer as it was seen: its rows are
 * those of the conversation. Throws Problem `not_found`.
 */
export function createGiveFeedback(parts: {
  readonly explain: ExplainAnswer;
  readonly conversations: Conversations;
  readonly feedback: KeptFeedback;
  readonly now: () => Date;
}): GiveFeedback {
  return async (actor, id, opinion) => {
    const { question, scope, today, answer } = await parts.explain(actor, id);
    const { conversationId } = answer;
    const turns = conversationId === null ? [] : await parts.conversations.turns(actor.user, conversationId);
    const seen = turns.find((turn) => turn.answer.id === id)?.answer ?? answer;
    const at = parts.now().toISOString();
    await parts.feedback.save({ ...opinion, user: actor.user, at, question, scope, today, answer: seen });
  };
}
