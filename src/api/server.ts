import { randomUUID } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifySwagger from '@fastify/swagger';
import {
  fastify,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
  type RouteOptions,
} from 'fastify';
import type { RequestWork } from '../telemetry/working.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import { TIMERS } from '../vocabulary/timers.ts';
import { errorPage } from '../signin/pages.ts';
import { wordsFor } from '../signin/words/words-for.ts';
import { checkAccess, checkHost, checkOrigin, notSignedIn } from './access.ts';
import { cookieOf } from './cookies.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { createTlsServer } from './tls.ts';
import { UnreadReplies } from './unread-replies.ts';
import { checkDepth, checkWellFormed, refuseConnection } from './well-formed.ts';
import type { ApiParts } from './parts.ts';
import { problemWords } from './problem-words/problem-words.ts';
import { PROBLEM_TYPE, problemDocument, problemOf } from './problem-document.ts';
import { type Refusals, refusalsTo } from './refusals.ts';
import { addAskRoutes } from './routes/ask.ts';
import { addAnswerRoutes } from './routes/answers.ts';
import { addAuditRoutes } from './routes/audit.ts';
import { addConversationRoutes } from './routes/conversations.ts';
import { addDeliveryRoutes } from './routes/deliveries.ts';
import { addFiguresRoutes } from './routes/figures.ts';
import { addInViewRoutes } from './routes/in-view.ts';
import { addMcpRoute } from './routes/mcp.ts';
import { addOfferRoutes } from './routes/offers.ts';
import { addOperationsRoutes } from './routes/operations.ts';
import { addPage } from './routes/page.ts';
import { addPeopleRoutes } from './routes/people.ts';
import { addSharedConversationRoutes } from './routes/shared-conversations.ts';
import { addRunRoutes } from './routes/runs.ts';
import { addSavedRoutes } from './routes/saved.ts';
import { addApiKeyRoutes, addDataKeyRoutes } from './routes/keys.ts';
import { addStatusRoute } from './routes/status.ts';
import { addVerifiedRoutes } from './routes/verified.ts';
import { addUsageRoutes } from './routes/usage.ts';
import { addSourceRoutes } from './routes/sources.ts';
import { addSignInRoutes } from './routes/signin/routes.ts';

// A request without a host is refused with the others that are not well formed.
const CONNECTION = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
  requireHostHeader: false,
} as const;

/** The HTTP server, ready to listen. Every route says who may use it: with one that does not, it does not start. */
export async function createServer(parts: ApiParts): Promise<FastifyInstance> {
  const refusals = refusalsTo(parts.audit, Date.now, (error) => {
    parts.log.error('a refusal could not be written to the audit log', {}, error);
  });
  const app = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    bodyLimit: LIMITS.request_body_bytes_max,
    requestTimeout: CONNECTION.requestTimeout,
    http: CONNECTION,
    ...securedBy(parts),
    ...(parts.trustedProxies.length > 0 ? { trustProxy: [...parts.trustedProxies] } : {}),
    clientErrorHandler: (error, socket) => refuseConnection(error, socket, refusals.connection),
    forceCloseConnections: 'idle',
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
    routerOptions: { maxParamLength: 200 },
  });
  app.server.maxConnections = LIMITS.http_connections_max;
  // Bodies go out exactly as they were made: a schema here only describes.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.decorateRequest('actor', null);
  addFailureHandling(app, parts, refusals);
  addMeasuring(app, parts);

  await app.register(fastifyCookie);
  await addSecurityHeaders(app, parts.place);
  app.addHook('onRequest', (request, _reply, proceed) => {
    checkWellFormed(request);
    checkHost(request, parts.place);
    checkOrigin(request, parts.place);
    proceed();
  });
  await app.register(fastifyRateLimit, {
    max: parts.requestsPerMinute,
    timeWindow: 60_000,
    hook: 'onRequest',
    // A page is one visit and many files that never change: they are not what the limit is for.
    allowList: ({ url }) => url.startsWith('/assets/'),
  });
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  app.addHook('onReady', async () => {
    const open = routes.find(({ config }) => config?.access === undefined);
    if (open) throw new TypeError(`the route ${open.url} does not say who may use it`);
  });
  app.addHook('preValidation', async (request, reply) => {
    if (!request.routeOptions.config.upload) checkDepth(request.body);
    await checkAccess(parts, request, reply);
  });
  const replies = new UnreadReplies({ timers: TIMERS, observe: (bytes) => parts.metrics.http.unread(bytes) });
  app.addHook('onSend', (_request, reply, payload, proceed) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    countUnread(replies, reply, payload);
    proceed();
  });
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Askfolio',
        version: parts.version,
        description: 'Questions about investment accounts, answered exactly.',
      },
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'askfolio_session' } },
      },
      security: [{ session: [] }],
    },
  });

  await addSignInRoutes(app, parts);
  addOperationsRoutes(app, parts);
  addAskRoutes(app, { ...parts, replies });
  addSavedRoutes(app, parts);
  addInViewRoutes(app, parts);
  addOfferRoutes(app, parts);
  addFiguresRoutes(app, parts);
  addConversationRoutes(app, parts);
  addSharedConversationRoutes(app, parts);
  addPeopleRoutes(app, parts);
  addAnswerRoutes(app, parts);
  addAuditRoutes(app, parts);
  addRunRoutes(app, parts);
  addSourceRoutes(app, parts);
  addDeliveryRoutes(app, parts);
  addApiKeyRoutes(app, parts);
  addDataKeyRoutes(app, parts);
  addStatusRoute(app, parts);
  addUsageRoutes(app, parts);
  addMcpRoute(app, parts);
  addVerifiedRoutes(app, parts);
  await addPage(app, parts);
  return app;
}

