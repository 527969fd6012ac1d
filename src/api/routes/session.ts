import type { FastifyInstance } from 'fastify';
import { LIMITS } from '../../vocabulary/limits.ts';
import { SESSION_COOKIE } from '../access.ts';
import type { ApiParts } from '../parts.ts';
import { addRoute } from '../route.ts';

const COOKIE = { path: '/', httpOnly: true, sameSite: 'strict' } as const;

/** Signing in by a one-time link, and out again. */
export function addSessionRoutes(app: FastifyInstance, { sessions, log, metrics }: ApiParts): void {
  app.get(
    '/signin',
    { config: { access: 'public' }, exposeHeadRoute: false, schema: { hide: true } },
    async (request, reply) => {
      reply.type('text/html; charset=utf-8');
      const { token } = request.query as { token?: unknown };
      // A browser that only looks ahead must not use the link up.
      const ahead = `${String(request.headers['sec-purpose'] ?? '')}${String(request.headers['purpose'] ?? '')}`;
      if (ahead.includes('prefetch')) return reply.code(503).send(page('Open the link itself to sign in.'));
      const session = typeof token === 'string' ? await sessions.open(token) : null;
      if (!session) {
        const old = request.cookies[SESSION_COOKIE];
        const signedIn = old !== undefined && (await sessions.userOf(old)) !== null;
        if (signedIn) return reply.send(page('You are signed in.', true));
        log.warn('sign-in refused');
        metrics.signIns('refused');
        return reply
          .code(401)
          .send(page('This link was used already or is too old. Start Askfolio again: it prints a new one.'));
      }
      log.info('signed in');
      metrics.signIns('signed_in');
      return reply
        .setCookie(SESSION_COOKIE, session.secret, { ...COOKIE, maxAge: LIMITS.session_hours_max * 3_600 })
        .send(page('You are signed in.', true));
    },
  );
  addRoute(app, {
    method: 'POST',
    path: '/signout',
    summary: 'End this session',
    right: 'ask',
    response: null,
    handle: async ({ request, reply }) => {
      await sessions.end(request.cookies[SESSION_COOKIE] ?? '');
      reply.clearCookie(SESSION_COOKIE, COOKIE);
    },
  });
}

// The way on is taken by this page and not by a redirect: a strict cookie is not sent along when another site's link
// began the chain.
function page(sentence: string, goOn = false): string {
  const refresh = goOn ? '<meta http-equiv="refresh" content="0; url=/">' : '';
  const link = goOn ? ' <a href="/">Go on</a>' : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">${refresh}<title>Askfolio</title></head><body><p>${sentence}${link}</p></body></html>`;
}
