import { counter, gauge } from '../declaration.ts';
import type { Registry } from '../registry.ts';

export const CUSTODY = {
  signIns: counter({
    name: 'askfolio_sign_ins_total',
    help: 'Attempts to sign in by how they ended',
    labels: { outcome: ['signed_in', 'refused'] },
  }),
  auditWhole: gauge({
    name: 'askfolio_audit_chain_whole',
    help: '1 where the last look at the audit log found its chain whole, 0 where it did not',
  }),
  auditLook: gauge({
    name: 'askfolio_audit_looked_at_seconds',
    unit: 'seconds',
    help: 'How long ago the whole audit log was last looked through',
  }),
  auditEntries: gauge({ name: 'askfolio_audit_entries', help: 'Entries of the audit log' }),
  records: gauge({
    name: 'askfolio_records_up',
    help: "1 while the installation's own records answer, 0 while they do not",
  }),
  certificate: gauge({
    name: 'askfolio_certificate_valid_seconds',
    unit: 'seconds',
    onlyWith: 'TLS',
    help: 'For how long the certificate that is served goes on to be valid',
  }),
} as const;

/** Hears of each attempt to sign in whether it went well. */
export function signInObserver(registry: Registry): (outcome: 'signed_in' | 'refused') => void {
  return (outcome) => registry.add(CUSTODY.signIns, { outcome });
}
