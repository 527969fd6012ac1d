import type { FastifyReply, FastifyRequest } from 'fastify';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Place } from '../vocabulary/place.ts';

/** `session`: who is signed in; `signin`: an attempt that is under way; `device`: a browser that is known again. */
export type CookieName = 'session' | 'signin' | 'device';

const SECONDS: Readonly<Record<CookieName, number>> = {
  session: LIMITS.session_hours_max * 3_600,
  signin: LIMITS.signin_attempt_minutes_max * 60,
  device: LIMITS.known_device_days * 86_400,
};

/** With TLS a browser takes it from this host alone and sends it nowhere else (RFC 6265bis, 4.1.3.2). */
function nameOf(name: CookieName, place: Place): string {
  return `${isSecure(place) ? '__Host-' : ''}askfolio_${name}`;
}

export function isSecure(place: Place): boolean {
  return place.origin().startsWith('https:');
}

export function cookieOf(request: FastifyRequest, name: CookieName, place: Place): string | null {
  const value = request.cookies[nameOf(name, place)];
  return value === undefined || value === '' || value.length > 4_096 ? null : value;
}

const attributes = (name: CookieName, place: Place) =>
  ({
    path: '/',
    httpOnly: true,
    secure: isSecure(place),
    // The way back from another issuer begins at that issuer's page.
    sameSite: name === 'signin' ? 'lax' : 'strict',
  }) as const;

export function setCookie(reply: FastifyReply, name: CookieName, value: string, place: Place): FastifyReply {
  return reply.setCookie(nameOf(name, place), value, { ...attributes(name, place), maxAge: SECONDS[name] });
}

export function clearCookie(reply: FastifyReply, name: CookieName, place: Place): FastifyReply {
  return reply.clearCookie(nameOf(name, place), attributes(name, place));
}
