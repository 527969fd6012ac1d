import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { WireReply } from './openai-server.ts';

const FOLDER = join(import.meta.dirname, 'recordings');

/** A call as it went over the wire, without its key. */
const Call = z.strictObject({
  /** The last message of the request. The instructions before it change with the semantic model. */
  told: z.string(),
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  /** Byte for byte. */
  body: z.string(),
});

const Recording = z.strictObject({
  question: z.string(),
  calls: z.array(Call).min(1),
  /** What came of it: kind, engine, and the figures or the reason. */
  came: z.record(z.string(), z.unknown()),
});

export type RecordedCall = z.infer<typeof Call>;
export type Recording = z.infer<typeof Recording>;

/** The recordings that are kept, by their names. */
export function recordings(): readonly (readonly [string, Recording])[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => [
      file.replace('.json', ''),
      Recording.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))),
    ]);
}

export function keepRecording(name: string, recording: Recording): void {
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(recording, null, 2)}\n`);
}

/** Says again what was recorded, byte for byte. */
export const replayed =
  ({ status, headers, body }: RecordedCall): WireReply =>
  (response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

const KEPT_HEADERS = ['content-type', 'retry-after'];
const Request = z.object({ messages: z.array(z.object({ content: z.string() })) });

/** Stands before a server that speaks the OpenAI API, and records what passes. */
export class RecordingServer {
  readonly calls: RecordedCall[] = [];
  readonly #upstream: string;
  readonly #server: Server;

  /** `upstream`: the base URL of the server behind. */
  constructor(upstream: string) {
    this.#upstream = upstream;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { authorization = '' } = request.headers;
        void this.#forward(Buffer.concat(chunks).toString('utf8'), authorization, response);
      });
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #forward(raw: string, authorization: string, response: ServerResponse): Promise<void> {
    const reply = await fetch(`${this.#upstream}/chat/completions`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: raw,
    });
    const headers = Object.fromEntries(
      KEPT_HEADERS.flatMap((name) => {
        const value = reply.headers.get(name);
        return value === null ? [] : [[name, value]];
      }),
    );
    const call = {
      told: Request.parse(JSON.parse(raw)).messages.at(-1)?.content ?? '',
      status: reply.status,
      headers,
      body: await reply.text(),
    };
    this.calls.push(call);
    replayed(call)(response);
  }
}
