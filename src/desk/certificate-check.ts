import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Problem } from '../vocabulary/problem.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Probe } from './checks.ts';

const DAY_MS = 86_400_000;

/** How long the certificate that is served goes on to be valid; null where none is. */
export function certificateProbe(path: string | null, now: () => Date): Probe | null {
  if (path === null) return null;
  return {
    name: 'certificate',
    look: async () => {
      const certificate = certificateIn(path);
      const left_days = Math.floor((certificate.validToDate.getTime() - now().getTime()) / DAY_MS);
      const day = certificate.validToDate.toISOString().slice(0, 10);
      if (now() < certificate.validFromDate) {
        throw new Problem(
          'settings_invalid',
          `The certificate in ${path} is not valid yet; look at the clock of this machine, or serve another.`,
        );
      }
      if (left_days < 0) {
        throw new Problem(
          'settings_invalid',
          `The certificate in ${path} expired on ${day}, so nobody connects; put the renewed one in its place.`,
        );
      }
      if (left_days < LIMITS.certificate_renewal_days) {
        return {
          finding: `it expires on ${day}, in ${left_days} days`,
          remedy: `Put the renewed one into ${path}; it counts without a restart.`,
        };
      }
      return `it is valid until ${day}`;
    },
  };
}

function certificateIn(path: string): X509Certificate {
  try {
    return new X509Certificate(readFileSync(path));
  } catch (error) {
    throw new Problem(
      'settings_invalid',
      `The certificate in ${path} cannot be read; check ASKFOLIO_TLS_CERT.`,
      { cause: error },
    );
  }
}
