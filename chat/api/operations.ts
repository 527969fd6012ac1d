import type { AuditEntry, AuditVerdict } from '../../src/vocabulary/audit.ts';
import type { RunUnderWay, SourceStanding } from '../../src/vocabulary/operations.ts';
import type { Grant, NewGrant, Person, PersonChange, PersonEntry } from '../../src/vocabulary/person.ts';
import type { FindingRow, QuarantinedRow, RunRecord } from '../../src/vocabulary/run.ts';
import type { SourceChange } from '../../src/vocabulary/source.ts';
import type { Status } from '../../src/vocabulary/status.ts';
import type { ModelUsage, UsageOverview } from '../../src/vocabulary/usage.ts';
import type { VerifiedQuestion } from '../../src/vocabulary/verified.ts';
import { read, readItems, request, send } from './client.ts';

/** A verified question as it is shown. */
export type ShownVerified = Omit<VerifiedQuestion, 'form'>;

export interface RowsPage<T> {
  readonly items: readonly T[];
  /** Where the listing goes on; null at its end. */
  readonly next: number | null;
}

const place = encodeURIComponent;

export const fetchUsage = (): Promise<ModelUsage> => read('/usage');
export const fetchUsageOverview = (): Promise<UsageOverview> => read('/usage/overview');
export const fetchVerified = (): Promise<readonly ShownVerified[]> => readItems('/verified');

export async function removeVerified(id: string): Promise<void> {
  await request(`/verified/${place(id)}`, { method: 'DELETE' });
}

export const fetchStatus = (): Promise<Status> => read('/status');
export const fetchUnderWay = (): Promise<readonly RunUnderWay[]> => readItems('/runs/under-way');
export const fetchSources = (): Promise<readonly SourceStanding[]> => readItems('/sources');
export const fetchRuns = (): Promise<readonly RunRecord[]> => readItems('/runs');
export const fetchRun = (id: string): Promise<RunRecord> => read(`/runs/${place(id)}`);

export const fetchQuarantine = (id: string, after: number): Promise<RowsPage<QuarantinedRow>> =>
  read(`/runs/${place(id)}/quarantine?after=${after}`);

export const fetchFindings = (id: string, after: number): Promise<RowsPage<FindingRow>> =>
  read(`/runs/${place(id)}/findings?after=${after}`);

export async function runSource(name: string): Promise<void> {
  await send('POST', `/sources/${place(name)}/runs`, {});
}

export async function changeSource(name: string, change: SourceChange): Promise<void> {
  await send('PATCH', `/sources/${place(name)}`, change);
}

export async function repeatRun(id: string): Promise<void> {
  await send('POST', `/runs/${place(id)}/repeat`, {});
}

export const fetchPeople = (): Promise<readonly PersonEntry[]> => readItems('/people');

export async function addPerson(person: Person): Promise<void> {
  await send('POST', '/people', { items: [person] });
}

export async function changePerson({ user, ...change }: PersonChange): Promise<void> {
  await send('PATCH', `/people/${place(user)}`, change);
}

export async function removePerson(user: string): Promise<void> {
  await request(`/people/${place(user)}`, { method: 'DELETE' });
}

export async function addGrant(grant: NewGrant): Promise<void> {
  await send('POST', '/grants', grant);
}

export async function revokeGrant(id: string): Promise<void> {
  await request(`/grants/${place(id)}`, { method: 'DELETE' });
}

export const fetchDelegations = (): Promise<readonly Grant[]> => readItems('/delegations');

/** The code is shown once and kept nowhere. */
export async function delegate(offer: Omit<NewGrant, 'user'>): Promise<string> {
  const response = await send('POST', '/delegations', offer);
  return ((await response.json()) as { code: string }).code;
}

export async function acceptDelegation(code: string): Promise<void> {
  await send('POST', '/delegations/accept', { code });
}

export interface AuditFilter {
  readonly kind: string;
  readonly user: string;
}

function auditQuery({ kind, user }: AuditFilter): URLSearchParams {
  return new URLSearchParams({ ...(kind === '' ? {} : { kind }), ...(user === '' ? {} : { user }) });
}

export function fetchAudit(filter: AuditFilter, before: number | null): Promise<RowsPage<AuditEntry>> {
  const query = auditQuery(filter);
  if (before !== null) query.set('before', String(before));
  return read(`/audit?${query}`);
}

export const verifyAudit = (): Promise<AuditVerdict> => read('/audit/verification');

/** Every entry that the filter lets through, page by page from the oldest on. */
export async function exportAudit(filter: AuditFilter): Promise<readonly AuditEntry[]> {
  const found: AuditEntry[] = [];
  for (let after: number | null = 0; after !== null;) {
    const query = auditQuery(filter);
    query.set('after', String(after));
    const page: RowsPage<AuditEntry> = await read(`/audit/export?${query}`);
    found.push(...page.items);
    after = page.next;
  }
  return found;
}

/** What is measured, in Prometheus' text format, and whether questions can be answered. */
export async function fetchMetrics(): Promise<{ readonly text: string; readonly isReady: boolean }> {
  const [metrics, ready] = await Promise.all([
    request('/metrics', {}, ''),
    request('/readyz', {}, '').then(
      () => true,
      () => false,
    ),
  ]);
  return { text: await metrics.text(), isReady: ready };
}
