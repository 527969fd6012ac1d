import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AnswerShape } from '../answer-schema.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

/** Answers that were given before. */
export function addAnswerRoutes(app: FastifyInstance, { replay }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/answers/:id/replay',
    summary: 'The same answer again, from its data version while that is kept, and what came out otherwise',
    right: 'figures',
    params: z.strictObject({ id: z.string().min(1).max(200) }),
    response: z.object({ answer: AnswerShape, differences: z.array(z.string()) }),
    handle: ({ actor, params }) => replay(actor, params.id),
  });
}
