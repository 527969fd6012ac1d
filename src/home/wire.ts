import type { Socket } from 'node:net';
import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from '../vocabulary/problem.ts';

/** Of the messages below; a command and an owner of different versions do not guess at each other's. */
export const WIRE_VERSION = '6';

/** What the owner of a home and a command say to each other: one JSON object a line. */
export const VERBS = [
  'ask',
  'figures',
  'sql',
  'refresh',
  'preview',
  'addSource',
  'listSources',
  'checkSource',
  'changeSource',
  'removeSource',
  'runSource',
  'runs',
  'quarantine',
  'findings',
  'explain',
  'replay',
  'custody',
  'feedback',
  'status',
  'view',
  'verified',
  'people',
  'deliveries',
] as const;

export const Call = z.object({ id: z.int(), verb: z.enum(VERBS), argument: z.unknown() });
export type Call = z.infer<typeof Call>;

const CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** `hello` comes once, first; `closing` tells that the owner is about to end and takes no more work. */
export const Reply = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('hello'),
    version: z.string(),
    /** `service` stays until it is stopped, `command` only for its own work. */
    owner: z.enum(['service', 'command']),
    pid: z.int(),
    closing: z.boolean(),
  }),
  z.object({ kind: z.literal('progress'), id: z.int(), value: z.unknown() }),
  z.object({ kind: z.literal('result'), id: z.int(), value: z.unknown() }),
  z.object({ kind: z.literal('problem'), id: z.int(), code: z.enum(CODES), message: z.string() }),
]);
export type Reply = z.infer<typeof Reply>;

/** Longest line that is taken: a batch goes over as single calls, a list of people as one. */
const LINE_CHARS_MAX = 64 * 1024 * 1024;

/** Calls `onLine` with each line as it comes; ends the connection where a line is longer than allowed. */
export function readLines(socket: Socket, onLine: (line: string) => void): void {
  let pieces: string[] = [];
  let length = 0;
  socket.setEncoding('utf8');
  socket.on('data', (data: string | Buffer) => {
    let rest = String(data);
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      pieces.push(rest.slice(0, end));
      const line = pieces.join('');
      pieces = [];
      length = 0;
      rest = rest.slice(end + 1);
      onLine(line);
    }
    pieces.push(rest);
    length += rest.length;
    if (length > LINE_CHARS_MAX) socket.destroy();
  });
}

export function writeLine(socket: Socket, message: Call | Reply): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
}
