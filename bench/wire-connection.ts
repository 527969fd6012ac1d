import { connect, type Socket } from 'node:net';
import type { Call } from './load.ts';

const HEAD_END = Buffer.from('\r\n\r\n');

/** What came back. */
export interface Reply {
  /** 0: the connection broke. */
  readonly status: number;
  readonly hasRetryAfter: boolean;
  readonly body: string;
}

/**
 * A connection that is kept and asked one thing after the other, with next to nothing done on this side: whoever asks
 * thousands of times a second on the machine that answers must leave it the processor. Reads replies with a
 * content-length, as all of the product's are.
 */
export class WireConnection {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | null = null;
  #read: Buffer = Buffer.alloc(0);
  #settle: ((reply: Reply) => void) | null = null;

  constructor(host: string, port: number) {
    this.#host = host;
    this.#port = port;
  }

  ask(call: Call): Promise<Reply> {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    this.#settle = resolve;
    this.#socket ??= this.#open();
    this.#socket.write(this.#textOf(call));
    return promise;
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    const socket = connect(this.#port, this.#host);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null;
      this.#read = Buffer.alloc(0);
      this.#answer({ status: 0, hasRetryAfter: false, body: '' });
    });
    return socket;
  }

  #textOf({ url, headers, body }: Call): string {
    const { pathname } = new URL(url);
    const lines = Object.entries({
      host: `${this.#host}:${String(this.#port)}`,
      ...headers,
      ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    return `${body === null ? 'GET' : 'POST'} ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
  }

  #take(chunk: Buffer): void {
    this.#read = this.#read.length === 0 ? chunk : Buffer.concat([this.#read, chunk]);
    const headEnd = this.#read.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#read.toString('latin1', 0, headEnd).toLowerCase();
    const length = Number(/\ncontent-length: (\d+)/.exec(head)?.[1]);
    if (Number.isNaN(length)) throw new TypeError('a reply does not say how long it is');
    const end = headEnd + HEAD_END.length + length;
    if (this.#read.length < end) return;
    const body = this.#read.toString('utf8', headEnd + HEAD_END.length, end);
    this.#read = this.#read.subarray(end);
    this.#answer({
      status: Number(head.slice(9, 12)),
      hasRetryAfter: head.includes('\nretry-after: '),
      body,
    });
  }

  #answer(reply: Reply): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.(reply);
  }
}
