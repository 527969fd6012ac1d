import type { FastifyInstance } from 'fastify';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { type Ask, type Question, STAGES, type Stage } from '../../vocabulary/question.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { parseDay } from '../../vocabulary/day.ts';
import type { Actor } from '../../vocabulary/scope.ts';
import { checkStillPermitted } from '../access.ts';
import { AnswerShape } from '../answer-schema.ts';
import { AskBody } from '../contract.ts';
import { type EventStream, openEventStream } from '../event-stream.ts';
import type { ApiParts } from '../parts.ts';
import { problemDocument, problemOf } from '../problem-document.ts';
import { addRoute } from '../route.ts';

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
      const question = questionOf(parts, actor, body);
      const ask: Ask = async (asked, onStage) => {
        const answer = await parts.ask(asked, onStage);
        await checkStillPermitted(parts, { request, reply, actor });
        return answer;
      };
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
  };
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
    const answer = await ask(question, (stage: Stage) => {
      if (STAGES.includes(stage)) stream.send('stage', { stage });
    });
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
