import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const Body = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  response_format: z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({
      name: z.string(),
      strict: z.literal(true),
      schema: z.record(z.string(), z.unknown()),
    }),
  }),
  max_completion_tokens: z.int(),
  store: z.literal(false),
  stream: z.literal(true),
});

/** A call as it came in over the wire. */
export interface WireCall {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: z.infer<typeof Body>;
  /** The body's own bytes. */
  readonly raw: string;
}

/** Writes a reply over the wire. */
export type WireReply = (response: ServerResponse) => void;

/** The chat completions of the OpenAI API, spoken by a script: a reply for each call, the last one for all that follow. */
export class ScriptedServer {
  readonly calls: WireCall[] = [];
  #script: WireReply[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/v1`;
  }

  replies(...script: readonly WireReply[]): void {
    this.#script = [...script];
    this.calls.length = 0;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString('utf8');
    const body = Body.safeParse(JSON.parse(raw));
    if (!body.success) return failsWith(400)(response);
    const { url = '', headers } = request;
    this.calls.push({ path: url, authorization: headers.authorization, body: body.data, raw });
    const reply = this.#script.length > 1 ? this.#script.shift() : this.#script[0];
    (reply ?? failsWith(500))(response);
  }
}

const chunk = (choice: object | null, usage: object | null = null): string =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'scripted',
    choices: choice === null ? [] : [{ index: 0, logprobs: null, finish_reason: null, ...choice }],
    usage,
  })}\n\n`;

const begin = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(chunk({ delta: { role: 'assistant', content: '', refusal: null } }));
};

function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,7}/g) ?? [];
}

/** The whole text in pieces, its usage, and the end, as OpenAI sends them. */
export const says =
  (text: string, tokens = { prompt_tokens: 120, completion_tokens: 30 }): WireReply =>
  (response) => {
    begin(response);
    for (const piece of pieces(text)) response.write(chunk({ delta: { content: piece } }));
    response.write(chunk({ delta: {}, finish_reason: 'stop' }));
    response.write(chunk(null, { ...tokens, total_tokens: tokens.prompt_tokens + tokens.completion_tokens }));
    response.end('data: [DONE]\n\n');
  };

/** A reading as a model replies it. */
export const reads = (reading: object): WireReply => says(JSON.stringify({ reading }));

export const failsWith =
  (status: number, headers: Readonly<Record<string, string>> = {}): WireReply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ error: { message: 'told with the key sk-SECRET', type: 'x', code: 'x' } }));
  };

/** Stops in the middle with `reason`, or says nothing of why it stops. */
export const breaksOff =
  (text: string, reason: string | null): WireReply =>
  (response) => {
    begin(response);
    for (const piece of pieces(text)) response.write(chunk({ delta: { content: piece } }));
    if (reason !== null) response.write(chunk({ delta: {}, finish_reason: reason }));
    response.end(reason === null ? '' : 'data: [DONE]\n\n');
  };

export const refuses: WireReply = (response) => {
  begin(response);
  response.write(chunk({ delta: { refusal: 'I will not.' } }));
  response.write(chunk({ delta: {}, finish_reason: 'stop' }));
  response.end('data: [DONE]\n\n');
};

export const tearsTheConnection: WireReply = (response) => {
  begin(response);
  response.write(chunk({ delta: { content: '{"read' } }), () => response.destroy());
};

export const failsInTheStream: WireReply = (response) => {
  begin(response);
  response.end(`data: ${JSON.stringify({ error: { message: 'overloaded', code: 'server_error' } })}\n\n`);
};

export const saysNothing: WireReply = () => undefined;

/** Begins, then is silent for ever. */
export const fallsSilent: WireReply = begin;

/** A word now and then, for ever. */
export const neverEnds: WireReply = (response) => {
  begin(response);
  const timer = setInterval(() => response.write(chunk({ delta: { content: ' ' } })), 20);
  response.on('close', () => clearInterval(timer));
};

/** As fast as it goes, for ever. */
export const floods: WireReply = (response) => {
  begin(response);
  const more = (): void => {
    if (!response.destroyed) response.write(chunk({ delta: { content: 'x'.repeat(4_096) } }), more);
  };
  more();
};

export const isNoProtocol: WireReply = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end('data: {"choices": [{"delta": \n\n');
};

export const isAWebPage: WireReply = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<html>Sign in to the hotel’s network</html>');
};

export const redirects =
  (to: string): WireReply =>
  (response) => {
    response.writeHead(307, { location: to });
    response.end();
  };
