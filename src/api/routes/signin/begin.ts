import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { errorPage, notePage } from '../../../signin/pages.ts';
import { CALLBACK_PATH } from '../../../signin/embedded-server.ts';
import { issuerUnavailable } from '../../../signin/issuer-unavailable.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import { clearCookie, cookieOf, setCookie } from '../../cookies.ts';
import type { ApiParts } from '../../parts.ts';
import { FORM, formOf, PAGE, sendPage, wordsOf } from './page-route.ts';

const LogoutForm = z.object({ logout_token: z.string().max(16_384) });

/** Where signing in begins, by a one-time link or at an issuer, and where it ends: with a session. */
export function addBeginRoutes(app: FastifyInstance, parts: ApiParts): void {
  const { sessions, signIn, place, log, metrics, audit } = parts;
  app.get('/signin', PAGE, async (request, reply) => {
    const { token, with: issuer, invitation, again } = request.query as Record<string, unknown>;
    if (typeof token === 'string') return openLink(parts, token, request, reply);
    if (again === undefined && (await isSignedIn(parts, request))) {
      return sendPage(reply, notePage(wordsOf(request), wordsOf(request).said.signedIn, '/'));
    }
    // Cookies belong to one name of a host; the issuer's is the one of the origin.
    if (request.headers.host !== new URL(place.origin()).host) {
      return reply.redirect(`${place.origin()}/signin`, 302);
    }
    const wanted = issuer === 'issuer' || !signIn.byPassword;
    const chosen = wanted && signIn.other !== null ? 'other' : 'own';
    const link = typeof invitation === 'string' && invitation.length <= 200 ? invitation : null;
    const { address, cookie } = await signIn.begin(chosen, link).catch((error: unknown) => {
      throw issuerUnavailable(error);
    });
    return setCookie(reply, 'signin', cookie, place).redirect(address, 302);
  });

  app.get(CALLBACK_PATH, PAGE, async (request, reply) => {
    const attempt = cookieOf(request, 'signin', place);
    clearCookie(reply, 'signin', place);
    const refuse = async (what: string): Promise<FastifyReply> => {
      log.warn('sign-in refused', { code: what });
      metrics.signIns('refused');
      await audit({ kind: 'refused', user: null, details: { what, address: request.ip } });
      return sendPage(reply, errorPage(wordsOf(request), wordsOf(request).said.notSignedIn), 401);
    };
    if (attempt === null) return refuse('sign_in_without_attempt');
    const signedIn = await signIn
      .finish(attempt, new URL(request.url, place.origin()))
      .catch((error: unknown) => {
        log.warn('sign-in refused', {}, error);
        if (error instanceof Problem) throw error;
        return undefined;
      });
    if (signedIn === undefined) return refuse('sign_in_not_valid');
    if (signedIn === null) return refuse('sign_in_of_nobody_known');
    await endOld(parts, request);
    const secret = await sessions.begin(signedIn);
    log.info('signed in');
    metrics.signIns('signed_in');
    return sendPage(
      setCookie(reply, 'session', secret, place),
      notePage(wordsOf(request), wordsOf(request).said.signedIn, '/'),
    );
  });
}

/** Where another issuer says, from server to server, that somebody is signed out there. */
export function addIssuerSignOut(app: FastifyInstance, { signIn }: ApiParts): void {
  app.post('/signin/backchannel-logout', FORM, async (request, reply) => {
    const { logout_token: token } = formOf(request, LogoutForm);
    // One word for all that is wrong with it.
    if ((await signIn.signOutByIssuer(token)) === null)
      throw new Problem('usage', 'This is no logout token for here.');
    return reply.code(200).send();
  });
}

/** A new session at each sign-in: whatever the browser had before opens nothing any more. */
async function endOld({ sessions, place }: ApiParts, request: FastifyRequest): Promise<void> {
  const old = cookieOf(request, 'session', place);
  if (old !== null) await sessions.end(old);
}

async function isSignedIn({ sessions, signIn, place }: ApiParts, request: FastifyRequest): Promise<boolean> {
  const old = cookieOf(request, 'session', place);
  const session = old === null ? null : await sessions.find(old);
  return session !== null && signIn.suffices(session);
}

// The way on is taken by a page and not by a redirect: a strict cookie is not sent along when another site's link
// began the chain.
async function openLink(
  parts: ApiParts,
  token: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { sessions, signIn, place, log, metrics } = parts;
  // A browser that only looks ahead must not use the link up.
  const ahead = `${String(request.headers['sec-purpose'] ?? '')}${String(request.headers['purpose'] ?? '')}`;
  if (ahead.includes('prefetch'))
    return sendPage(reply, notePage(wordsOf(request), wordsOf(request).said.openItself), 503);
  const opened = await sessions.open(token);
  if (opened === null) {
    if (await isSignedIn(parts, request))
      return sendPage(reply, notePage(wordsOf(request), wordsOf(request).said.signedIn, '/'));
    log.warn('sign-in refused');
    metrics.signIns('refused');
    return sendPage(reply, notePage(wordsOf(request), wordsOf(request).said.linkOver), 401);
  }
  await endOld(parts, request);
  // Whoever holds the machine is not to be kept out of it by others who guess.
  const device = await signIn.passwords.rememberDevice(opened.user, cookieOf(request, 'device', place));
  log.info('signed in');
  metrics.signIns('signed_in');
  setCookie(reply, 'session', opened.secret, place);
  return sendPage(
    setCookie(reply, 'device', device, place),
    notePage(wordsOf(request), wordsOf(request).said.signedIn, '/'),
  );
}
