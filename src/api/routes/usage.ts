import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

export const UsedBudgetShape = z.object({
  calls: z.int(),
  tokens: z.object({ input: z.int(), output: z.int(), max: z.int().nullable() }),
  money: z.object({ used: z.string(), max: z.string().nullable(), currency: z.string() }).nullable(),
});

const UsageShape = z.object({
  day: z.iso.date(),
  model: z.object({ host: z.string(), name: z.string() }).nullable(),
  own: UsedBudgetShape,
});

/** What the language model has taken of one's budget. */
export function addUsageRoute(app: FastifyInstance, { usage }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/usage',
    summary: 'What the language model has taken of your budget today',
    right: 'ask',
    response: UsageShape,
    handle: ({ actor }) => usage(actor),
  });
}
