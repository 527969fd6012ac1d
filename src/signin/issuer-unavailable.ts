import { Problem } from '../vocabulary/problem.ts';

/** What whoever wants to sign in is told of an issuer that cannot be asked. */
export function issuerUnavailable(cause: unknown): Problem {
  const message = 'The issuer does not answer; try again in a moment.';
  return new Problem('issuer_unavailable', message, { cause });
}
