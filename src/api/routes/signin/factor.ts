import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ShownFactor } from '../../../signin/factor-desk.ts';
import { factorPage, recoveryCodesPage, setUpPage } from '../../../signin/factor-pages.ts';
import type { ApiParts } from '../../parts.ts';
import { addressOf, ATTEMPT_PATH, attemptOf, enter, sendOver } from './attempt-step.ts';
import { FORM, formOf, originOf, PAGE, sendPage, wordsOf } from './page-route.ts';

const FactorForm = z.object({
  code: z.string().max(40).optional(),
  answer: z.string().max(16_384).optional(),
});
/** What a page of setting up sends: the code of an app, or a new passkey. */
export const NewFactorForm = z.object({
  kept: z.string().max(4_096),
  code: z.string().max(40).optional(),
  answer: z.string().max(16_384).optional(),
  label: z.string().max(200).optional(),
});

interface Said {
  readonly trouble?: string;
  readonly status?: number;
}

/** The second step of an attempt, for those whose password alone does not let them in. */
export function addFactorRoutes(app: FastifyInstance, parts: ApiParts): void {
  const { signIn, metrics } = parts;
  const passedOf = async (request: FastifyRequest, reply: FastifyReply) => {
    const attempt = await attemptOf(parts, request, reply);
    if (attempt === null || attempt.passed === null) return null;
    return { ...attempt, user: attempt.passed };
  };
  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    user: string,
    { trouble, status = 200 }: Said = {},
  ): Promise<FastifyReply> => {
    const asked = await signIn.factors.challenge(user);
    const challenge = asked?.challenge ?? null;
    await signIn.server.keep(request.raw, reply.raw, { passed: user, amr: ['pwd'], challenge });
    const { authenticatorSince } = await signIn.factors.of(user);
    const page = factorPage(wordsOf(request), {
      action: `${addressOf(request)}/factor`,
      trouble: trouble ?? null,
      passkey: asked?.options ?? null,
      hasAuthenticator: authenticatorSince !== null,
    });
    return sendPage(reply, page, status);
  };

  app.get(`${ATTEMPT_PATH}/factor`, PAGE, async (request, reply) => {
    const passed = await passedOf(request, reply);
    if (passed === null) return sendOver(request, reply);
    if (await signIn.factors.has(passed.user)) return show(request, reply, passed.user);
    return reply.redirect(`${addressOf(request)}/setup`, 302);
  });

  app.post(`${ATTEMPT_PATH}/factor`, FORM, async (request, reply) => {
    const passed = await passedOf(request, reply);
    if (passed === null) return sendOver(request, reply);
    const { code = '', answer } = formOf(request, FactorForm);
    const { user, challenge } = passed;
    const shown: ShownFactor =
      answer === undefined ? { kind: 'code', code } : { kind: 'passkey', answer, challenge: challenge ?? '' };
    const verdict = await signIn.factors.check(user, shown, originOf(request, parts));
    if (verdict.kind === 'right') {
      return enter(parts, { request, reply }, user, ['pwd', shown.kind === 'code' ? 'otp' : 'pop', 'mfa']);
    }
    metrics.signIns('refused');
    if (verdict.kind === 'wait') {
      reply.header('retry-after', String(verdict.seconds));
      return show(request, reply, user, {
        trouble: wordsOf(request).said.wait(verdict.seconds),
        status: 429,
      });
    }
    const trouble = wordsOf(request).said.wrongCode;
    return show(request, reply, user, { trouble, status: 401 });
  });

  addSetUpRoutes(app, parts, passedOf);
}

type PassedOf = (
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<{ readonly user: string; readonly amr: readonly string[] } | null>;

/** For those who have none yet: whoever has one cannot get round it by setting up another. */
function addSetUpRoutes(app: FastifyInstance, parts: ApiParts, passedOf: PassedOf): void {
  const { signIn } = parts;
  const toSetUp = async (request: FastifyRequest, reply: FastifyReply): Promise<string | null> => {
    const passed = await passedOf(request, reply);
    return passed === null || (await signIn.factors.has(passed.user)) ? null : passed.user;
  };
  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    user: string,
    { trouble, status = 200 }: Said = {},
  ): Promise<FastifyReply> => {
    const page = setUpPage(wordsOf(request), {
      action: `${addressOf(request)}/setup`,
      trouble: trouble ?? null,
      authenticator: await signIn.factors.offerAuthenticator(user),
      passkey: await signIn.factors.offerPasskey(user),
    });
    return sendPage(reply, page, status);
  };

  app.get(`${ATTEMPT_PATH}/setup`, PAGE, async (request, reply) => {
    const user = await toSetUp(request, reply);
    return user === null ? sendOver(request, reply) : show(request, reply, user);
  });

  app.post(`${ATTEMPT_PATH}/setup`, FORM, async (request, reply) => {
    const user = await toSetUp(request, reply);
    if (user === null) return sendOver(request, reply);
    const { kept, code = '', answer, label = '' } = formOf(request, NewFactorForm);
    const added =
      answer === undefined
        ? await signIn.factors.addAuthenticator(user, kept, code)
        : await signIn.factors.addPasskey(user, kept, answer, label);
    if (added === null) {
      const trouble = wordsOf(request).said.noFit;
      return show(request, reply, user, { trouble, status: 400 });
    }
    const amr = ['pwd', answer === undefined ? 'otp' : 'pop', 'mfa'];
    await signIn.server.keep(request.raw, reply.raw, { passed: user, amr, challenge: null });
    return sendPage(
      reply,
      recoveryCodesPage(wordsOf(request), added.recoveryCodes, { action: `${addressOf(request)}/on` }),
    );
  });

  app.post(`${ATTEMPT_PATH}/on`, FORM, async (request, reply) => {
    const passed = await passedOf(request, reply);
    if (!passed?.amr.includes('mfa')) return sendOver(request, reply);
    return enter(parts, { request, reply }, passed.user, passed.amr);
  });
}
