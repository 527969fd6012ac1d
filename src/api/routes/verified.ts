import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { readPlan } from '../../model/plan-schema.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { VerifiedQuestion } from '../../vocabulary/verified.ts';
import { VerifiedBody } from '../contract.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

const VerifiedShape = z.object({
  id: z.uuid(),
  question: z.string(),
  plan: z.record(z.string(), z.unknown()),
  by: z.string(),
  byName: z.string(),
  at: z.string(),
});

/** Questions whose meaning was verified, for all who ask them. */
export function addVerifiedRoutes(app: FastifyInstance, { verified }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/verified',
    summary: 'The verified questions, the newest first',
    right: 'answers.verify',
    response: z.object({ items: z.array(VerifiedShape) }),
    handle: async ({ actor }) => ({ items: (await verified.list(actor, {})).map(shown) }),
  });
  addRoute(app, {
    method: 'POST',
    path: '/verified',
    summary: 'Verify an answer; `plan` corrects what its question means',
    right: 'answers.verify',
    body: VerifiedBody,
    response: VerifiedShape,
    handle: async ({ actor, body }) => {
      const plan = body.plan === undefined ? null : readPlan(body.plan);
      if (body.plan !== undefined && plan === null)
        throw new Problem(
          'usage',
          'The plan is not one of an answer; change the plan of the answer instead.',
        );
      return shown(await verified.add(actor, { answer: body.answer, plan }));
    },
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/verified/:id',
    summary: 'Take a verification back',
    right: 'answers.verify',
    params: z.strictObject({ id: z.uuid() }),
    response: null,
    handle: ({ actor, params }) => verified.remove(actor, params),
  });
}

function shown({ form: _form, ...question }: VerifiedQuestion): Omit<VerifiedQuestion, 'form'> {
  return question;
}
