import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { Scanner } from './port.ts';

/**
 * clamd, by its INSTREAM command (man clamd): pieces, each behind its length as four bytes in network order, then a
 * length of zero; the answer is `stream: OK` or `stream: NAME FOUND`.
 */
export function clamdScanner(
  place: { readonly host: string; readonly port: number } | { readonly path: string },
): Scanner {
  return {
    scan: async (bytes) => {
      const socket = connect(place);
      socket.setTimeout(LIMITS.scanner_seconds_max * 1_000, () =>
        socket.destroy(new Error('no answer in time')),
      );
      try {
        await once(socket, 'connect');
        const reply = replyOf(socket);
        // Its end may come before everything is sent: too long a stream is cut off by clamd.
        reply.catch(() => undefined);
        await send(socket, 'zINSTREAM\0');
        for await (const piece of bytes) {
          const length = Buffer.alloc(4);
          length.writeUInt32BE(piece.byteLength);
          await send(socket, length);
          await send(socket, piece);
        }
        await send(socket, Buffer.alloc(4));
        return verdictOf(await reply);
      } catch (error) {
        throw error instanceof Problem ? error : unavailable(error);
      } finally {
        socket.destroy();
      }
    },
  };
}

async function send(socket: Socket, bytes: string | Uint8Array): Promise<void> {
  if (!socket.write(bytes)) await once(socket, 'drain');
}

function replyOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('data', (chunk) => {
      text = (text + chunk.toString('latin1')).slice(0, LIMITS.scanner_reply_chars_max);
      if (text.includes('\0')) resolve(text);
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
}

function verdictOf(reply: string): string | null {
  const text = reply.replaceAll('\0', '').trim();
  if (/^stream: OK$/.test(text)) return null;
  const found = /^stream: (.+) FOUND$/.exec(text)?.[1];
  if (found !== undefined) return found;
  throw unavailable(new Error(`clamd answered ${JSON.stringify(text)}`));
}

function unavailable(cause: unknown): Problem {
  return new Problem(
    'scanner_unavailable',
    'The virus scanner does not answer, or takes no file of this size; try again, or have its settings looked at.',
    { cause },
  );
}
