import { fastify, type FastifyInstance } from 'fastify';
import type { Log } from '../telemetry/log.ts';
import type { Registry } from '../telemetry/registry.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { hasMonitoringToken } from './access.ts';
import { PROBLEM_TYPE, problemDocument, problemOf } from './problem-document.ts';
import { Problem } from '../vocabulary/problem.ts';

export interface MonitoringParts {
  readonly registry: Pick<Registry, 'page' | 'contentType'>;
  readonly metricsToken: string | null;
  readonly log: Log;
}

/**
 * What a process that serves nobody else shows to machines: that it lives, and to whoever has the token of the
 * monitoring what it measures.
 */
export function createMonitoringServer({ registry, metricsToken, log }: MonitoringParts): FastifyInstance {
  const app = fastify({ logger: false, bodyLimit: 1, requestTimeout: 10_000 });
  app.server.maxConnections = LIMITS.monitoring_connections_max;
  app.setErrorHandler((error, { headers }, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) log.error('request failed', { code: problem.code }, error);
    return reply
      .code(problem.status)
      .type(PROBLEM_TYPE)
      .send(problemDocument(problem, headers['accept-language']));
  });
  app.setNotFoundHandler(() => {
    throw new Problem('not_found', 'There is nothing at this address; /healthz and /metrics are here.');
  });
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/metrics', async (request, reply) => {
    if (!hasMonitoringToken({ metricsToken }, request)) {
      reply.header('www-authenticate', 'Bearer realm="askfolio"');
      throw new Problem(
        'not_signed_in',
        'The metrics are for whoever has the token of ASKFOLIO_METRICS_TOKEN; send it as a bearer token.',
      );
    }
    reply.type(registry.contentType).header('cache-control', 'no-store');
    return registry.page();
  });
  return app;
}
