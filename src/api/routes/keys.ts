import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { RIGHTS } from '../../vocabulary/scope.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

const DataKeyShape = z.object({ purpose: z.string(), keys: z.int(), newestAt: z.string() });
const KeyShape = z.object({
  id: z.string(),
  user: z.string(),
  label: z.string(),
  rights: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
const user = z.string().min(1).max(200);
const KeyBody = z.strictObject({
  user,
  label: z.string().min(1).max(200),
  rights: z.array(z.enum(RIGHTS)).min(1).max(RIGHTS.length),
  expiresAt: z.iso.datetime(),
});
const RotationShape = z.object({ values: z.int(), master: z.enum(['renewed', 'kept']) });

/** The keys of encryption: how old they are, and newer ones. */
export function addDataKeyRoutes(app: FastifyInstance, { operations, custody }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/data-keys',
    summary: 'How old the keys of encryption are, by what they are for',
    right: 'keys.manage',
    response: z.object({ items: z.array(DataKeyShape) }),
    handle: async ({ actor }) => ({ items: await operations.dataKeys(actor) }),
  });
  addRoute(app, {
    method: 'POST',
    path: '/data-keys/rotation',
    summary: 'Make new keys and seal everything anew, while everybody goes on working',
    right: 'keys.manage',
    response: RotationShape,
    handle: async ({ actor }) => {
      const { values, master } = await custody.rotateKeys(actor, { only: null });
      return { values, master };
    },
  });
}

/** Keys with which programs come to this interface, for those who look after keys. */
export function addApiKeyRoutes(app: FastifyInstance, { custody }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/api-keys',
    summary: 'The keys of the API, without their secrets; of one person, or of everybody',
    right: 'keys.manage',
    query: z.strictObject({ user: user.optional() }),
    response: z.object({ items: z.array(KeyShape) }),
    handle: async ({ actor, query }) => ({
      items: await custody.listApiKeys(actor, { user: query.user ?? null }),
    }),
  });
  addRoute(app, {
    method: 'POST',
    path: '/api-keys',
    summary: 'Make a key with which a program comes in the name of a person; the secret is given here alone',
    right: 'keys.manage',
    body: KeyBody,
    response: z.object({ key: KeyShape, secret: z.string() }),
    handle: ({ actor, body }) => custody.makeApiKey(actor, body),
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/api-keys/:id',
    summary: 'End a key, and the tokens that rest on it, at once',
    right: 'keys.manage',
    params: z.strictObject({ id: z.string().min(1).max(200) }),
    response: null,
    handle: ({ actor, params }) => custody.revokeApiKey(actor, params),
  });
}
