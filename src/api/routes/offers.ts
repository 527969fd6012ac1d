import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { LIMITS } from '../../vocabulary/limits.ts';
import { CompletionShape, VocabularyShape } from '../contract.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

/** What can be picked instead of typed. */
export function addOfferRoutes(app: FastifyInstance, { offers }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/vocabulary',
    summary: 'Figures, groups, values and periods that a question can be about',
    right: 'ask',
    response: VocabularyShape,
    handle: () => offers.vocabulary(),
  });
  addRoute(app, {
    method: 'GET',
    path: '/completions',
    summary: 'How a question that is being typed may go on',
    right: 'ask',
    query: z.strictObject({ text: z.string().max(LIMITS.question_chars_max) }),
    response: z.object({ items: z.array(CompletionShape) }),
    handle: async ({ actor, query }) => ({ items: await offers.completions(actor, query.text) }),
  });
}
