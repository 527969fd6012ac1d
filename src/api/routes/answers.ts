import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AnswerShape } from '../answer-schema.ts';
import { EXPORT_FORMATS, FeedbackBody } from '../contract.ts';
import type { ApiParts } from '../parts.ts';
import { laneOf } from '../admission/expected.ts';
import { addRoute } from '../route.ts';
import { stopWhenGone } from '../stop-when-gone.ts';

const id = z.string().min(1).max(200);
const AnswerParams = z.strictObject({ id });
const ExportParams = z.strictObject({ id, format: z.enum(EXPORT_FORMATS) });
const ExportQuery = z.strictObject({
  locale: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
    .optional(),
});

/** What can be had of an answer of one's own: how it came about, a file of it, and a word on what it was worth. */
export function addAnswerRoutes(
  app: FastifyInstance,
  { admission, explain, replay, exportAnswer, giveFeedback }: ApiParts,
): void {
  addRoute(app, {
    method: 'GET',
    path: '/answers/:id',
    turn: true,
    summary: 'How an answer came about: plan, SQL, data version, run, delivery and the bookings under it',
    right: 'figures',
    params: AnswerParams,
    response: z.record(z.string(), z.unknown()),
    handle: ({ actor, params, reply }) => {
      const entrant = { user: actor.user, lane: laneOf(actor, {}), stop: stopWhenGone(reply) };
      return admission.run(entrant, () => explain(actor, params.id));
    },
  });
  addRoute(app, {
    method: 'GET',
    path: '/answers/:id/replay',
    turn: true,
    summary: 'The same answer again, from its data version while that is kept, and what came out otherwise',
    right: 'figures',
    params: AnswerParams,
    response: z.object({ answer: AnswerShape, differences: z.array(z.string()) }),
    handle: ({ actor, params, reply }) => {
      const entrant = { user: actor.user, lane: laneOf(actor, {}), stop: stopWhenGone(reply) };
      return admission.run(entrant, () => replay(actor, params.id));
    },
  });
  addRoute(app, {
    method: 'GET',
    path: '/answers/:id/export/:format',
    turn: true,
    summary: 'The answer as a file, with all its rows, at the data version of now',
    right: 'figures',
    params: ExportParams,
    query: ExportQuery,
    response: z.string(),
    handle: async ({ actor, params, query, reply }) => {
      const entrant = { user: actor.user, lane: laneOf(actor, {}), stop: stopWhenGone(reply) };
      const file = await admission.run(entrant, () =>
        exportAnswer(actor, params.id, params.format, query.locale ?? 'en-US'),
      );
      reply
        .type(file.type)
        .header('content-disposition', `attachment; filename="${file.name}"`)
        .send(Buffer.from(file.bytes));
    },
  });
  addRoute(app, {
    method: 'POST',
    path: '/answers/:id/feedback',
    summary: 'Say whether an answer was good, and why not',
    right: 'ask',
    params: AnswerParams,
    body: FeedbackBody,
    response: null,
    handle: ({ actor, params, body }) =>
      giveFeedback(actor, params.id, {
        verdict: body.verdict,
        reason: body.reason ?? null,
        comment: body.comment ?? '',
      }),
  });
}
