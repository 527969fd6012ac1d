import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Problem } from '../vocabulary/problem.ts';
import type { Actor, Right } from '../vocabulary/scope.ts';
import { ProblemDocument } from './contract.ts';

interface Given<B, Q, P> {
  readonly actor: Actor;
  readonly body: B;
  readonly query: Q;
  readonly params: P;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** One route under /api/v1: what it takes, what it gives and who may use it, declared in one place. */
export interface Route<B, Q, P> {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  /** Below /api/v1. */
  readonly path: string;
  readonly summary: string;
  /** The right that it needs. */
  readonly right: Right;
  readonly body?: z.ZodType<B>;
  readonly query?: z.ZodType<Q>;
  readonly params?: z.ZodType<P>;
  /** null: 204, without a body. */
  readonly response: z.ZodType | null;
  /** What a stream of the same route sends. */
  readonly streams?: true;
  /** It takes a turn (admission/), and is refused where too much is asked. */
  readonly turn?: true;
  /** Takes a part of an upload, as tus sends it: its body is no JSON, and comes as it is. */
  readonly upload?: true;
  readonly handle: (given: Given<B, Q, P>) => Promise<unknown>;
}

export const API_BASE = '/api/v1';

const TURN =
  'Where too much is asked it is refused at once with status 503, the code `busy`, and when to try again in `Retry-After`.';

const problem = { description: 'A problem document (RFC 9457)', content: problemContent() };

export function addRoute<B, Q, P>(app: FastifyInstance, route: Route<B, Q, P>): void {
  const { body, query, params, response } = route;
  app.route({
    method: route.method,
    url: `${API_BASE}${route.path}`,
    config: { access: route.right, ...(route.upload ? { upload: route.upload } : {}) },
    schema: {
      summary: route.summary,
      description: `Needs the right \`${route.right}\`.${route.turn ? ` ${TURN}` : ''}`,
      'x-right': route.right,
      ...(body ? { body: jsonSchema(body, 'input') } : {}),
      ...(query ? { querystring: jsonSchema(query, 'input') } : {}),
      ...(params ? { params: jsonSchema(params, 'input') } : {}),
      response: {
        ...(response === null
          ? { 204: { description: 'Done', type: 'null' } }
          : {
              200: route.streams
                ? streamed(response)
                : { description: 'Done', ...jsonSchema(response, 'output') },
            }),
        default: problem,
      },
    },
    handler: async (request, reply) => {
      const { actor } = request;
      if (!actor) throw new Problem('not_signed_in', 'Sign in first.');
      const given = {
        actor,
        body: request.body as B,
        query: request.query as Q,
        params: request.params as P,
        request,
        reply,
      };
      const result = await route.handle(given);
      if (reply.sent) return reply;
      return response === null ? reply.code(204).send() : result;
    },
  });
}

/** The shape as JSON Schema, draft 7, as Fastify's validator reads it. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io });
  return rest;
}

function streamed(response: z.ZodType): Record<string, unknown> {
  return {
    description: 'The answer; with `accept: text/event-stream` its stages and parts as they come',
    content: {
      'application/json': { schema: jsonSchema(response, 'output') },
      'text/event-stream': { schema: { type: 'string' } },
    },
  };
}

function problemContent(): Record<string, unknown> {
  return { 'application/problem+json': { schema: jsonSchema(ProblemDocument, 'output') } };
}
