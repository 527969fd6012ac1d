import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { KeptTurn, Turn } from '../../vocabulary/conversation.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { type Actor, coversAccounts } from '../../vocabulary/scope.ts';
import { AnswerShape } from '../answer-schema.ts';
import { ConversationSummary } from '../contract.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

const ConversationParams = z.strictObject({ id: z.uuid() });
export const TurnShape = z.object({
  question: z.string(),
  scope: z.record(z.string(), z.unknown()),
  plan: z.record(z.string(), z.unknown()).nullable(),
  answer: AnswerShape,
  at: z.string(),
  revises: z.string().optional(),
});

/** A person's own conversations; another's are as good as none. */
export function addConversationRoutes(app: FastifyInstance, { conversations }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/conversations',
    summary: 'Your conversations, the newest first',
    right: 'ask',
    response: z.object({ items: z.array(ConversationSummary) }),
    handle: async ({ actor }) => ({ items: await conversations.list(actor.user) }),
  });
  addRoute(app, {
    method: 'GET',
    path: '/conversations/:id',
    summary: 'The turns of a conversation, the oldest first',
    right: 'ask',
    params: ConversationParams,
    response: z.object({ turns: z.array(TurnShape) }),
    handle: async ({ actor, params }) => {
      const turns = await conversations.turns(actor.user, params.id);
      if (turns.length === 0) throw noSuchConversation();
      return { turns: turns.map((turn) => shownTo(actor, turn)) };
    },
  });
  addRoute(app, {
    method: 'PATCH',
    path: '/conversations/:id',
    summary: 'Rename a conversation',
    right: 'ask',
    params: ConversationParams,
    body: z.strictObject({ title: z.string().min(1).max(200) }),
    response: null,
    handle: async ({ actor, params, body }) => {
      if (!(await conversations.rename(actor.user, params.id, body.title))) throw noSuchConversation();
    },
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/conversations/:id',
    summary: 'Delete a conversation',
    right: 'ask',
    params: ConversationParams,
    response: null,
    handle: async ({ actor, params }) => {
      if (!(await conversations.remove(actor.user, params.id))) throw noSuchConversation();
    },
  });
}

/** A turn without its answer where it could speak of accounts that the person may not see any more. */
function shownTo({ accounts }: Actor, { reach, ...turn }: KeptTurn): Turn {
  if (coversAccounts(accounts, reach)) return turn;
  const { id, engine, conversationId, timings } = turn.answer;
  return {
    ...turn,
    plan: null,
    answer: {
      id,
      kind: 'declined',
      reason: 'not_permitted',
      text: 'You may not see all the accounts of this answer any more.',
      engine,
      suggestions: [],
      conversationId,
      timings,
    },
  };
}

function noSuchConversation(): Problem {
  return new Problem('not_found', 'There is no such conversation; open another or start a new one.');
}
