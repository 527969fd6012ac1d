import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { accountPage } from '../../../signin/account-page.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import { clearCookie } from '../../cookies.ts';
import type { ApiParts } from '../../parts.ts';
import { addRoute } from '../../route.ts';
import { actorOf, freshUser, isFresh, OWN, OWN_FORM, type ShowAccount } from './own-page.ts';
import { addOwnFactorRoutes } from './own-factors.ts';
import { formOf, originOf, sendPage, sentenceOf, wordsOf } from './page-route.ts';

const PasswordForm = z.object({
  current: z.string().max(1_000).optional(),
  password: z.string().max(1_000),
  again: z.string().max(1_000),
});
const SessionForm = z.object({ session: z.uuid() });

const SessionShape = z.object({
  id: z.string(),
  means: z.string(),
  since: z.string(),
  seenAt: z.string(),
  until: z.string(),
});

/** What somebody sees and changes of his or her own signing in. */
export function addAccountRoutes(app: FastifyInstance, parts: ApiParts): void {
  const { sessions, signIn, place } = parts;
  const show: ShowAccount = async (request, reply, { trouble = null, done = null, status = 200 } = {}) => {
    const { user, name } = actorOf(request);
    const { passwords, factors, byPassword } = signIn;
    const [hasPassword, open, own, fresh] = await Promise.all([
      passwords.has(user),
      sessions.of(user),
      factors.of(user),
      isFresh(parts, request),
    ]);
    const page = accountPage(wordsOf(request), {
      name,
      hasPassword,
      sessions: open,
      factors: byPassword ? own : null,
      passkey: byPassword && fresh ? await factors.offerPasskey(user) : null,
      isFresh: fresh,
      trouble,
      done,
    });
    return sendPage(reply, page, status);
  };

  app.get('/account', OWN, (request, reply) => show(request, reply));

  app.post('/account/password', OWN_FORM, async (request, reply) => {
    const { user } = actorOf(request);
    const { current = null, password, again } = formOf(request, PasswordForm);
    // Without a password of before nothing else shows that it is the person.
    if (!(await signIn.passwords.has(user))) await freshUser(parts, request);
    if (password !== again) {
      return show(request, reply, { trouble: wordsOf(request).said.notTheSame, status: 400 });
    }
    try {
      const verdict = await signIn.passwords.change(user, current, password, originOf(request, parts));
      if (verdict.kind === 'wait') {
        reply.header('retry-after', String(verdict.seconds));
        return await show(request, reply, {
          trouble: wordsOf(request).said.wait(verdict.seconds),
          status: 429,
        });
      }
      if (verdict.kind === 'wrong') {
        return await show(request, reply, { trouble: wordsOf(request).said.wrongNow, status: 401 });
      }
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'usage')) throw error;
      return show(request, reply, { trouble: sentenceOf(request, error), status: 400 });
    }
    return clearCookie(reply, 'session', place).redirect('/signin', 303);
  });

  app.post('/account/sessions', OWN_FORM, async (request, reply) => {
    await sessions.endOne(actorOf(request).user, formOf(request, SessionForm).session);
    return reply.redirect('/account', 303);
  });

  app.post('/account/signout', OWN_FORM, async (request, reply) => {
    await sessions.endAll(actorOf(request).user);
    return clearCookie(reply, 'session', place).redirect('/signin', 303);
  });

  addOwnFactorRoutes(app, parts, show);
  addSessionInterface(app, parts);
}

function addSessionInterface(app: FastifyInstance, { sessions }: ApiParts): void {
  addRoute(app, {
    method: 'GET',
    path: '/sessions',
    summary: 'Where you are signed in',
    right: 'ask',
    response: z.object({ items: z.array(SessionShape) }),
    handle: async ({ actor }) => ({ items: await sessions.of(actor.user) }),
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/sessions/:id',
    summary: 'End one of your sessions',
    right: 'ask',
    params: z.strictObject({ id: z.string().min(1).max(200) }),
    response: null,
    handle: async ({ actor, params }) => {
      if (await sessions.endOne(actor.user, params.id)) return;
      throw new Problem('not_found', 'You have no such session; it has ended already.');
    },
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/sessions',
    summary: 'Sign out everywhere',
    right: 'ask',
    response: null,
    handle: ({ actor }) => sessions.endAll(actor.user),
  });
}
