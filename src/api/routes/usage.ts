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

const OverviewShape = z.object({
  day: z.iso.date(),
  model: UsageShape.shape.model,
  firm: UsedBudgetShape,
  people: z.array(UsedBudgetShape.extend({ user: z.string() })),
  days: z.array(UsedBudgetShape.extend({ day: z.iso.date() })),
});

/** What the language model has taken of one's budget, and of the firm's. */
export function addUsageRoutes(app: FastifyInstance, { usage }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/usage',
    summary: 'What the language model has taken of your budget today',
    right: 'ask',
    response: UsageShape,
    handle: ({ actor }) => usage.of(actor),
  });
  addRoute(app, {
    method: 'GET',
    path: '/usage/overview',
    summary: 'What the language model has taken of everybody: today by person, and day by day',
    right: 'installation.read',
    response: OverviewShape,
    handle: ({ actor }) => usage.overview(actor),
  });
}
