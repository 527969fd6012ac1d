import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

const UsedBudgetShape = z.object({
  calls: z.int(),
  tokens: z.object({ input: z.int(), output: z.int(), max: z.int().nullable() }),
  money: z.object({ used: z.string(), max: z.string().nullable(), currency: z.string() }).nullable(),
});

const UsageShape = z.object({
  day: z.iso.date(),
  model: z.object({ host: z.string(), name: z.string() }).nullable(),
  own: UsedBudgetShape,
  firm: UsedBudgetShape.nullable(),
});

const StatusShape = z.object({
  at: z.iso.datetime(),
  data: z
    .object({
      version: z.string(),
      asOf: z.iso.date(),
      daysBehind: z.int(),
      publishedAt: z.iso.datetime(),
    })
    .nullable(),
  runs: z
    .array(
      z.object({
        run: z.string(),
        source: z.string(),
        status: z.string(),
        startedAt: z.string(),
        finishedAt: z.string().nullable(),
        message: z.string().nullable(),
        published: z.string().nullable(),
      }),
    )
    .nullable(),
  model: UsageShape.nullable(),
  troubles: z.array(z.object({ part: z.string(), code: z.string(), message: z.string() })),
});

/** How the installation stands, and what the language model has taken of one's budget. */
export function addStatusRoutes(app: FastifyInstance, { usage, status }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/usage',
    summary: 'What the language model has taken of your budget today',
    right: 'ask',
    response: UsageShape,
    handle: ({ actor }) => usage(actor),
  });
  addRoute(app, {
    method: 'GET',
    path: '/status',
    summary: 'How the installation stands: data, last runs, the language model',
    right: 'installation.read',
    response: StatusShape,
    handle: ({ actor }) => status(actor),
  });
}
