import type { FastifyRequest } from 'fastify';
import type { Audit } from '../vocabulary/audit.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Problem } from '../vocabulary/problem.ts';

const MINUTE_MS = 60_000;

/**
 * Tells the audit log of requests that were refused for want of a sign-in or a right: the route's template and who it
 * was, never what was sent. In a flood without a sign-in only the first of a minute are told one by one; the rest as a number.
 */
export function refusalsTo(
  audit: Audit,
  now: () => number,
  onTrouble: (error: unknown) => void,
): (problem: Problem, request: FastifyRequest) => void {
  let [minute, told, untold] = [0, 0, 0];
  const tell = (user: string | null, details: Readonly<Record<string, unknown>>): void => {
    audit({ kind: 'refused', user, details }).catch(onTrouble);
  };
  return (problem, request) => {
    if (problem.status !== 401 && problem.status !== 403) return;
    const current = Math.floor(now() / MINUTE_MS);
    if (current !== minute) {
      if (untold > 0) tell(null, { more: untold });
      [minute, told, untold] = [current, 0, 0];
    }
    // Those who are signed in are few enough by the limit on requests.
    if (request.actor === null && told >= LIMITS.audit_refusals_per_minute_max) {
      untold += 1;
      return;
    }
    if (request.actor === null) told += 1;
    const { url } = request.routeOptions;
    tell(request.actor?.user ?? null, {
      route: url ?? 'none',
      method: request.method,
      problem: problem.code,
      address: request.ip,
    });
  };
}
