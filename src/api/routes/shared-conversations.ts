import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ShareBody, SharedEntryShape } from '../contract.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';
import { TurnShape } from './conversations.ts';

const ConversationParams = z.strictObject({ id: z.uuid() });
const ShareParams = z.strictObject({ id: z.uuid(), user: z.string().min(1).max(200) });

/** Conversations that colleagues let each other read; what each is shown follows his or her own rights. */
export function addSharedConversationRoutes(app: FastifyInstance, { shared }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/conversations/:id/shares',
    summary: 'The colleagues who may read a conversation of yours',
    right: 'conversations.share',
    params: ConversationParams,
    response: z.object({ items: z.array(z.object({ user: z.string(), at: z.string() })) }),
    handle: async ({ actor, params }) => ({ items: await shared.sharesOf(actor, params.id) }),
  });
  addRoute(app, {
    method: 'POST',
    path: '/conversations/:id/shares',
    summary: 'Let a colleague read a conversation of yours, as far as he or she may see its accounts',
    right: 'conversations.share',
    params: ConversationParams,
    body: ShareBody,
    response: null,
    handle: ({ actor, params, body }) => shared.share(actor, params.id, body.user),
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/conversations/:id/shares/:user',
    summary: 'Take a conversation of yours back from a colleague',
    right: 'conversations.share',
    params: ShareParams,
    response: null,
    handle: ({ actor, params }) => shared.unshare(actor, params.id, params.user),
  });
  addRoute(app, {
    method: 'GET',
    path: '/shared-conversations',
    summary: 'The conversations that colleagues let you read, the newest first',
    right: 'conversations.share',
    response: z.object({ items: z.array(SharedEntryShape) }),
    handle: async ({ actor }) => ({ items: await shared.list(actor) }),
  });
  addRoute(app, {
    method: 'GET',
    path: '/shared-conversations/:id',
    summary:
      'The turns of a colleague’s conversation, the oldest first; null where you may not see the accounts',
    right: 'conversations.share',
    params: ConversationParams,
    response: z.object({ by: SharedEntryShape.shape.by, turns: z.array(TurnShape.nullable()) }),
    handle: ({ actor, params }) => shared.read(actor, params.id),
  });
}
