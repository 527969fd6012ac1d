import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

const PAGE_ROWS = 1_000;

const RunShape = z.object({
  run: z.string(),
  source: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  status: z.string(),
  asOf: z.string().nullable(),
  report: z.record(z.string(), z.unknown()).nullable(),
  message: z.string().nullable(),
});

const QuarantineShape = z.object({
  run: z.string(),
  source: z.string(),
  table: z.string(),
  file: z.string(),
  line: z.int().nullable(),
  key: z.string().nullable(),
  column: z.string().nullable(),
  reason: z.string(),
});

const RunParams = z.strictObject({ id: z.string().min(1).max(200) });

/** Past runs of the pipeline and what they set aside, for those who look after it. */
export function addRunRoutes(app: FastifyInstance, { runs }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/runs',
    summary: 'The last runs, the newest first',
    right: 'runs.read',
    response: z.object({ items: z.array(RunShape) }),
    handle: async () => ({ items: await runs.list(Math.min(100, LIMITS.runs_kept_max)) }),
  });
  addRoute(app, {
    method: 'GET',
    path: '/runs/:id',
    summary: 'One run',
    right: 'runs.read',
    params: RunParams,
    response: RunShape,
    handle: async ({ params }) => {
      const run = await runs.find(params.id);
      if (!run) throw new Problem('not_found', 'There is no such run; /api/v1/runs lists them.');
      return run;
    },
  });
  addRoute(app, {
    method: 'GET',
    path: '/runs/:id/quarantine',
    summary: 'The rows that a run set aside, a page at a time',
    right: 'runs.read',
    params: RunParams,
    query: z.strictObject({
      after: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
    }),
    response: z.object({ items: z.array(QuarantineShape), next: z.int().nullable() }),
    handle: async ({ params, query }) => {
      const { rows, next } = await runs.quarantine(params.id, Number(query.after ?? '0'), PAGE_ROWS);
      return { items: rows, next };
    },
  });
}
