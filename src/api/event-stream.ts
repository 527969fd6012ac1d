import type { FastifyReply } from 'fastify';
import type { ASK_EVENTS } from './contract.ts';
import type { UnreadReplies } from './unread-replies.ts';

export type EventName = (typeof ASK_EVENTS)[number];

export interface EventStream {
  /** Does nothing once the reader has gone. `id`: what the reader names to be sent what came after it. */
  send(event: EventName, json: string, id?: number): void;
  end(): void;
  /** Calls back when the reader goes, also after the end. */
  onGone(call: () => void): void;
  readonly gone: boolean;
}

const HEARTBEAT_MS = 15_000;

/** Takes the reply over and streams events (HTML Living Standard, 9.2) instead of one body. */
export function openEventStream(reply: FastifyReply, replies: UnreadReplies): EventStream {
  // hijack() leaves out what the hooks would still do, so the headers that are set so far go by hand.
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  reply.hijack();
  raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  raw.flushHeaders();
  const unread = replies.open(() => raw.destroy());
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
  let gone = false;
  raw.on('close', () => {
    gone = true;
    unread.close();
    clearInterval(heartbeat);
  });
  raw.on('error', () => raw.destroy());
  return {
    send: (event, json, id) => {
      if (gone) return;
      const named = id === undefined ? '' : `id: ${id}\n`;
      const bytes = Buffer.from(`${named}event: ${event}\ndata: ${json}\n\n`);
      unread.wrote(bytes.length);
      raw.write(bytes, () => unread.read(bytes.length));
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
