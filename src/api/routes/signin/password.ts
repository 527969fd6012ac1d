import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { notePage, setPasswordPage } from '../../../signin/pages.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import type { ApiParts } from '../../parts.ts';
import { FORM, formOf, PAGE, sendPage, sentenceOf, wordsOf } from './page-route.ts';

const PasswordForm = z.object({
  link: z.string().max(200),
  password: z.string().max(1_000),
  again: z.string().max(1_000),
});

/** Choosing a password by an invitation's link. Looking at the page uses nothing up. */
export function addPasswordRoutes(app: FastifyInstance, { signIn }: ApiParts): void {
  const ways = { other: signIn.other, byPassword: signIn.byPassword };
  app.get('/signin/password', PAGE, async (request, reply) => {
    const { token } = request.query as { token?: unknown };
    const user = typeof token === 'string' ? await signIn.passwords.invited(token) : null;
    if (user === null) return over(request, reply);
    return sendPage(
      reply,
      setPasswordPage(wordsOf(request), { link: String(token), user, trouble: null, ...ways }),
    );
  });

  app.post('/signin/password', FORM, async (request, reply) => {
    const { link, password, again } = formOf(request, PasswordForm);
    const user = signIn.byPassword ? await signIn.passwords.invited(link) : null;
    if (user === null) return over(request, reply);
    const refuse = (trouble: string) =>
      sendPage(reply, setPasswordPage(wordsOf(request), { link, user, trouble, ...ways }), 400);
    if (password !== again) return refuse(wordsOf(request).said.notTheSame);
    try {
      const taken = await signIn.passwords.setByLink(link, password);
      if (taken === null) return over(request, reply);
    } catch (error) {
      if (error instanceof Problem && error.code === 'usage') {
        return refuse(sentenceOf(request, error));
      }
      throw error;
    }
    return reply.redirect('/signin', 303);
  });
}

function over(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const words = wordsOf(request);
  return sendPage(reply, notePage(words, words.said.invitationOver), 401);
}
