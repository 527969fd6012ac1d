import type { FastifyInstance } from 'fastify';
import { Problem } from '../../vocabulary/problem.ts';
import type { ApiParts } from '../parts.ts';

/** What machines look at: whether the process lives, whether it can answer, what it measures, what it offers. */
export function addOperationsRoutes(app: FastifyInstance, { ready, metrics }: ApiParts): void {
  app.get('/healthz', { config: { access: 'public', anyHost: true }, schema: { hide: true } }, async () => ({
    status: 'alive',
  }));
  app.get(
    '/readyz',
    { config: { access: 'public', anyHost: true }, schema: { hide: true } },
    async (_request, reply) => {
      if (await ready()) return { status: 'ready' };
      reply.header('retry-after', '1');
      throw new Problem('store_unavailable', 'Questions cannot be answered just now; try again in a moment.');
    },
  );
  app.get(
    '/metrics',
    { config: { access: 'monitoring', anyHost: true }, schema: { hide: true } },
    async (_request, reply) => {
      reply.type(metrics.registry.contentType);
      return metrics.registry.page();
    },
  );
  app.get('/openapi.json', { config: { access: 'ask' }, schema: { hide: true } }, async () => app.swagger());
}
