import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Problem } from '../../../vocabulary/problem.ts';
import type { SignInOrigin } from '../../../vocabulary/sign-in.ts';
import { type SignInWords, wordsFor } from '../../../signin/words/words-for.ts';
import { cookieOf } from '../../cookies.ts';
import { problemWords } from '../../problem-words/problem-words.ts';
import type { ApiParts } from '../../parts.ts';

/** What every page of signing in is declared with. */
export const PAGE = {
  config: { access: 'public', page: true },
  exposeHeadRoute: false,
  schema: { hide: true },
} as const;

/** As PAGE, for what takes a form. */
export const FORM = { ...PAGE, config: { ...PAGE.config, form: true } } as const;

export function sendPage(reply: FastifyReply, page: string, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(page);
}

/** The fields of a form. Throws Problem `usage` where they are not those that the page has. */
export function formOf<T>(request: FastifyRequest, shape: z.ZodType<T>): T {
  const read = shape.safeParse(request.body);
  if (read.success) return read.data;
  throw new Problem('usage', 'The form is not filled in as it must be; go back and try again.');
}

export function originOf(request: FastifyRequest, { place }: Pick<ApiParts, 'place'>): SignInOrigin {
  return { address: request.ip, device: cookieOf(request, 'device', place) };
}

/** The words for whoever sent the request. */
export function wordsOf(request: FastifyRequest): SignInWords {
  return wordsFor(request.headers['accept-language']);
}

/** What is wrong with what was sent, in the language of whoever sent it. */
export function sentenceOf(request: FastifyRequest, problem: Problem): string {
  return problemWords(problem, request.headers['accept-language']).detail;
}
