import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Attempt, INTERACTION_PATH } from '../../../signin/embedded-server.ts';
import { errorPage } from '../../../signin/pages.ts';
import { cookieOf, setCookie } from '../../cookies.ts';
import type { ApiParts } from '../../parts.ts';
import { sendPage, wordsOf } from './page-route.ts';

/** Where an attempt to sign in is; its further steps lie below. */
export const ATTEMPT_PATH = `${INTERACTION_PATH}/:uid`;

/** The attempt that the request is part of; null: none, one that is over, or passwords do not count here. */
export async function attemptOf(
  { signIn }: Pick<ApiParts, 'signIn'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Attempt | null> {
  return signIn.byPassword ? signIn.server.attempt(request.raw, reply.raw) : null;
}

/** Ends the attempt: who it is was shown, as `amr` says (RFC 8176). */
export async function enter(
  parts: ApiParts,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  user: string,
  amr: readonly string[],
): Promise<FastifyReply> {
  const { signIn, place } = parts;
  const device = await signIn.passwords.rememberDevice(user, cookieOf(request, 'device', place));
  setCookie(reply, 'device', device, place);
  return reply.redirect(await signIn.server.finish(request.raw, reply.raw, { user, amr }), 303);
}

/** The address of the attempt itself, at whichever of its steps the request is. */
export function addressOf(request: FastifyRequest): string {
  return (request.url.split('?')[0] ?? '').split('/').slice(0, ATTEMPT_PATH.split('/').length).join('/');
}

export function sendOver(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const words = wordsOf(request);
  return sendPage(reply, errorPage(words, words.said.attemptOver), 401);
}
