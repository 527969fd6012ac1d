import { readEvents, type StreamEvent } from './event-stream.js';
import { AskfolioProblem, problemFrom } from './problem.js';
import type { Routes } from './routes.js';

export { AskfolioProblem } from './problem.js';
export type { Routes } from './routes.js';

export interface ClientOptions {
  /** Where Askfolio is: an origin such as `https://askfolio.example.com`. */
  readonly server: string;
  /** A key of the API or an access token, or what gives one; it is asked before each request. */
  readonly token: string | (() => string | Promise<string>);
  /** How figures and days in answers are written, and in which language problems are told: `de-DE`. */
  readonly locale?: string;
  readonly fetch?: typeof globalThis.fetch;
}

type RouteName = keyof Routes;
/** What a route is given: its params, query and body, those of them that it has. */
export type Given<K extends RouteName> = Omit<Routes[K], 'gives'>;
export type Gives<K extends RouteName> = Routes[K]['gives'];
type Arguments<K extends RouteName> = object extends Given<K> ? [given?: Given<K>] : [given: Given<K>];

export type Answer = Gives<'POST /ask'>;
export type Question = Omit<Routes['POST /ask']['body'], 'resumeAs'>;

/** What comes of a question, in order: its stages, its parts as they come, and last the whole answer. */
export type AskEvent =
  | { readonly event: 'stage'; readonly data: { readonly stage: string } }
  | { readonly event: 'text'; readonly data: { readonly text: string } }
  | {
      readonly event: 'table';
      readonly data: Pick<Extract<Answer, { kind: 'answer' }>, 'columns' | 'rows'>;
    }
  | { readonly event: 'chart'; readonly data: NonNullable<Extract<Answer, { kind: 'answer' }>['chart']> }
  | { readonly event: 'answer'; readonly data: Answer };

export interface AskfolioClient {
  /** What a route gives. Throws AskfolioProblem. */
  call<K extends RouteName>(route: K, ...given: Arguments<K>): Promise<Gives<K>>;
  /** A route whose answer is a file: the response itself. Throws AskfolioProblem. */
  file<K extends RouteName>(route: K, ...given: Arguments<K>): Promise<Response>;
  /**
   * Asks, and gives the parts of the answer as they come. A line that is cut is taken up again where it was cut.
   * Leaving the loop early, or `signal`, stops the question and its query. Throws AskfolioProblem.
   */
  ask(question: Question, options?: { readonly signal?: AbortSignal }): AsyncGenerator<AskEvent>;
}

interface Parts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
}

const RESUME_PAUSES_MS = [0, 500, 1_500, 4_000, 8_000];
const EVENTS: readonly string[] = [
  'stage',
  'text',
  'table',
  'chart',
  'answer',
] satisfies readonly AskEvent['event'][];

export function createClient(options: ClientOptions): AskfolioClient {
  const { server, token, locale, fetch = globalThis.fetch } = options;
  const send = async (
    route: string,
    { params = {}, query = {}, body }: Parts,
    headers: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ): Promise<Response> => {
    const [method = 'GET', path = ''] = route.split(' ');
    const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
    const address = new URL(`/api/v1${place}`, server);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) address.searchParams.set(name, String(value));
    }
    const response = await fetch(address, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${typeof token === 'string' ? token : await token()}`,
        ...(locale === undefined ? {} : { 'accept-language': locale }),
        ...(body === undefined && method !== 'POST' ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? (method === 'POST' ? { body: '{}' } : {}) : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.ok) return response;
    throw problemFrom(await response.json().catch(() => null), response.status, response.headers);
  };
  return {
    call: async (route, ...[given = {}]) => {
      const response = await send(route, given);
      return response.status === 204 ? undefined : response.json();
    },
    file: (route, ...[given = {}]) => send(route, given),
    ask: (question, { signal } = {}) => askWith(send, question, signal),
  };
}

type Send = (
  route: string,
  parts: Parts,
  headers?: Readonly<Record<string, string>>,
  signal?: AbortSignal,
) => Promise<Response>;

async function* askWith(send: Send, question: Question, signal?: AbortSignal): AsyncGenerator<AskEvent> {
  const id = crypto.randomUUID();
  const accept = { accept: 'text/event-stream' };
  let last = '0';
  let tries = 0;
  let isWhole = false;
  try {
    let response = await send('POST /ask', { body: { ...question, resumeAs: id } }, accept, signal);
    for (;;) {
      const before = last;
      for await (const event of eventsOf(response)) {
        last = event.id === '' ? last : event.id;
        const part = partOf(event);
        if (part?.event === 'answer') isWhole = true;
        if (part) yield part;
        if (isWhole) return;
      }
      tries = last === before ? tries + 1 : 0;
      response = await resumed(send, { id, last, tries }, signal);
    }
  } finally {
    if (!isWhole) await send('DELETE /ask/{id}', { params: { id } }).catch(() => undefined);
  }
}

/** The events until the answer or the cut; the cut itself is no failure yet. */
async function* eventsOf({ body }: Response): AsyncGenerator<StreamEvent> {
  if (!body) return;
  try {
    yield* readEvents(body);
  } catch (thrown) {
    // fetch reports a cut line as a TypeError.
    if (!(thrown instanceof TypeError)) throw thrown;
  }
}

async function resumed(
  send: Send,
  { id, last, tries }: { readonly id: string; readonly last: string; readonly tries: number },
  signal?: AbortSignal,
): Promise<Response> {
  const headers = { accept: 'text/event-stream', 'last-event-id': last };
  for (const pause of RESUME_PAUSES_MS.slice(tries)) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      return await send('GET /ask/{id}', { params: { id } }, headers, signal);
    } catch (thrown) {
      if (!(thrown instanceof TypeError)) throw thrown;
    }
  }
  const title = 'The connection was lost';
  throw new AskfolioProblem(
    'connection_lost',
    title,
    'The connection was lost in the middle of the answer; ask again.',
    0,
  );
}

/** Null for an event of a newer server. */
function partOf({ event, data }: StreamEvent): AskEvent | null {
  const read: unknown = JSON.parse(data);
  if (event === 'problem') throw problemFrom(read);
  return EVENTS.includes(event) ? ({ event, data: read } as AskEvent) : null;
}
