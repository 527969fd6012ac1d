import type { ASK_EVENTS, AskBody } from '../../src/api/contract.ts';
import type { Answer, Chart } from '../../src/vocabulary/answer.ts';
import type { Stage } from '../../src/vocabulary/question.ts';
import type { TablePart } from '../../src/present/chart-data.ts';
import type { Plan } from '../../src/vocabulary/plan.ts';
import type { ScopeChoice } from '../../src/vocabulary/scope.ts';
import { newId } from '../parts/new-id.ts';
import { request, send } from './client.ts';
import { asPageProblem, connectionLost, fromDocument, isAbort, unreadable } from './problem.ts';
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

/** How long is waited before each try to go on with an answer whose line was cut, in ms. */
const RESUME_PAUSES_MS = [0, 500, 1_500, 4_000, 8_000];

/**
 * Asks and hands over the parts as they come; the last one is the whole answer. Where the line is cut it goes on with
 * the same answer. Throws a PageProblem when there is none, or the AbortError of `signal`, which stops the question.
 */
export async function ask(
  body: AskBody,
  signal: AbortSignal,
  onPart: (part: AnswerPart) => void,
): Promise<void> {
  const id = newId();
  const stop = (): void => void request(`/ask/${id}`, { method: 'DELETE' }).catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const begun = await send('POST', '/ask', { ...body, resumeAs: id }, { accept: STREAM, signal });
    let read = await readParts(begun, '0', onPart);
    let tries = 0;
    while (!read.isWhole) {
      const resumed = await resume(id, read.last, tries, signal);
      const further = await readParts(resumed, read.last, onPart);
      tries = further.last === read.last ? tries + 1 : 0;
      read = further;
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const STREAM = 'text/event-stream';

/** The rest of an answer, after the event `last`. Throws what `connectionLost` says where it cannot be had any more. */
async function resume(id: string, last: string, tries: number, signal: AbortSignal): Promise<Response> {
  for (const pause of RESUME_PAUSES_MS.slice(tries)) {
    await waited(pause, signal);
    try {
      return await request(`/ask/${id}`, { headers: { accept: STREAM, 'last-event-id': last }, signal });
    } catch (thrown) {
      if (isAbort(thrown) || asPageProblem(thrown).isSignedOut) throw thrown;
      if (asPageProblem(thrown).code !== 'offline') break;
    }
  }
  throw connectionLost();
}

function waited(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      clearTimeout(timer);
      reject(new DOMException('Stopped', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    }, ms);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
  });
}

interface ReadSoFar {
  /** False when the stream ended, or was cut, before the whole answer was there. */
  readonly isWhole: boolean;
  /** The id of the last event that was read. */
  readonly last: string;
}

async function readParts(
  { body }: Response,
  after: string,
  onPart: (part: AnswerPart) => void,
): Promise<ReadSoFar> {
  if (!body) throw connectionLost();
  const bytes = body.getReader();
  const decoder = new TextDecoder();
  const stream = readEventStream();
  let last = after;
  for (;;) {
    const piece = await nextPiece(bytes);
    if (piece === null) return { isWhole: false, last };
    for (const event of stream.push(decoder.decode(piece, { stream: true }))) {
      if (event.id !== '') last = event.id;
      const part = partOf(event);
      if (!part) continue;
      onPart(part);
      if (part.kind === 'answer') {
        // Nothing follows; what is left of the stream is not worth waiting for.
        void bytes.cancel().catch(() => undefined);
        return { isWhole: true, last };
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
