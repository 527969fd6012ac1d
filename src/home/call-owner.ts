import { connect, type Socket } from 'node:net';
import { Problem } from '../vocabulary/problem.ts';
import type { Progress } from '../vocabulary/run.ts';
import type { Services, Verb } from './services.ts';
import { readLines, Reply, writeLine } from './wire.ts';

/** The owner ended while a call was under way; another process, or this one, may take its place. */
export class OwnerGone extends Error {
  override readonly name = 'OwnerGone';
}

export interface OwnerConnection {
  readonly services: Services;
  readonly hello: Hello;
  /** Settles when the connection has ended. */
  readonly ended: Promise<void>;
  close(): void;
}

type Hello = Extract<Reply, { kind: 'hello' }>;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((value: Progress) => void) | null;
}

const HELLO_MS_MAX = 5_000;

/** Connects to the owner that listens at `path`; null where nobody does. */
export async function callOwner(path: string): Promise<OwnerConnection | null> {
  const socket = await open(path);
  if (!socket) return null;
  const pending = new Map<number, Pending>();
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => {
      for (const { reject } of pending.values()) reject(new OwnerGone());
      pending.clear();
      resolve();
    });
  });
  socket.on('error', () => socket.destroy());
  const hello = await new Promise<Hello | null>((resolve) => {
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(null);
    }, HELLO_MS_MAX);
    void ended.then(() => resolve(null));
    readLines(socket, (line) => {
      const reply = readReply(line);
      if (reply?.kind === 'hello') {
        clearTimeout(timer);
        resolve(reply);
      } else if (reply) settle(pending, reply);
    });
  });
  if (!hello) return null;
  return { hello, services: remoteServices(socket, pending), ended, close: () => socket.end() };
}

function settle(pending: Map<number, Pending>, reply: Exclude<Reply, { kind: 'hello' }>): void {
  const call = pending.get(reply.id);
  if (!call) return;
  if (reply.kind === 'progress') {
    call.onProgress?.(reply.value as Progress);
    return;
  }
  pending.delete(reply.id);
  if (reply.kind === 'result') call.resolve(reply.value);
  else call.reject(new Problem(reply.code, reply.message));
}

function remoteServices(socket: Socket, pending: Map<number, Pending>): Services {
  let last = 0;
  const call = <T>(
    verb: Verb,
    argument: unknown,
    onProgress: ((progress: Progress) => void) | null = null,
  ): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (socket.destroyed || !socket.writable) {
        reject(new OwnerGone());
        return;
      }
      const id = (last += 1);
      pending.set(id, { resolve: resolve as (value: unknown) => void, reject, onProgress });
      writeLine(socket, { id, verb, argument });
    });
  return {
    ask: (request) => call('ask', request),
    figures: (request) => call('figures', request),
    sql: (request) => call('sql', request),
    refresh: (request, onProgress) => call('refresh', request, onProgress),
    preview: (request) => call('preview', request),
    addSource: (request) => call('addSource', request),
    listSources: () => call('listSources', null),
    checkSource: (request) => call('checkSource', request),
    changeSource: (request) => call('changeSource', request),
    removeSource: (request) => call('removeSource', request),
    runSource: (request, onProgress) => call('runSource', request, onProgress),
    runs: (request) => call('runs', request),
    quarantine: (request) => call('quarantine', request),
    findings: (request) => call('findings', request),
    explain: (request) => call('explain', request),
    replay: (request) => call('replay', request),
    custody: (request) => call('custody', request),
    feedback: (request) => call('feedback', request),
    status: () => call('status', null),
    view: (request) => call('view', request),
    verified: (request) => call('verified', request),
    people: (request) => call('people', request),
    deliveries: (request) => call('deliveries', request),
  };
}

function readReply(line: string): Reply | null {
  try {
    const reply = Reply.safeParse(JSON.parse(line));
    return reply.success ? reply.data : null;
  } catch {
    return null;
  }
}

function open(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}
