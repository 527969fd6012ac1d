import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Problem } from '../../vocabulary/problem.ts';
import { SavedBody, SavedShape } from '../contract.ts';
import type { ApiParts } from '../parts.ts';
import { readPlan } from '../plan-schema.ts';
import { addRoute } from '../route.ts';

/** The questions on a person's own board, and what watches them. */
export function addSavedRoutes(app: FastifyInstance, { saved }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/saved',
    summary: 'Your saved questions and what they last came to',
    right: 'figures',
    response: z.object({
      items: z.array(SavedShape),
      channels: z.object({ webhook: z.boolean(), email: z.boolean() }),
    }),
    handle: async ({ actor }) => ({ items: await saved.list(actor), channels: saved.channels }),
  });
  addRoute(app, {
    method: 'POST',
    path: '/saved',
    summary: 'Save a question; `words` reads an alert such as “tell me when cash is above 5 %”',
    right: 'figures',
    body: SavedBody,
    response: SavedShape,
    handle: ({ actor, body }) => {
      const given = body.plan ?? null;
      const every = body.every ?? null;
      const plan = given === null ? null : readPlan(given);
      if (given !== null && plan === null) {
        throw new Problem(
          'usage',
          'The plan is not one of an answer; save an answer of /api/v1/ask instead.',
        );
      }
      const { accounts, portfolio, client } = body.scope ?? {};
      return saved.save(actor, {
        title: body.title,
        question: body.question ?? body.title,
        plan,
        scope: {
          ...(accounts === undefined ? {} : { accounts }),
          ...(portfolio === undefined ? {} : { portfolio }),
          ...(client === undefined ? {} : { client }),
        },
        watch: every === null ? null : { kind: 'every', every },
        words: body.words ?? null,
        channels: { webhook: body.webhook ?? null, email: body.email ?? null },
      });
    },
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/saved/:id',
    summary: 'Take a question off the board',
    right: 'figures',
    params: z.strictObject({ id: z.uuid() }),
    response: null,
    handle: async ({ actor, params }) => {
      if (!(await saved.remove(actor, params.id))) {
        throw new Problem('not_found', 'There is no such question on your board; reload the page.');
      }
    },
  });
}
