import fastifyFormbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { SERVER_PATH } from '../../../signin/embedded-server.ts';
import { STYLE } from '../../../signin/style.ts';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import { clearCookie, cookieOf } from '../../cookies.ts';
import type { ApiParts } from '../../parts.ts';
import { addRoute } from '../../route.ts';
import { addAccountRoutes } from './account.ts';
import { addAttemptRoutes } from './attempt.ts';
import { addAssistantRoutes } from './assistants.ts';
import { addBeginRoutes, addIssuerSignOut } from './begin.ts';
import { PAGE } from './page-route.ts';
import { addPasswordRoutes } from './password.ts';

/** Signing in and out, and the authorization server behind it. */
export async function addSignInRoutes(app: FastifyInstance, parts: ApiParts): Promise<void> {
  const { sessions, place } = parts;
  await app.register(async (scope) => {
    await scope.register(fastifyFormbody, { bodyLimit: LIMITS.signin_form_bytes_max });
    // A form says where it comes from only where its page may say so.
    scope.addHook('onSend', async (_request, reply) => {
      reply.header('referrer-policy', 'same-origin');
      const policy = String(reply.getHeader('content-security-policy') ?? '');
      reply.header('content-security-policy', policy.replace("form-action 'none'", "form-action 'self'"));
    });
    scope.get('/signin/style.css', PAGE, (_request, reply) =>
      reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(STYLE),
    );
    addBeginRoutes(scope, parts);
    addIssuerSignOut(scope, parts);
    addAttemptRoutes(scope, parts);
    addPasswordRoutes(scope, parts);
    addAccountRoutes(scope, parts);
    addRoute(scope, {
      method: 'POST',
      path: '/signout',
      summary: 'End this session',
      right: 'ask',
      response: null,
      handle: async ({ request, reply }) => {
        await sessions.end(cookieOf(request, 'session', place) ?? '');
        clearCookie(reply, 'session', place);
      },
    });
  });
  addAssistantRoutes(app, parts);
  await app.register(async (scope) => addServerRoutes(scope, parts));
}

/** The authorization server reads the request itself and writes the reply itself; the headers of ours stay. */
function addServerRoutes(scope: FastifyInstance, { signIn }: ApiParts): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/x-www-form-urlencoded', (_request, _payload, done) => {
    done(null);
  });
  const config = { access: 'public', form: true } as const;
  for (const method of ['GET', 'POST'] as const) {
    scope.route({
      method,
      url: `${SERVER_PATH}/*`,
      exposeHeadRoute: false,
      config,
      schema: { hide: true },
      handler: async (request, reply) => {
        const { raw } = reply;
        // No path of the server has a character that needs an escape.
        const path = request.url.split('?')[0] ?? '';
        if (!/^[\w/.-]+$/.test(path) || path.includes('..')) {
          throw new Problem(
            'not_found',
            'There is nothing at this address; see /oidc/.well-known/openid-configuration.',
          );
        }
        for (const [name, value] of Object.entries(reply.getHeaders())) {
          if (value !== undefined) raw.setHeader(name, value);
        }
        reply.hijack();
        await signIn.server.handle(request.raw, raw);
        return reply;
      },
    });
  }
}
