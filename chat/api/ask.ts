import type { ASK_EVENTS, AskBody } from '../../src/api/contract.ts';
import type { Answer, Chart } from '../../src/vocabulary/answer.ts';
import type { Stage } from '../../src/vocabulary/question.ts';
import type { TablePart } from '../../src/present/chart-data.ts';
import type { Plan } from '../../src/vocabulary/plan.ts';
import type { ScopeChoice } from '../../src/vocabulary/scope.ts';
import { send } from './client.ts';
import { connectionLost, fromDocument, unreadable } from './problem.ts';
import { readEventStream, type StreamEvent } from './sse.ts';

export type { TablePart };

/** A part of an answer, as it comes. */
export type AnswerPart =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'table'; readonly table: TablePart }
  | { readonly kind: 'chart'; readonly chart: Chart | null }
  | { readonly kind: 'answer'; readonly answer: Answer };

type AskEvent = (typeof ASK_EVENTS)[number];

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw unreadable();
  }
}

/** One event as a part of the answer; null for an event that this page does not know. Throws what a `problem` says. */
export function partOf({ event, data }: StreamEvent): AnswerPart | null {
  const name = event as AskEvent;
  switch (name) {
    case 'stage':
      return { kind: 'stage', stage: (parse(data) as { stage: Stage }).stage };
    case 'text':
      return { kind: 'text', text: (parse(data) as { text: string }).text };
    case 'table':
      return { kind: 'table', table: parse(data) as TablePart };
    case 'chart':
      return { kind: 'chart', chart: parse(data) as Chart | null };
    case 'answer':
      return { kind: 'answer', answer: parse(data) as Answer };
    case 'problem':
      throw fromDocument(parse(data), 500);
    default:
      return null;
  }
}

/**
 * Asks and hands over the parts as they come; the last one is the whole answer. Throws a PageProblem when there is
 * none, or the AbortError of `signal`.
 */
export async function ask(
  body: AskBody,
  signal: AbortSignal,
  onPart: (part: AnswerPart) => void,
): Promise<void> {
  const response = await send('POST', '/ask', body, { accept: 'text/event-stream', signal });
  if (!response.body) throw connectionLost();
  if (!(await readParts(response.body, onPart))) throw connectionLost();
}

/** True once the whole answer was read; false when the stream ended, or was cut, before that. */
async function readParts(
  body: ReadableStream<Uint8Array>,
  onPart: (part: AnswerPart) => void,
): Promise<boolean> {
  const bytes = body.getReader();
  const decoder = new TextDecoder();
  const stream = readEventStream();
  for (;;) {
    const piece = await nextPiece(bytes);
    if (piece === null) return false;
    for (const event of stream.push(decoder.decode(piece, { stream: true }))) {
      const part = partOf(event);
      if (!part) continue;
      onPart(part);
      if (part.kind === 'answer') {
        // Nothing follows; what is left of the stream is not worth waiting for.
        void bytes.cancel().catch(() => undefined);
        return true;
      }
    }
  }
}

async function nextPiece(bytes: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | null> {
  try {
    const { done, value } = await bytes.read();
    return done ? null : value;
  } catch (thrown) {
    // The browser reports a cut connection as a TypeError without a word of why.
    if (thrown instanceof TypeError) return null;
    throw thrown;
  }
}

/** The body of a request is built by its schema's type, which knows no readonly. */
export function askBody(
  question: string,
  { accounts, portfolio, client }: ScopeChoice,
  more: {
    readonly plan?: Plan | null;
    readonly conversationId?: string | null;
    readonly revises?: string;
  } = {},
): AskBody {
  const { plan = null, conversationId = null, revises } = more;
  return {
    question,
    scope: {
      ...(accounts ? { accounts: [...accounts] } : {}),
      ...(portfolio === undefined ? {} : { portfolio }),
      ...(client === undefined ? {} : { client }),
    },
    conversationId,
    ...(plan === null ? {} : { plan: { ...plan } }),
    ...(revises === undefined ? {} : { revises }),
  };
}
