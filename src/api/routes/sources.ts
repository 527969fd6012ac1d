import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

const SourceShape = z.object({
  name: z.string(),
  address: z.string(),
  mapping: z.string().nullable(),
  mode: z.literal('incremental').nullable(),
  schedule: z.object({ cron: z.string(), timeZone: z.string() }).nullable(),
  watch: z.boolean(),
  paused: z.boolean(),
  hasSecret: z.boolean(),
  addedAt: z.string(),
  nextRunAt: z.string().nullable(),
});

const SourceParams = z.strictObject({ name: z.string().min(1).max(64) });

const SourceChangeBody = z.strictObject({
  /** null: only when it is told to. Without a time zone, in the firm's. */
  schedule: z
    .strictObject({ cron: z.string().max(200), timeZone: z.string().max(100).nullish() })
    .nullable()
    .optional(),
  watch: z.boolean().optional(),
  /** true: it keeps its schedule, and is not run by itself meanwhile. */
  paused: z.boolean().optional(),
  /** Another password or token: it is tried first, and counts from the next run on. */
  secret: z.string().min(1).max(LIMITS.source_secret_chars_max).optional(),
});

/** Where deliveries come from, and taking one in now. */
export function addSourceRoutes(app: FastifyInstance, { operations }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/sources',
    summary: 'The registered sources and when each runs next',
    right: 'runs.read',
    response: z.object({ items: z.array(SourceShape) }),
    handle: async ({ actor }) => ({ items: await operations.sources(actor) }),
  });
  addRoute(app, {
    method: 'PATCH',
    path: '/sources/:name',
    summary: 'Change when a source is run by itself, pause it, or give it another password',
    right: 'runs.start',
    params: SourceParams,
    body: SourceChangeBody,
    response: null,
    handle: ({ actor, params, body: { schedule, watch, paused, secret } }) =>
      operations.changeSource(actor, params.name, {
        ...(schedule === undefined
          ? {}
          : { schedule: schedule && { cron: schedule.cron, timeZone: schedule.timeZone ?? null } }),
        ...(watch === undefined ? {} : { watch }),
        ...(paused === undefined ? {} : { paused }),
        ...(secret === undefined ? {} : { secret }),
      }),
  });
  addRoute(app, {
    method: 'POST',
    path: '/sources/:name/runs',
    summary: 'Begin to take a source in; /api/v1/runs/under-way says how far it is',
    right: 'runs.start',
    params: SourceParams,
    body: z.strictObject({ full: z.boolean().optional() }),
    response: null,
    handle: ({ actor, params, body }) => operations.runSource(actor, params.name, body.full ?? false),
  });
}
