import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import { PROBLEM_TYPE, problemDocument } from './problem-document.ts';

/** Headers that may come once at the most: two of them are read as one by some and as the other by others. */
const ONCE: readonly string[] = [
  'host',
  'content-length',
  'content-type',
  'transfer-encoding',
  'authorization',
  'origin',
  'sec-fetch-site',
];
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Refuses what servers and proxies read in different ways, before anything else looks at it. Throws Problem `usage`.
 * Node's parser already refuses a length beside a transfer coding, bad line ends and characters (RFC 9112).
 */
export function checkWellFormed({ raw }: FastifyRequest): void {
  const { rawHeaders, url = '', method = '' } = raw;
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    if (seen.has(name) && ONCE.includes(name)) throw malformed();
    seen.add(name);
  }
  if (!seen.has('host')) throw malformed();
  const coding = raw.headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') throw malformed();
  if (!url.startsWith('/') || url.startsWith('//') || !METHODS.includes(method)) throw malformed();
}

/** Throws Problem `usage` for JSON that is nested deeper than anything here is. */
export function checkDepth(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > LIMITS.request_depth_max) {
      throw new Problem('usage', 'The body is nested too deeply; see /openapi.json.');
    }
    level = level.flatMap((value): unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
}

/** What a connection is told that sent no request at all, or sent it too slowly. */
export function refuseConnection(
  error: Error & { readonly code?: string },
  socket: Socket,
  tell: (code: string, socket: Socket) => void,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  tell(error.code ?? 'malformed', socket);
  const slow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const [status, reason] = slow ? [408, 'Request Timeout'] : [400, 'Bad Request'];
  const body = JSON.stringify({ ...problemDocument(malformed()), status });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n${body}`,
  );
}

function malformed(): Problem {
  return new Problem('usage', 'The request is not well formed; see /openapi.json.');
}
