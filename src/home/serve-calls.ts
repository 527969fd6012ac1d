import { createServer, type Server, type Socket } from 'node:net';
import { asProblem } from '../vocabulary/problem.ts';
import type { Services } from './services.ts';
import { Call, readLines, type Reply, WIRE_VERSION, writeLine } from './wire.ts';

export interface CallServer {
  /** Takes no new commands, waits for those under way to leave, then closes the socket. */
  drain(): Promise<void>;
  /** Closes at once; the commands under way are told so. */
  close(): Promise<void>;
}

interface Guest {
  readonly socket: Socket;
  /** False for one that came while the owner was closing: it only waits for the end. */
  readonly served: boolean;
}

/**
 * Listens at `path` for the commands of other processes of this user and answers them by `services`. `owner` is told
 * to those that come: a service stays, a command ends with its own work.
 */
export async function serveCalls(
  path: string,
  owner: 'service' | 'command',
  services: Services,
): Promise<CallServer> {
  const guests = new Set<Guest>();
  let closing = false;
  let lastLeft: (() => void) | null = null;
  const server = createServer((socket) => {
    const guest: Guest = { socket, served: !closing };
    guests.add(guest);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      guests.delete(guest);
      if (![...guests].some(({ served }) => served)) lastLeft?.();
    });
    writeLine(socket, { kind: 'hello', version: WIRE_VERSION, owner, pid: process.pid, closing });
    if (guest.served) {
      readLines(socket, (line) => {
        void answer(services, line, (reply) => writeLine(socket, reply));
      });
    } else socket.resume();
  });
  await listen(server, path);
  const end = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const { socket } of guests) socket.end();
    setTimeout(() => guests.forEach(({ socket }) => socket.destroy()), 200).unref();
    await closed;
  };
  return {
    drain: async () => {
      closing = true;
      if ([...guests].some(({ served }) => served)) {
        await new Promise<void>((resolve) => {
          lastLeft = resolve;
        });
      }
      await end();
    },
    close: end,
  };
}

/** Carries out one call and replies; a line that is no call is left unanswered. */
async function answer(services: Services, line: string, reply: (reply: Reply) => void): Promise<void> {
  const call = readCall(line);
  if (!call) return;
  try {
    const value = await carryOut(services, call, (progress) =>
      reply({ kind: 'progress', id: call.id, value: progress }),
    );
    reply({ kind: 'result', id: call.id, value });
  } catch (error) {
    const { code, message } = asProblem(error);
    reply({ kind: 'problem', id: call.id, code, message });
  }
}

function readCall(line: string): Call | null {
  try {
    const call = Call.safeParse(JSON.parse(line));
    return call.success ? call.data : null;
  } catch {
    return null;
  }
}

// Both ends are this program and run as one user, so the argument is taken as what the verb expects.
async function carryOut(
  services: Services,
  { verb, argument }: Call,
  onProgress: (progress: unknown) => void,
): Promise<unknown> {
  if (verb === 'refresh') {
    return services.refresh(argument as Parameters<Services['refresh']>[0], onProgress);
  }
  if (verb === 'runSource') {
    return services.runSource(argument as Parameters<Services['runSource']>[0], onProgress);
  }
  const run = services[verb].bind(services) as (argument: unknown) => Promise<unknown>;
  return run(argument);
}

async function listen(server: Server, path: string): Promise<void> {
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve();
    });
  });
  // The path is bound within the call, so the mask is ours alone for just that long.
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await listening;
}
