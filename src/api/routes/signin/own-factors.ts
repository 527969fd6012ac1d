import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AddedFactor } from '../../../signin/factor-desk.ts';
import { authenticatorPage, recoveryCodesPage } from '../../../signin/factor-pages.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import type { ApiParts } from '../../parts.ts';
import { NewFactorForm } from './factor.ts';
import { freshUser, OWN, OWN_FORM, type ShowAccount } from './own-page.ts';
import { formOf, sendPage } from './page-route.ts';

/** `passkey`: the id of one; empty: the authenticator app. */
const RemoveForm = z.object({ passkey: z.string().max(100) });

const NO_FIT = 'That does not fit, or it took too long; try again.';

/** Second factors and passkeys on one's own page: in a session of the last minutes alone. */
export function addOwnFactorRoutes(app: FastifyInstance, parts: ApiParts, show: ShowAccount): void {
  const { factors } = parts.signIn;
  const done = (
    request: FastifyRequest,
    reply: FastifyReply,
    added: AddedFactor,
  ): FastifyReply | Promise<FastifyReply> =>
    added.recoveryCodes.length > 0
      ? sendPage(reply, recoveryCodesPage(added.recoveryCodes, { to: '/account' }))
      : show(request, reply, { done: 'It is set up.' });

  app.post('/account/passkey', OWN_FORM, async (request, reply) => {
    const user = await freshUser(parts, request);
    const { kept, answer = '', label = '' } = formOf(request, NewFactorForm);
    const added = await factors.addPasskey(user, kept, answer, label);
    return added ? done(request, reply, added) : show(request, reply, { trouble: NO_FIT, status: 400 });
  });

  app.get('/account/authenticator', OWN, async (request, reply) => {
    const user = await freshUser(parts, request);
    return sendPage(reply, authenticatorPage(await factors.offerAuthenticator(user), null));
  });

  app.post('/account/authenticator', OWN_FORM, async (request, reply) => {
    const user = await freshUser(parts, request);
    const { kept, code = '' } = formOf(request, NewFactorForm);
    const added = await factors.addAuthenticator(user, kept, code);
    if (added) return done(request, reply, added);
    return sendPage(reply, authenticatorPage(await factors.offerAuthenticator(user), NO_FIT), 400);
  });

  app.post('/account/factors', OWN_FORM, async (request, reply) => {
    const user = await freshUser(parts, request);
    const { passkey } = formOf(request, RemoveForm);
    try {
      await factors.remove(user, passkey === '' ? null : passkey);
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'usage')) throw error;
      return show(request, reply, { trouble: error.message, status: 400 });
    }
    return reply.redirect('/account', 303);
  });

  app.post('/account/codes', OWN_FORM, async (request, reply) => {
    const user = await freshUser(parts, request);
    return sendPage(reply, recoveryCodesPage(await factors.renewCodes(user), { to: '/account' }));
  });
}
