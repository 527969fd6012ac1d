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

/** A row that was set aside, and why. */
export const SetAsideShape = z.object({
  table: z.string(),
  file: z.string(),
  line: z.int().nullable(),
  key: z.string().nullable(),
  column: z.string().nullable(),
  reason: z.string(),
});

const QuarantineShape = z.object({ run: z.string(), source: z.string(), ...SetAsideShape.shape });

const FindingRowShape = z.object({
  run: z.string(),
  code: z.string(),
  severity: z.string(),
  account: z.string().nullable(),
  security: z.string().nullable(),
  symbol: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  occurrences: z.int(),
  detail: z.string().nullable(),
  cause: z.string().nullable(),
  source: z.string().nullable(),
  table: z.string().nullable(),
  file: z.string().nullable(),
  line: z.int().nullable(),
  key: z.string().nullable(),
});

const UnderWayShape = z.object({
  source: z.string(),
  since: z.string(),
  progress: z
    .object({ step: z.string(), subject: z.string(), done: z.number(), total: z.number().nullable() })
    .nullable(),
});

const PageQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
});

const RunParams = z.strictObject({ id: z.string().min(1).max(200) });

/** Past runs of the pipeline and what they set aside, for those who look after it. */
export function addRunRoutes(app: FastifyInstance, { runs, operations }: ApiParts): void {
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
    query: PageQuery,
    response: z.object({ items: z.array(QuarantineShape), next: z.int().nullable() }),
    handle: async ({ params, query }) => {
      const { rows, next } = await runs.quarantine(params.id, Number(query.after ?? '0'), PAGE_ROWS);
      return { items: rows, next };
    },
  });
  addRoute(app, {
    method: 'GET',
    path: '/runs/:id/findings',
    summary: 'The rows that the findings of a run speak of, a page at a time',
    right: 'runs.read',
    params: RunParams,
    query: PageQuery,
    response: z.object({ items: z.array(FindingRowShape), next: z.int().nullable() }),
    handle: async ({ params, query }) => {
      const after = Number(query.after ?? '0');
      const { rows, next } = await runs.findings(params.id, after, LIMITS.finding_rows_per_page_max);
      return { items: rows, next };
    },
  });
  addRoute(app, {
    method: 'POST',
    path: '/runs/:id/repeat',
    summary: 'Take in once more what a run took in',
    right: 'runs.start',
    params: RunParams,
    response: null,
    handle: ({ actor, params }) => operations.repeatRun(actor, params.id),
  });
  addRoute(app, {
    method: 'GET',
    path: '/runs/under-way',
    summary: 'What is being taken in now, how far it is, and what waits',
    right: 'runs.read',
    response: z.object({ items: z.array(UnderWayShape) }),
    handle: async ({ actor }) => ({ items: await operations.underWay(actor) }),
  });
}
