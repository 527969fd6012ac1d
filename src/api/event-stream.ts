import type { FastifyReply } from 'fastify';
import type { ASK_EVENTS } from './contract.ts';

export type EventName = (typeof ASK_EVENTS)[number];

export interface EventStream {
  /** Does nothing once the reader has gone. `id`: what the reader names to be sent what came after it. */
  send(event: EventName, data: unknown, id?: number): void;
  end(): void;
  /** Calls back when the reader goes, also after the end. */
  onGone(call: () => void): void;
  readonly gone: boolean;
}

const HEARTBEAT_MS = 15_000;

/** Takes the reply over and streams events (HTML Living Standard, 9.2) instead of one body. */
export function openEventStream(reply: FastifyReply): EventStream {
  // hijack() leaves out what the hooks would still do, so the headers that are set so far go by hand.
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  reply.hijack();
  raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  raw.flushHeaders();
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
  let gone = false;
  raw.on('close', () => {
    gone = true;
    clearInterval(heartbeat);
  });
  raw.on('error', () => raw.destroy());
  return {
    send: (event, data, id) => {
      const named = id === undefined ? '' : `id: ${id}\n`;
      if (!gone) raw.write(`${named}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    onGone: (call) => {
      if (gone) call();
      else raw.on('close', call);
    },
    end: () => {
      clearInterval(heartbeat);
      if (!gone) raw.end();
    },
    get gone() {
      return gone;
    },
  };
}
