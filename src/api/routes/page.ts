import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { ApiParts } from '../parts.ts';

/** The web page's files. Those with a hash in their name never change; index.html is asked for anew each time. */
export async function addPage(app: FastifyInstance, { page }: ApiParts): Promise<void> {
  if (page === null) {
    app.get('/', { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) =>
      reply
        .code(503)
        .type('text/plain; charset=utf-8')
        .send('The web page is not built; run `npm run build` in the installation, then start again.\n'),
    );
    return;
  }
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
      route.schema = { ...route.schema, hide: true };
    });
    await scope.register(fastifyStatic, {
      root: page,
      index: ['index.html'],
      dotfiles: 'deny',
      cacheControl: false,
      setHeaders: (reply, path) => {
        const hashed = /[/\\]assets[/\\]/.test(path);
        reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  });
}
