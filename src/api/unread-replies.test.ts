import { once } from 'node:events';
import { connect } from 'node:net';
import { fastify } from 'fastify';
import { describe, expect, it, vi } from 'vitest';
import { TIMERS } from '../vocabulary/timers.ts';
import { openEventStream } from './event-stream.ts';
import { UnreadReplies } from './unread-replies.ts';

const MIB = 1_048_576;

describe('replies that are not read', () => {
  it('cuts off the reader who leaves most lying, and nobody who takes what he is sent', () => {
    const cut: string[] = [];
    const replies = new UnreadReplies({ timers: TIMERS, bytes_max: 100 });
    const [slow, slower, quick] = ['slow', 'slower', 'quick'].map((name) =>
      replies.open(() => cut.push(name)),
    );
    slow?.wrote(30);
    slower?.wrote(60);
    for (let n = 0; n < 10; n += 1) {
      quick?.wrote(10);
      quick?.read(10);
    }
    expect([cut, replies.bytes]).toEqual([[], 90]);
    quick?.wrote(20);
    expect([cut, replies.bytes]).toEqual([['slower'], 50]);
    // Its connection tells so later, when nothing of it is counted any more.
    slower?.read(60);
    slower?.close();
    expect(replies.bytes).toBe(50);
    slow?.close();
    quick?.close();
    expect(replies.bytes).toBe(0);
  });

  it('cuts off a reader who takes nothing for too long', () => {
    vi.useFakeTimers();
    try {
      const cut: string[] = [];
      const replies = new UnreadReplies({ timers: TIMERS, seconds_max: 10 });
      const [slow, stuck] = ['slow', 'stuck'].map((name) => replies.open(() => cut.push(name)));
      slow?.wrote(30);
      stuck?.wrote(30);
      vi.advanceTimersByTime(6_000);
      slow?.read(10);
      vi.advanceTimersByTime(6_000);
      expect(cut).toEqual(['stuck']);
      slow?.read(20);
      vi.advanceTimersByTime(60_000);
      expect(cut).toEqual(['stuck']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('bounds what readers who do not read make a server hold', async () => {
    const replies = new UnreadReplies({ timers: TIMERS, bytes_max: 64 * MIB });
    const app = fastify();
    let most = 0;
    app.get('/', async (_request, reply) => {
      const stream = openEventStream(reply, replies);
      stream.send('answer', JSON.stringify('x'.repeat(20 * MIB)));
      most = Math.max(most, replies.bytes);
      stream.end();
      return reply;
    });
    const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
    const readers = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const socket = connect(Number(address.port), address.hostname);
        await once(socket, 'connect');
        socket.pause();
        socket.on('error', () => undefined);
        socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
        return socket;
      }),
    );
    await vi.waitFor(() => expect(most).toBeGreaterThan(50 * MIB));
    await vi.waitFor(() => expect(replies.bytes).toBeLessThanOrEqual(64 * MIB));
    for (const reader of readers) reader.destroy();
    await vi.waitFor(() => expect(replies.bytes).toBe(0));
    await app.close();
  });
});
