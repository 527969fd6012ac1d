import fastifyHelmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { Place } from '../vocabulary/place.ts';
import { isSecure } from './cookies.ts';

const HSTS_SECONDS = 31_536_000;

const SAME_FOR_ALL = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  crossOriginEmbedderPolicy: true,
  referrerPolicy: { policy: 'no-referrer' },
} satisfies FastifyHelmetOptions;

/**
 * Every reply says what a browser may do with it. The headers depend on no request, so they are worked out at the first
 * one and set as they are from then on.
 */
export async function addSecurityHeaders(app: FastifyInstance, place: Place): Promise<void> {
  await app.register(fastifyHelmet, {
    global: false,
    ...SAME_FOR_ALL,
    // Without TLS the promise of it would lock the browser out.
    strictTransportSecurity: isSecure(place) ? { maxAge: HSTS_SECONDS, includeSubDomains: false } : false,
  });
  let headers: ReadonlyMap<string, string> | null = null;
  app.addHook('onRequest', (_request, reply, proceed) => {
    const { raw } = reply;
    if (headers === null) {
      const before = new Set(raw.getHeaderNames());
      reply.helmet();
      const own = raw.getHeaderNames().filter((name) => !before.has(name));
      headers = new Map(own.map((name) => [name, String(raw.getHeader(name))]));
    } else {
      for (const [name, value] of headers) raw.setHeader(name, value);
    }
    proceed();
  });
}
