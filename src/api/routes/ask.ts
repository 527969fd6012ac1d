import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { type Ask, type Question, STAGES, type Stage } from '../../vocabulary/question.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { parseDay } from '../../vocabulary/day.ts';
import { localeOf } from '../../vocabulary/locale.ts';
import type { Actor } from '../../vocabulary/scope.ts';
import { AnswerShape } from '../answer-schema.ts';
import { AskBody } from '../contract.ts';
import { openEventStream } from '../event-stream.ts';
import type { ApiParts } from '../parts.ts';
import { readPlan } from '../../model/plan-schema.ts';
import { problemDocument, problemOf } from '../problem-document.ts';
import { addRoute } from '../route.ts';
import { ExpectedLanes } from '../admission/expected.ts';
import { stopWhenGone } from '../stop-when-gone.ts';
import { whilePermitted } from '../while-permitted.ts';
import type { UnreadReplies } from '../unread-replies.ts';
import { type Sending, StreamsUnderWay } from '../streams-under-way.ts';
import { TIMERS } from '../../vocabulary/timers.ts';

const StreamParams = z.strictObject({ id: z.uuid() });

export function addAskRoutes(
  app: FastifyInstance,
  parts: ApiParts & { readonly replies: UnreadReplies },
): void {
  const streams = new StreamsUnderWay(TIMERS);
  const lanes = new ExpectedLanes();
  app.addHook('preClose', async () => streams.close());
  addRoute(app, {
    method: 'POST',
    path: '/ask',
    turn: true,
    summary: 'Ask a question about the accounts in view',
    right: 'ask',
    body: AskBody,
    response: AnswerShape,
    streams: true,
    handle: async ({ actor, body, request, reply }) => {
      const locale = localeOf(request.headers['accept-language']);
      const question = { ...questionOf(parts, actor, body), ...(locale === null ? {} : { locale }) };
      const expected = lanes.of(question);
      const ask: Ask = async (asked, onStage, stop) => {
        const work = (over: AbortSignal): Promise<Answer> => parts.ask(asked, onStage, over);
        const answer = await whilePermitted(parts, { request, reply, actor }, work, stop);
        expected.came(answer);
        return answer;
      };
      const gone = stopWhenGone(reply);
      const entrant = { user: actor.user, lane: expected.lane, stop: gone };
      return parts.admission.run(entrant, async () => {
        if (!wantsStream(request.headers.accept)) return ask(question, undefined, gone);
        const { resumeAs } = body;
        if (resumeAs !== undefined) streams.checkRoom(actor, resumeAs);
        const reader = openEventStream(reply, parts.replies);
        const sending: Sending =
          resumeAs === undefined
            ? {
                send: (event, data) => reader.send(event, JSON.stringify(data)),
                end: () => reader.end(),
                stop: gone,
              }
            : streams.begin(actor, resumeAs, reader);
        const { 'accept-language': language } = request.headers;
        await streamAnswer({ ask, log: parts.log, language }, question, sending);
        return reply;
      });
    },
  });
  addRoute(app, {
    method: 'GET',
    path: '/ask/:id',
    summary: 'Go on with a streamed answer after a cut line, from the event in `Last-Event-ID` on',
    right: 'ask',
    params: StreamParams,
    response: AnswerShape,
    streams: true,
    handle: async ({ actor, params, request, reply }) => {
      streams.resume(actor, params.id, lastEvent(request.headers['last-event-id']), () =>
        openEventStream(reply, parts.replies),
      );
      return reply;
    },
  });
  addRoute(app, {
    method: 'DELETE',
    path: '/ask/:id',
    summary: 'Stop a question under way, and its query with it',
    right: 'ask',
    params: StreamParams,
    response: null,
    handle: async ({ actor, params }) => streams.stop(actor, params.id),
  });
}

function lastEvent(header: string | string[] | undefined): number {
  return typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) : 0;
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

function wantsStream(accept: string | undefined): boolean {
  return (accept ?? '').split(',').some((type) => type.trim().startsWith('text/event-stream'));
}

interface Streaming extends Pick<ApiParts, 'ask' | 'log'> {
  /** What the reader accepts, for the words of a problem. */
  readonly language: string | undefined;
}

async function streamAnswer(
  { ask, log, language }: Streaming,
  question: Question,
  sending: Sending,
): Promise<void> {
  try {
    const onStage = (stage: Stage): void => {
      if (STAGES.includes(stage)) sending.send('stage', { stage });
    };
    const answer = await ask(question, onStage, sending.stop);
    sendParts(sending, answer);
    sending.send('answer', answer);
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status >= 500) log.error('ask failed', { code: problem.code }, error);
    sending.send('problem', problemDocument(problem, language));
  } finally {
    sending.end();
  }
}

function sendParts(sending: Sending, answer: Answer): void {
  sending.send('text', { text: answer.text });
  if (answer.kind !== 'answer') return;
  sending.send('table', { columns: answer.columns, rows: answer.rows });
  if (answer.chart) sending.send('chart', answer.chart);
}
