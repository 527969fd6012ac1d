import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AUDIT_KINDS, type AuditEntry } from '../../vocabulary/audit.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

const sequence = z.string().regex(/^\d{1,15}$/);

const AuditQueryShape = z.strictObject({
  kind: z.enum(AUDIT_KINDS).optional(),
  user: z.string().min(1).max(200).optional(),
  before: sequence.optional(),
});

const EntryShape = z.object({
  sequence: z.int(),
  at: z.string(),
  kind: z.string(),
  person: z.string(),
  user: z.string().nullable(),
  about: z.array(z.string().nullable()),
  details: z.record(z.string(), z.unknown()).nullable(),
});

const ExportQuery = AuditQueryShape.omit({ before: true }).extend({ after: sequence.optional() });
const VerifyQuery = z.strictObject({
  head: z
    .string()
    .regex(/^\d{1,15}:[0-9a-f]{64}$/)
    .optional(),
});

const VerdictShape = z.object({
  entries: z.int(),
  first: z.int(),
  last: z.int(),
  head: z.string(),
  erased: z.int(),
  faults: z.array(z.object({ sequence: z.int().nullable(), fault: z.string() })),
});

const UserParams = z.strictObject({ user: z.string().min(1).max(200) });
const anything = z.record(z.string(), z.unknown());
const PersonDataShape = z.object({
  user: z.string(),
  exportedAt: z.string(),
  person: anything.nullable(),
  conversations: z.array(anything),
  answers: z.array(anything),
  audit: z.array(EntryShape),
});

const PAGE_ENTRIES = 100;

/** The audit log, for auditors: to read, to take away, and whether it is whole; and what is held of a person. */
export function addAuditRoutes(app: FastifyInstance, { custody }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/audit',
    summary: 'The audit log, the newest entries first; `before` continues at `next`',
    right: 'audit.read',
    query: AuditQueryShape,
    response: z.object({ items: z.array(EntryShape), next: z.int().nullable() }),
    handle: async ({ actor, query }) => {
      const items = await custody.readAudit(actor, {
        kind: query.kind ?? null,
        user: query.user ?? null,
        after: null,
        before: query.before === undefined ? null : Number(query.before),
        limit: PAGE_ENTRIES,
      });
      return { items, next: nextOf(items, PAGE_ENTRIES) };
    },
  });
  addRoute(app, {
    method: 'GET',
    path: '/audit/export',
    summary: 'The audit log from its oldest entry on; `after` continues at `next`',
    right: 'audit.read',
    query: ExportQuery,
    response: z.object({ items: z.array(EntryShape), next: z.int().nullable() }),
    handle: async ({ actor, query }) => {
      const items = await custody.exportAudit(actor, {
        kind: query.kind ?? null,
        user: query.user ?? null,
        after: Number(query.after ?? '0'),
        before: null,
        limit: LIMITS.audit_entries_per_page_max,
      });
      return { items, next: nextOf(items, LIMITS.audit_entries_per_page_max) };
    },
  });
  addRoute(app, {
    method: 'GET',
    path: '/audit/verification',
    summary: 'Whether the audit log is whole; `head` is one that was noted earlier',
    right: 'audit.read',
    query: VerifyQuery,
    response: VerdictShape,
    handle: ({ actor, query }) => custody.verifyAudit(actor, { noted: query.head ?? null }),
  });
  addRoute(app, {
    method: 'GET',
    path: '/people/:user/data',
    summary: 'Everything that is held of a person',
    right: 'people.manage',
    params: UserParams,
    response: PersonDataShape,
    handle: ({ actor, params }) => custody.exportPerson(actor, params),
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/people/:user/data',
    summary: 'Erase a person everywhere, in the audit log too; it cannot be taken back',
    right: 'people.manage',
    params: UserParams,
    response: null,
    handle: ({ actor, params }) => custody.erasePerson(actor, params),
  });
}

function nextOf(items: readonly AuditEntry[], limit: number): number | null {
  return items.length < limit ? null : (items.at(-1)?.sequence ?? null);
}
