import type { FastifyInstance, FastifyReply } from 'fastify';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { type Ask, type Question, STAGES, type Stage } from '../../vocabulary/question.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { parseDay } from '../../vocabulary/day.ts';
import { localeOf } from '../../vocabulary/locale.ts';
import type { Actor } from '../../vocabulary/scope.ts';
import { AnswerShape } from '../answer-schema.ts';
import { AskBody } from '../contract.ts';
import { type EventStream, openEventStream } from '../event-stream.ts';
import type { ApiParts } from '../parts.ts';
import { readPlan } from '../../model/plan-schema.ts';
import { problemDocument, problemOf } from '../problem-document.ts';
import { addRoute } from '../route.ts';
import { whilePermitted } from '../while-permitted.ts';

export function addAskRoute(app: FastifyInstance, parts: ApiParts): void {
  addRoute(app, {
    method: 'POST',
    path: '/ask',
    summary: 'Ask a question about the accounts in view',
    right: 'ask',
    body: AskBody,
    response: AnswerShape,
    streams: true,
    handle: async ({ actor, body, request, reply }) => {
      const locale = localeOf(request.headers['accept-language']);
      const question = { ...questionOf(parts, actor, body), ...(locale === null ? {} : { locale }) };
      const stop = stopWhenGone(reply);
      const ask: Ask = (asked, onStage) =>
        whilePermitted(parts, { request, reply, actor }, (over) =>
          parts.ask(asked, onStage, AbortSignal.any([stop, over])),
        );
      if (!wantsStream(request.headers.accept)) return ask(question);
      await streamAnswer({ ask, log: parts.log }, question, openEventStream(reply));
      return reply;
    },
  });
}

function questionOf(parts: ApiParts, actor: Actor, body: AskBody): Question {
  if (body.question.length > LIMITS.question_chars_max) {
    throw new Problem(
      'too_large',
      `A question may have at most ${LIMITS.question_chars_max} characters; make it shorter.`,
    );
  }
  const today = body.today === undefined ? parts.today() : parseDay(body.today);
  if (today === null)
    throw new Problem('usage', 'The day in "today" does not exist; write one such as 2026-03-31.');
  const plan = body.plan === undefined ? undefined : readPlan(body.plan);
  if (plan === null) {
    throw new Problem('usage', 'The plan is not one of an answer; change an answer of /api/v1/ask instead.');
  }
  const { accounts, portfolio, client } = body.scope ?? {};
  return {
    text: body.question,
    actor,
    scope: {
      ...(accounts === undefined ? {} : { accounts }),
      ...(portfolio === undefined ? {} : { portfolio }),
      ...(client === undefined ? {} : { client }),
    },
    today,
    conversationId: body.conversationId ?? null,
    engine: 'auto',
    ...(plan === undefined ? {} : { plan }),
    ...(body.revises === undefined ? {} : { revises: body.revises }),
  };
}

/** Whoever closes the connection before the answer is there has stopped the question, and its query with it. */
function stopWhenGone({ raw }: FastifyReply): AbortSignal {
  const control = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) control.abort();
  });
  return control.signal;
}

function wantsStream(accept: string | undefined): boolean {
  return (accept ?? '').split(',').some((type) => type.trim().startsWith('text/event-stream'));
}

async function streamAnswer(
  { ask, log }: Pick<ApiParts, 'ask' | 'log'>,
  question: Question,
  stream: EventStream,
): Promise<void> {
  try {
    const onStage = (stage: Stage): void => {
      if (STAGES.includes(stage)) stream.send('stage', { stage });
    };
    const answer = await ask(question, onStage);
    sendParts(stream, answer);
    stream.send('answer', answer);
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status >= 500) log.error('ask failed', { code: problem.code }, error);
    stream.send('problem', problemDocument(problem));
  } finally {
    stream.end();
  }
}

function sendParts(stream: EventStream, answer: Answer): void {
  stream.send('text', { text: answer.text });
  if (answer.kind !== 'answer') return;
  stream.send('table', { columns: answer.columns, rows: answer.rows });
  if (answer.chart) stream.send('chart', answer.chart);
}
