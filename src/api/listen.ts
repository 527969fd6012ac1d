import { createServer as createProbe } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../vocabulary/problem.ts';

const OPEN_REQUESTS_MS_MAX = 5_000;

export interface Listening {
  /** `http://127.0.0.1:8321`, without a slash at its end. */
  readonly address: string;
  readonly port: number;
  /** Takes no new requests, lets those under way finish for a few seconds, then cuts them off. */
  close(): Promise<void>;
}

/** Throws Problem `port_in_use`. */
export async function listen(
  app: FastifyInstance,
  host: string,
  port: number,
  scheme: 'http' | 'https' = 'http',
): Promise<Listening> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw asPortProblem(error, port);
  }
  const bound = app.server.address();
  const actual = typeof bound === 'object' && bound !== null ? bound.port : port;
  return {
    address: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    port: actual,
    close: async () => {
      const cut = setTimeout(() => app.server.closeAllConnections(), OPEN_REQUESTS_MS_MAX);
      await app.close();
      clearTimeout(cut);
    },
  };
}

/** Throws Problem `port_in_use` where `listen` would: before long work that would be in vain. */
export async function checkPort(host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createProbe();
    probe.once('error', (error) => reject(asPortProblem(error, port)));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

function asPortProblem(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    return new Problem(
      'port_in_use',
      `Port ${port} is taken by another program; stop that, or choose another by --port or ASKFOLIO_PORT.`,
    );
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    return new Problem(
      'port_in_use',
      `Port ${port} cannot be listened on; choose another by --port or ASKFOLIO_PORT.`,
    );
  }
  return error;
}
