import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

const DataKeyShape = z.object({ purpose: z.string(), keys: z.int(), newestAt: z.string() });
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
