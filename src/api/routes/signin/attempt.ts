import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { allowPage, loginPage, notePage } from '../../../signin/pages.ts';
import type { ApiParts } from '../../parts.ts';
import { addressOf, ATTEMPT_PATH, attemptOf, enter, sendOver } from './attempt-step.ts';
import { addFactorRoutes } from './factor.ts';
import { FORM, formOf, originOf, PAGE, sendPage, wordsOf } from './page-route.ts';

const LoginForm = z.object({ user: z.string().max(200), password: z.string().max(1_000) });
const AllowForm = z.object({ answer: z.enum(['yes', 'no']) });
const PasskeyForm = z.object({ answer: z.string().max(16_384) });

/** An attempt to sign in at the embedded server: who it is by a password, or by a passkey alone. */
export function addAttemptRoutes(app: FastifyInstance, parts: ApiParts): void {
  const { signIn, metrics } = parts;
  const login = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { user = '', trouble = null, status = 200 }: { user?: string; trouble?: string | null; status?: number },
  ): Promise<FastifyReply> => {
    const asked = await signIn.factors.challenge(null);
    const state = { passed: null, amr: [], challenge: asked?.challenge ?? null };
    await signIn.server.keep(request.raw, reply.raw, state);
    const { other } = signIn;
    const form = { action: addressOf(request), user, trouble, other, passkey: asked?.options ?? null };
    return sendPage(reply, loginPage(wordsOf(request), form), status);
  };

  app.get(ATTEMPT_PATH, PAGE, async (request, reply) => {
    const attempt = await attemptOf(parts, request, reply);
    if (attempt === null) return sendOver(request, reply);
    if (attempt.assistant === null) return login(request, reply, {});
    return sendPage(reply, allowPage(wordsOf(request), `${addressOf(request)}/assistant`, attempt.assistant));
  });

  app.post(`${ATTEMPT_PATH}/assistant`, FORM, async (request, reply) => {
    const attempt = await attemptOf(parts, request, reply);
    if (attempt === null || attempt.assistant === null) return sendOver(request, reply);
    const { answer } = formOf(request, AllowForm);
    const next = await signIn.server.decide(request.raw, reply.raw, answer === 'yes');
    // The policy lets forms go nowhere but here, and the assistant's address is elsewhere.
    const words = wordsOf(request);
    const { isIn, isAway } = words.assistant;
    return sendPage(reply, notePage(words, answer === 'yes' ? isIn : isAway, next));
  });

  app.post(ATTEMPT_PATH, FORM, async (request, reply) => {
    if ((await attemptOf(parts, request, reply)) === null) return sendOver(request, reply);
    const { user, password } = formOf(request, LoginForm);
    const verdict = await signIn.passwords.check(user, password, originOf(request, parts));
    if (verdict.kind !== 'right') metrics.signIns('refused');
    if (verdict.kind === 'wait') {
      reply.header('retry-after', String(verdict.seconds));
      return login(request, reply, {
        user,
        trouble: wordsOf(request).said.wait(verdict.seconds),
        status: 429,
      });
    }
    if (verdict.kind === 'wrong') {
      const trouble = wordsOf(request).said.wrong;
      return login(request, reply, { user, trouble, status: 401 });
    }
    if (!(await signIn.factors.isAskedOf(user))) return enter(parts, { request, reply }, user, ['pwd']);
    await signIn.server.keep(request.raw, reply.raw, { passed: user, amr: ['pwd'], challenge: null });
    return reply.redirect(`${addressOf(request)}/factor`, 303);
  });

  app.post(`${ATTEMPT_PATH}/passkey`, FORM, async (request, reply) => {
    const attempt = await attemptOf(parts, request, reply);
    if (attempt === null) return sendOver(request, reply);
    const { answer } = formOf(request, PasskeyForm);
    // A challenge is answered once: the next page has another.
    const user =
      attempt.challenge === null || attempt.passed !== null
        ? null
        : await signIn.factors.holderOf(answer, attempt.challenge, originOf(request, parts));
    if (user !== null) return enter(parts, { request, reply }, user, ['pop', 'user', 'mfa']);
    metrics.signIns('refused');
    const trouble = wordsOf(request).said.passkeyOpensNothing;
    return login(request, reply, { trouble, status: 401 });
  });

  addFactorRoutes(app, parts);
}
