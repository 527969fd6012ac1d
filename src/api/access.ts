import type { FastifyReply, FastifyRequest } from 'fastify';
import { sameSecret } from '../security/secret.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Actor, Role } from '../vocabulary/scope.ts';
import type { ApiParts } from './parts.ts';

export const SESSION_COOKIE = 'askfolio_session';

/**
 * Who may use a route. `public` is the exception: what stands in PUBLIC_ROUTES of the test. `session`: anybody signed
 * in. `monitoring`: a session or the credential of the monitoring system. A list: a session of one of these roles.
 */
export type Access = 'public' | 'session' | 'monitoring' | readonly Role[];

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Set before a handler runs, except on public routes. */
    actor: Actor | null;
  }
}

const LOCAL_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** Refuses requests under another host's name: a page elsewhere could otherwise reach us by rebinding its own. */
export function checkHost(request: FastifyRequest): void {
  const name = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!LOCAL_NAMES.includes(name)) {
    throw new Problem(
      'not_permitted',
      'This host name is not served here; use the address that start printed.',
    );
  }
}

/** Changing something takes a request of our own page, or of a program, with a JSON body: never of a foreign page. */
export function checkOrigin(request: FastifyRequest): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const foreign =
    origin === undefined
      ? site !== undefined && site !== 'same-origin' && site !== 'none'
      : origin !== `http://${host}`;
  if (foreign)
    throw new Problem('not_permitted', 'Another site asked for this; open the page itself and try again.');
  if (request.method !== 'DELETE' && !/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new Problem('usage', 'The body must be JSON; send it with content-type: application/json.');
  }
}

/** Lets the request through or throws; leaves who it is in `request.actor`. */
export async function checkAccess(
  parts: ApiParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const access = request.routeOptions.config.access;
  if (access === 'public') return;
  if (access === 'monitoring' && hasMonitoringToken(parts, request)) return;
  const secret = request.cookies[SESSION_COOKIE];
  const user = secret === undefined || secret === '' ? null : await parts.sessions.userOf(secret);
  if (user === null) {
    reply.header('www-authenticate', 'Cookie realm="askfolio"');
    throw new Problem(
      'not_signed_in',
      'Sign in first: open the one-time link that `askfolio start` printed.',
    );
  }
  const actor = await parts.actorOf(user);
  if (Array.isArray(access) && !access.includes(actor.role)) {
    throw new Problem('not_permitted', 'Your role does not include this; ask the owner of the installation.');
  }
  request.actor = actor;
}

function hasMonitoringToken({ metricsToken }: ApiParts, request: FastifyRequest): boolean {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return metricsToken !== null && given !== undefined && sameSecret(given, metricsToken);
}
