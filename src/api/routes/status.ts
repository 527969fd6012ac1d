import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';
import { UsedBudgetShape } from './usage.ts';

const StatusShape = z.object({
  at: z.string(),
  version: z.string(),
  startedAt: z.string(),
  store: z.object({
    up: z.boolean(),
    dataVersion: z.string().nullable(),
    asOf: z.string().nullable(),
    publishedAt: z.string().nullable(),
    server: z
      .object({
        busy: z.int(),
        idle: z.int(),
        behindSeconds: z.number().nullable(),
        sizeBytes: z.number(),
        capacityBytes: z.number().nullable(),
      })
      .nullable()
      .describe('of a store on a database server'),
  }),
  records: z.object({ up: z.boolean() }),
  queue: z
    .object({
      up: z.boolean(),
      answerSeconds: z.number().nullable(),
      waiting: z.int(),
      running: z.int(),
      oldestSeconds: z.number(),
      setAside: z.int(),
      messages: z.int().nullable(),
      deadLetters: z.int().nullable(),
    })
    .nullable(),
  certificateEndsAt: z.string().nullable(),
  sources: z.array(
    z.object({
      name: z.string().nullable().describe('null: deliveries that were taken in by hand'),
      lastRun: z.string().nullable(),
      lastRunAt: z.string().nullable(),
      lastSuccessAt: z.string().nullable(),
      quarantinedShare: z.number(),
      overdueSeconds: z.number().nullable(),
    }),
  ),
  custodians: z.array(
    z.object({
      custodian: z.string(),
      name: z.string(),
      lastDay: z.string().nullable(),
      breaks: z.int(),
      sources: z.array(z.string()),
    }),
  ),
  running: z.int(),
  quarantinedRows: z.int(),
  disk: z.object({ freeBytes: z.number(), sizeBytes: z.number(), reserveBytes: z.number() }),
  memory: z.object({ usedBytes: z.number(), limitBytes: z.number() }),
  audit: z.object({ whole: z.boolean().nullable(), entries: z.int(), lookedAt: z.string().nullable() }),
  model: z
    .object({ host: z.string(), name: z.string(), day: z.iso.date(), used: UsedBudgetShape })
    .nullable(),
  alarms: z
    .array(
      z.object({
        name: z.string(),
        severity: z.enum(['page', 'ticket']),
        summary: z.string(),
        about: z.string().nullable(),
        since: z.string(),
        runbook: z.string(),
      }),
    )
    .nullable(),
});

/** How the installation stands, for those who look after it. */
export function addStatusRoute(app: FastifyInstance, { status }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/status',
    summary:
      'How the installation stands: store, records, queue, sources, custodians, disk, audit log and alarms',
    right: 'runs.read',
    response: StatusShape,
    handle: () => status(),
  });
}
