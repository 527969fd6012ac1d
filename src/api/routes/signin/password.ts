import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { notePage, setPasswordPage } from '../../../signin/pages.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import type { ApiParts } from '../../parts.ts';
import { FORM, formOf, PAGE, sendPage } from './page-route.ts';

const PasswordForm = z.object({
  link: z.string().max(200),
  password: z.string().max(1_000),
  again: z.string().max(1_000),
});

const OVER = 'This link was used already or is too old. Ask whoever gave it to you for another.';

/** Choosing a password by an invitation's link. Looking at the page uses nothing up. */
export function addPasswordRoutes(app: FastifyInstance, { signIn }: ApiParts): void {
  const ways = { other: signIn.other, byPassword: signIn.byPassword };
  app.get('/signin/password', PAGE, async (request, reply) => {
    const { token } = request.query as { token?: unknown };
    const user = typeof token === 'string' ? await signIn.passwords.invited(token) : null;
    if (user === null) return sendPage(reply, notePage(OVER), 401);
    return sendPage(reply, setPasswordPage({ link: String(token), user, trouble: null, ...ways }));
  });

  app.post('/signin/password', FORM, async (request, reply) => {
    const { link, password, again } = formOf(request, PasswordForm);
    const user = signIn.byPassword ? await signIn.passwords.invited(link) : null;
    if (user === null) return sendPage(reply, notePage(OVER), 401);
    const refuse = (trouble: string) =>
      sendPage(reply, setPasswordPage({ link, user, trouble, ...ways }), 400);
    if (password !== again) return refuse('The two are not the same; type them again.');
    try {
      const taken = await signIn.passwords.setByLink(link, password);
      if (taken === null) return await sendPage(reply, notePage(OVER), 401);
    } catch (error) {
      if (error instanceof Problem && error.code === 'usage') return refuse(error.message);
      throw error;
    }
    return reply.redirect('/signin', 303);
  });
}
