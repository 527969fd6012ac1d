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
  /** Too much is asked just now: the question is asked again by itself. */
  | { readonly kind: 'busy' }
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
  const headers = { accept: STREAM, traceparent: clickOf(id) };
  const stop = (): void => void request(`/ask/${id}`, { method: 'DELETE', headers }).catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const begun = await begin({ ...body, resumeAs: id }, { headers, signal }, onPart);
    let read = await readParts(begun, '0', onPart);
    let tries = 0;
    while (!read.isWhole) {
      const resumed = await resume(id, { ...headers, 'last-event-id': read.last }, tries, signal);
      const further = await readParts(resumed, read.last, onPart);
      tries = further.last === read.last ? tries + 1 : 0;
      read = further;
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const STREAM = 'text/event-stream';

/** How often a question that is refused because too much is asked is asked again, each time after as long as is said. */
const BUSY_TRIES_MAX = 5;

async function begin(
  body: AskBody,
  call: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  onPart: (part: AnswerPart) => void,
): Promise<Response> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await send('POST', '/ask', body, call);
    } catch (thrown) {
      if (isAbort(thrown) || tries >= BUSY_TRIES_MAX) throw thrown;
      const { code, retryAfterSeconds } = asPageProblem(thrown);
      if (code !== 'busy' || retryAfterSeconds === null) throw thrown;
      onPart({ kind: 'busy' });
      await waited(retryAfterSeconds * 1_000, call.signal);
    }
  }
}

/**
 * The trace that all requests of one click stand in (W3C Trace Context, level 2): `id`, a UUID, is its id. Its flags say
 * that the id is random and that nothing is recorded here: whether the trace is, is the server's to decide.
 */
function clickOf(id: string): string {
  const [trace, click] = [id, newId()].map((uuid) => uuid.replaceAll('-', ''));
  return `00-${trace}-${click?.slice(0, 16)}-02`;
}

/** The rest of an answer, after the last event that `headers` name. Throws what `connectionLost` says where it cannot be had any more. */
async function resume(
  id: string,
  headers: Record<string, string>,
  tries: number,
  signal: AbortSignal,
): Promise<Response> {
  for (const pause of RESUME_PAUSES_MS.slice(tries)) {
    await waited(pause, signal);
    try {
      return await request(`/ask/${id}`, { headers, signal });
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