function securedBy({ tls, log }: ApiParts): { readonly serverFactory?: FastifyServerFactory } {
  if (tls === null) return {};
  const onTrouble = (error: unknown): void => log.error('trouble', {}, error);
  return { serverFactory: (listener) => createTlsServer(tls, CONNECTION, listener, onTrouble) };
}

/** A stream flows as it is read; what is whole lies in memory until then. */
function countUnread(replies: UnreadReplies, { raw }: FastifyReply, payload: unknown): void {
  const bytes = typeof payload === 'string' || payload instanceof Uint8Array ? Buffer.byteLength(payload) : 0;
  if (bytes <= LIMITS.reply_uncounted_bytes_max) return;
  const unread = replies.open(() => raw.destroy());
  unread.wrote(bytes);
  raw.once('close', () => unread.close());
}

function addFailureHandling(
  app: FastifyInstance,
  { log, metrics, sessions, place }: ApiParts,
  refusals: Refusals,
): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    refusals.request(problem, request);
    metrics.http.problem(problem.code);
    const { url } = request.routeOptions;
    // What is refused because too much is asked is counted: a line for each would be a flood of its own.
    if (problem.status >= 500 && problem.code !== 'busy') {
      log.error(
        'request failed',
        { code: problem.code, ...(url === undefined ? {} : { route: url }) },
        error,
      );
    }
    if (problem.status === 503 && !reply.hasHeader('retry-after')) {
      reply.header('retry-after', String(problem.retryAfterSeconds ?? 1));
    }
    if (request.routeOptions.config.page && (request.headers.accept ?? '').includes('text/html')) {
      if (problem.code === 'not_signed_in' && request.method === 'GET') return reply.redirect('/signin', 302);
      const language = request.headers['accept-language'];
      const page = errorPage(wordsFor(language), problemWords(problem, language).detail);
      return reply.code(problem.status).type('text/html; charset=utf-8').send(page);
    }
    return refuse(request, reply, problem);
  });
  app.setNotFoundHandler(async (request, reply) => {
    const secret = cookieOf(request, 'session', place);
    const known = secret !== null && (await sessions.userOf(secret)) !== null;
    const problem =
      known || !request.url.startsWith('/api/')
        ? new Problem('not_found', 'There is nothing at this address; see /openapi.json.')
        : notSignedIn();
    // A browser looks for an icon and the like; what looks beside the routes or above the folder is somebody else.
    if (/^\/api\/|\.\.|%|\\|;/.test(request.url)) refusals.request(problem, request);
    return refuse(request, reply, problem);
  });
}

function refuse({ headers }: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .send(problemDocument(problem, headers['accept-language']));
}

function addMeasuring(app: FastifyInstance, { log, metrics, work }: ApiParts): void {
  const followed = new WeakMap<FastifyRequest, RequestWork>();
  app.addHook('onRequest', (request, reply, proceed) => {
    const { traceparent } = request.headers;
    const following = work.request(request.id, typeof traceparent === 'string' ? traceparent : undefined);
    followed.set(request, following);
    reply.header('x-request-id', request.id);
    metrics.http.begun();
    following.within(proceed);
  });
  // Reading a body leaves what was being worked on: it is taken up again.
  app.addHook('preValidation', (request, _reply, proceed) => {
    const following = followed.get(request);
    if (following) following.within(proceed);
    else proceed();
  });
  app.addHook('onResponse', (request, reply, proceed) => {
    const route = request.routeOptions.url ?? 'none';
    const seconds = reply.elapsedTime / 1_000;
    metrics.http.request(route, request.method, reply.statusCode, seconds);
    const { statusCode: status } = reply;
    followed
      .get(request)
      ?.end({ route, method: request.method, status }, status >= 500 ? String(status) : undefined);
    log.debug('request', {
      route,
      method: request.method,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
    proceed();
  });
}
