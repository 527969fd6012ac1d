import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ApiParts } from '../parts.ts';

/** The web page's files. Those with a hash in their name never change; index.html is asked for anew each time. */
export async function addPage(app: FastifyInstance, { page, embedOrigins }: ApiParts): Promise<void> {
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
        if (embedOrigins.length === 0) return;
        if (path.endsWith('index.html')) openToFrames(reply, embedOrigins);
        // The element is a script of the other site then, and says nothing of anybody.
        if (/[/\\]embed[/\\]/.test(path)) {
          reply.header('cross-origin-resource-policy', 'cross-origin');
          reply.header('access-control-allow-origin', '*');
        }
      },
    });
  });
}

/** Lets these sites show the page in a frame; everything else of the policy stays. */
function openToFrames(reply: FastifyReply, origins: readonly string[]): void {
  const policy = String(reply.getHeader('content-security-policy') ?? '');
  reply.header(
    'content-security-policy',
    policy.replace("frame-ancestors 'none'", `frame-ancestors ${origins.join(' ')}`),
  );
  reply.removeHeader('x-frame-options');
  reply.header('cross-origin-resource-policy', 'cross-origin');
}
