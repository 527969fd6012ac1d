import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AddedFactor } from '../../../signin/factor-desk.ts';
import { authenticatorPage, recoveryCodesPage } from '../../../signin/factor-pages.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import type { ApiParts } from '../../parts.ts';
import { NewFactorForm } from './factor.ts';
import { freshUser, OWN, OWN_FORM, type ShowAccount } from './own-page.ts';
import { formOf, sendPage, sentenceOf, wordsOf } from './page-route.ts';

/** `passkey`: the id of one; empty: the authenticator app. */
const RemoveForm = z.object({ passkey: z.string().max(100) });

/** Second factors and passkeys on one's own page: in a session of the last minutes alone. */
export function addOwnFactorRoutes(app: FastifyInstance, parts: ApiParts, show: ShowAccount): void {
  const { factors } = parts.signIn;
  const done = (
    request: FastifyRequest,
    reply: FastifyReply,
    added: AddedFactor,
  ): FastifyReply | Promise<FastifyReply> =>
    added.recoveryCodes.length > 0
      ? sendPage(reply, recoveryCodesPage(wordsOf(request), added.recoveryCodes, { to: '/account' }))
      : show(request, reply, { done: wordsOf(request).factor.isSetUp });

  app.post('/account/passkey', OWN_FORM, async (request, reply) => {
    const user = await freshUser(parts, request);
    const { kept, answer = '', label = '' } = formOf(request, NewFactorForm);
    const added = await factors.addPasskey(user, kept, answer, label);
    return added
      ? done(request, reply, added)
      : show(request, reply, { trouble: wordsOf(request).said.noFit, status: 400 });
  });

  app.get('/account/authenticator', OWN, async (request, reply) => {
    const user = await freshUser(parts, request);
    return sendPage(reply, authenticatorPage(wordsOf(request), await factors.offerAuthenticator(user), null));
  });

  app.post('/account/authenticator', OWN_FORM, async (request, reply) => {
    const user = await freshUser(parts, request);
    const { kept, code = '' } = formOf(request, NewFactorForm);
    const added = await factors.addAuthenticator(user, kept, code);
    if (added) return done(request, reply, added);
    return sendPage(
      reply,
      authenticatorPage(
        wordsOf(request),
        await factors.offerAuthenticator(user),
        wordsOf(request).said.noFit,
      ),
      400,
    );
  });

  app.post('/account/factors', OWN_FORM, async (request, reply) => {
    const user = await freshUser(parts, request);
    const { passkey } = formOf(request, RemoveForm);
    try {
      await factors.remove(user, passkey === '' ? null : passkey);
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'usage')) throw error;
      return show(request, reply, { trouble: sentenceOf(request, error), status: 400 });
    }
    return reply.redirect('/account', 303);
  });

  app.post('/account/codes', OWN_FORM, async (request, reply) => {
    const user = await freshUser(parts, request);
    return sendPage(
      reply,
      recoveryCodesPage(wordsOf(request), await factors.renewCodes(user), { to: '/account' }),
    );
  });
}
