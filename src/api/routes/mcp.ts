import { createMcpHandler } from '@modelcontextprotocol/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createMcpServer } from '../../mcp/mcp-server.ts';
import type { ToolDesk } from '../../mcp/tools.ts';
import { may } from '../../security/rights.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { Actor, ScopeChoice } from '../../vocabulary/scope.ts';
import { laneOf } from '../admission/expected.ts';
import type { ApiParts } from '../parts.ts';
import { stopWhenGone } from '../stop-when-gone.ts';
import { whilePermitted } from '../while-permitted.ts';

const METHODS = ['GET', 'POST', 'DELETE'] as const;

/** Tools for other assistants over streamable HTTP, in the name of whoever is signed in; no session is kept. */
export function addMcpRoute(app: FastifyInstance, parts: ApiParts): void {
  app.route({
    method: [...METHODS],
    url: '/mcp',
    config: { access: 'ask', resource: 'tools' },
    schema: { hide: true },
    handler: async (request, reply) => {
      const { actor } = request;
      if (!actor) throw new Problem('not_signed_in', 'Sign in first.');
      const onTrouble = (error: unknown): void => parts.log.error('a tool failed', {}, error);
      const server = {
        desk: deskOf(parts, actor, { request, reply }),
        allowed: (right: Parameters<typeof may>[1]) => may(actor, right),
        version: parts.version,
        onTrouble,
      };
      // Whatever is told later than the answer has nobody left to hear it: each exchange stands for itself.
      const handler = createMcpHandler(() => createMcpServer(server), {
        responseMode: 'json',
        maxSubscriptions: 0,
        onerror: onTrouble,
      });
      const response = await handler.fetch(webRequest(request), { parsedBody: request.body });
      const body = await response.text();
      await handler.close();
      reply.code(response.status);
      for (const [name, value] of response.headers) {
        if (name !== 'content-length' && name !== 'transfer-encoding') reply.header(name, value);
      }
      return reply.send(body);
    },
  });
}

function deskOf(
  parts: ApiParts,
  actor: Actor,
  call: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): ToolDesk {
  const gone = stopWhenGone(call.reply);
  const permitted = <T>(work: (over: AbortSignal) => Promise<T>): Promise<T> =>
    whilePermitted(parts, { ...call, actor }, work, gone);
  const admitted = <T>(scope: ScopeChoice, work: (over: AbortSignal) => Promise<T>): Promise<T> => {
    const entrant = { user: actor.user, lane: laneOf(actor, scope), stop: gone };
    return parts.admission.run(entrant, () => permitted(work));
  };
  return {
    ask: ({ question, scope, today }) =>
      admitted(scope, (over) =>
        parts.ask(
          {
            text: question,
            actor,
            scope,
            today: today ?? parts.today(),
            conversationId: null,
            engine: 'auto',
          },
          undefined,
          over,
        ),
      ),
    figures: ({ today, ...request }) =>
      admitted(request.scope, () => parts.figures({ ...request, actor, today: today ?? parts.today() })),
    view: () => permitted(() => parts.view(actor)),
  };
}

function webRequest({ method, url, headers, host, body }: FastifyRequest): Request {
  const given = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && name !== 'content-length') given.set(name, value);
  }
  return new Request(`http://${host}${url}`, {
    method,
    headers: given,
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  });
}
