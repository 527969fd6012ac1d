import type { FastifyReply, FastifyRequest } from 'fastify';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import type { Actor } from '../../../vocabulary/scope.ts';
import { cookieOf } from '../../cookies.ts';
import type { ApiParts } from '../../parts.ts';
import { FORM, PAGE } from './page-route.ts';

/** What the pages of one's own signing in are declared with. */
export const OWN = { ...PAGE, config: { access: 'ask', page: true } } as const;
export const OWN_FORM = { ...FORM, config: { access: 'ask', page: true, form: true } } as const;

/** The page, with a word about what was done before. */
export type ShowAccount = (
  request: FastifyRequest,
  reply: FastifyReply,
  said?: { readonly trouble?: string; readonly done?: string; readonly status?: number },
) => Promise<FastifyReply>;

const MS_MAX = LIMITS.signin_fresh_minutes_max * 60_000;

/** Whether the request comes by a session of the last minutes: not by an older one, and not by a key or a token. */
export async function isFresh(parts: ApiParts, request: FastifyRequest): Promise<boolean> {
  if (request.headers.authorization !== undefined) return false;
  const secret = cookieOf(request, 'session', parts.place);
  const session = secret === null ? null : await parts.sessions.find(secret);
  return session !== null && parts.signIn.now().getTime() - Date.parse(session.since) <= MS_MAX;
}

/** Whose request it is. Throws Problem `not_permitted` where it takes a new sign-in. */
export async function freshUser(parts: ApiParts, request: FastifyRequest): Promise<string> {
  const { user } = actorOf(request);
  if (await isFresh(parts, request)) return user;
  throw new Problem(
    'not_permitted',
    `This takes a sign-in of the last ${LIMITS.signin_fresh_minutes_max} minutes; sign in again at /signin?again=yes.`,
  );
}

export function actorOf(request: FastifyRequest): Actor {
  if (request.actor) return request.actor;
  throw new Problem('not_signed_in', 'Sign in first.');
}
