import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { INTERACTION_PATH } from '../../../signin/embedded-server.ts';
import { errorPage, loginPage } from '../../../signin/pages.ts';
import { cookieOf, setCookie } from '../../cookies.ts';
import type { ApiParts } from '../../parts.ts';
import { FORM, formOf, originOf, PAGE, sendPage, waitSentence } from './page-route.ts';

const LoginForm = z.object({ user: z.string().max(200), password: z.string().max(1_000) });

/** An attempt to sign in at the embedded server: who it is, and the password. */
export function addAttemptRoutes(app: FastifyInstance, parts: ApiParts): void {
  const { signIn, place, metrics } = parts;
  const path = `${INTERACTION_PATH}/:uid`;
  const login = (request: FastifyRequest, user: string, trouble: string | null): string =>
    loginPage({ action: pathOf(request), user, trouble, other: signIn.other });

  const isOpen = async (request: FastifyRequest, reply: FastifyReply): Promise<boolean> =>
    signIn.byPassword && (await signIn.server.attempt(request.raw, reply.raw)) !== null;

  app.get(path, PAGE, async (request, reply) => {
    if (!(await isOpen(request, reply))) return sendOver(reply);
    return sendPage(reply, login(request, '', null));
  });

  app.post(path, FORM, async (request, reply) => {
    if (!(await isOpen(request, reply))) return sendOver(reply);
    const { user, password } = formOf(request, LoginForm);
    const verdict = await signIn.passwords.check(user, password, originOf(request, parts));
    if (verdict.kind !== 'right') metrics.signIns('refused');
    if (verdict.kind === 'wait') {
      reply.header('retry-after', String(verdict.seconds));
      return sendPage(reply, login(request, user, waitSentence(verdict.seconds)), 429);
    }
    if (verdict.kind === 'wrong') {
      return sendPage(reply, login(request, user, 'User or password is not right; try again.'), 401);
    }
    const device = await signIn.passwords.rememberDevice(user, cookieOf(request, 'device', place));
    setCookie(reply, 'device', device, place);
    const on = await signIn.server.finish(request.raw, reply.raw, { user, amr: ['pwd'] });
    return reply.redirect(on, 303);
  });
}

const pathOf = (request: FastifyRequest): string => request.url.split('?')[0] ?? '';

function sendOver(reply: FastifyReply): FastifyReply {
  return sendPage(reply, errorPage('This attempt is over.'), 401);
}
