import type { FastifyReply, FastifyRequest } from 'fastify';
import { requireRight } from '../security/rights.ts';
import { sameSecret } from '../security/secret.ts';
import { type Resource, TOOL_RIGHTS, TOOLS_METADATA_PATH } from '../signin/resources.ts';
import { Problem } from '../vocabulary/problem.ts';
import { type Actor, coversAccounts, type Right } from '../vocabulary/scope.ts';
import type { Place } from '../vocabulary/place.ts';
import { cookieOf } from './cookies.ts';
import type { ApiParts } from './parts.ts';

/**
 * What a route needs: a right of whoever is signed in. `public` is the exception: what stands as such in the table of
 * server.test.ts. `monitoring`: the credential of the monitoring system, or the right installation.read.
 */
export type Access = 'public' | 'monitoring' | Right;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Its body is a form of a page of ours, not JSON. */
    form?: true;
    /** Its body is a part of an upload, as tus sends it. */
    upload?: true;
    /** People look at it: what goes wrong is told them by a page. */
    page?: true;
    /** What access tokens have to be for; without it, the interface. */
    resource?: Resource;
    /** Machines look at it by whatever address they found: it tells nothing that a session opens. */
    anyHost?: true;
  }
  interface FastifyRequest {
    /** Set before a handler runs, except on public routes. */
    actor: Actor | null;
  }
}

let lastAddress: { readonly origin: string; readonly url: URL } | null = null;

/** Where the installation is reached, read once for as long as it stays there: every request is held against it. */
function addressOf(place: Place): Pick<URL, 'host' | 'protocol'> {
  const origin = place.origin();
  if (lastAddress?.origin !== origin) lastAddress = { origin, url: new URL(origin) };
  return lastAddress.url;
}

const LOCAL_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** Refuses requests under another host's name: a page elsewhere could otherwise reach us by rebinding its own. */
export function checkHost(request: FastifyRequest, place: Place): void {
  if (request.routeOptions.config.anyHost) return;
  const host = (request.headers.host ?? '').toLowerCase();
  if (host !== addressOf(place).host && !LOCAL_NAMES.includes(host.replace(/:\d+$/, ''))) {
    throw new Problem(
      'not_permitted',
      'This host name is not served here; use the address that start printed.',
    );
  }
}

/** Changing something takes a request of our own page, or of a program, with a JSON body: never of a foreign page. */
export function checkOrigin(request: FastifyRequest, place: Place): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const foreign =
    origin === undefined
      ? site !== undefined && site !== 'same-origin' && site !== 'none'
      : origin !== `${addressOf(place).protocol}//${host}`;
  if (foreign)
    throw new Problem('not_permitted', 'Another site asked for this; open the page itself and try again.');
  const type = request.headers['content-type'] ?? '';
  // No page of another site sends this header without asking first, and here nobody says yes to that.
  if (request.routeOptions.config.upload && request.headers['tus-resumable'] !== undefined) return;
  if (request.routeOptions.config.form) {
    if (/^application\/x-www-form-urlencoded\b/i.test(type)) return;
    throw new Problem('usage', 'The body must be a form; send it as application/x-www-form-urlencoded.');
  }
  if (request.method !== 'DELETE' && !/^application\/json\b/i.test(type)) {
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
  // What says nothing about who may use it is closed; the server does not even start with such a route.
  if (access === undefined) throw new Problem('not_found', 'There is nothing at this address.');
  if (access === 'monitoring' && hasMonitoringToken(parts, request)) return;
  const actor = await identify(parts, request, reply);
  request.actor = actor;
  requireRight(actor, access === 'monitoring' ? 'installation.read' : access);
}

/** Whose request it is, by the records of now. Throws Problem `not_signed_in`. */
async function identify(parts: ApiParts, request: FastifyRequest, reply: FastifyReply): Promise<Actor> {
  // Whoever shows a token stands by it: a cookie beside it does not make up for a bad one.
  if (request.headers.authorization !== undefined) return byBearer(parts, request, reply);
  const secret = cookieOf(request, 'session', parts.place);
  const session = secret === null ? null : await parts.sessions.find(secret);
  if (session === null || !(await parts.signIn.suffices(session))) {
    if (!reply.sent) reply.header('www-authenticate', challengeOf(parts, request, null));
    throw notSignedIn();
  }
  return parts.actorOf(session.user);
}

export function notSignedIn(): Problem {
  return new Problem(
    'not_signed_in',
    'Sign in first at /signin, or open the one-time link that `askfolio start` printed.',
  );
}

/**
 * Throws a Problem where whoever asked at first is signed out by now, or sees less than then: what was worked out for
 * the rights of then is not to be sent.
 */
export async function checkStillPermitted(
  parts: ApiParts,
  { request, reply, actor }: { request: FastifyRequest; reply: FastifyReply; actor: Actor },
): Promise<void> {
  const now = await identify(parts, request, reply);
  requireRight(now, 'ask');
  if (coversAccounts(now.accounts, actor.accounts)) return;
  throw new Problem('not_permitted', 'What you may see has changed while this was worked out; ask again.');
}

function bearerOf(request: FastifyRequest): string | null {
  return /^Bearer (\S{1,8192})$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** The person of an API key or an access token, with no more than the rights that it is limited to. */
async function byBearer(parts: ApiParts, request: FastifyRequest, reply: FastifyReply): Promise<Actor> {
  const bearer = bearerOf(request) ?? '';
  const opened = bearer.startsWith('askfolio_')
    ? await parts.apiKeys.open(bearer)
    : await parts.signIn.tokens.open(bearer, request.routeOptions.config.resource ?? 'api');
  if (opened !== null) return { ...(await parts.actorOf(opened.user)), limitedTo: opened.rights };
  if (!reply.sent) reply.header('www-authenticate', challengeOf(parts, request, 'invalid_token'));
  throw new Problem(
    'not_signed_in',
    'The key or token is unknown, revoked or over; `askfolio keys create` makes another.',
  );
}

/** Whether the request shows the credential of the monitoring system. */
/** How to come in; to an assistant, where it is said who lets it in (RFC 9728). */
function challengeOf({ place }: ApiParts, request: FastifyRequest, error: 'invalid_token' | null): string {
  const isForTools = request.routeOptions.config.resource === 'tools';
  if (error === null && !isForTools) return 'Cookie realm="askfolio"';
  const told = {
    realm: 'askfolio',
    ...(error === null ? {} : { error }),
    ...(isForTools
      ? { resource_metadata: `${place.origin()}${TOOLS_METADATA_PATH}`, scope: TOOL_RIGHTS.join(' ') }
      : {}),
  };
  const pairs = Object.entries(told).map(([name, value]) => `${name}="${value}"`);
  return `Bearer ${pairs.join(', ')}`;
}

export function hasMonitoringToken(
  { metricsToken }: Pick<ApiParts, 'metricsToken'>,
  request: FastifyRequest,
): boolean {
  const given = bearerOf(request);
  return metricsToken !== null && given !== null && sameSecret(given, metricsToken);
}
