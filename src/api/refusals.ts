import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Audit } from '../vocabulary/audit.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Problem, ProblemCode } from '../vocabulary/problem.ts';

const MINUTE_MS = 60_000;

/** What somebody who tries the doors comes upon: no right, no such thing, and what no page or program of ours sends. */
const TOLD: readonly ProblemCode[] = [
  'usage',
  'not_signed_in',
  'not_permitted',
  'not_found',
  'too_large',
  'too_many',
];

export interface Refusals {
  readonly request: (problem: Problem, request: FastifyRequest) => void;
  /** What never became a request. `code`: of Node's parser. */
  readonly connection: (code: string, socket: Socket) => void;
}

/**
 * Tells the audit log of what was refused: the route's template and who it was, never what was sent. In a flood without
 * a sign-in only the first of a minute are told one by one; the rest as a number.
 */
export function refusalsTo(audit: Audit, now: () => number, onTrouble: (error: unknown) => void): Refusals {
  let [minute, told, untold] = [0, 0, 0];
  const tell = (user: string | null, details: Readonly<Record<string, unknown>>): void => {
    const current = Math.floor(now() / MINUTE_MS);
    if (current !== minute) {
      const more = untold;
      [minute, told, untold] = [current, 0, 0];
      if (more > 0) audit({ kind: 'refused', user: null, details: { more } }).catch(onTrouble);
    }
    // Those who are signed in are few enough by the limit on requests.
    if (user === null && told >= LIMITS.audit_refusals_per_minute_max) {
      untold += 1;
      return;
    }
    if (user === null) told += 1;
    audit({ kind: 'refused', user, details }).catch(onTrouble);
  };
  return {
    request: (problem, request) => {
      if (!TOLD.includes(problem.code)) return;
      tell(request.actor?.user ?? null, {
        route: request.routeOptions.url ?? 'none',
        method: request.method,
        problem: problem.code,
        address: request.ip,
      });
    },
    connection: (code, socket) =>
      tell(null, { route: 'none', problem: code, address: socket.remoteAddress ?? null }),
  };
}
