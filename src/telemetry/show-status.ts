import type { Status, StoreServerStatus } from '../vocabulary/status.ts';
import { CUSTODY, ETL, MACHINE, STORE } from './metrics/index.ts';
import { showQueue } from './metrics/queue.ts';
import type { Registry } from './registry.ts';

const BY_HAND = 'by_hand';

/** Shows how the installation stands as gauges. `silence`: seconds since a run of this process last told of progress. */
export function showStatus(registry: Registry, status: Status, silence: number): void {
  const now = Date.parse(status.at);
  const since = (instant: string): number => Math.max(0, (now - Date.parse(instant)) / 1_000);
  registry.set(MACHINE.build, { version: status.version }, 1);
  registry.set(MACHINE.clock, {}, Date.now() / 1_000);
  registry.set(STORE.up, {}, status.store.up ? 1 : 0);
  if (status.store.server !== null) showServer(registry, status.store.server);
  registry.set(CUSTODY.records, {}, status.records.up ? 1 : 0);
  if (status.queue !== null) showQueue(registry, status.queue);
  if (status.store.publishedAt !== null) registry.set(ETL.dataAge, {}, since(status.store.publishedAt));
  showSources(registry, status, since);
  registry.set(ETL.running, {}, status.running);
  registry.set(ETL.silent, {}, silence);
  registry.set(ETL.quarantine, {}, status.quarantinedRows);
  for (const gauge of [ETL.custodianAge, ETL.breaks]) registry.clear(gauge);
  for (const { custodian, lastDay, breaks } of status.custodians) {
    // A day ends at its last midnight.
    if (lastDay !== null)
      registry.set(ETL.custodianAge, { custodian }, Math.max(0, since(`${lastDay}T24:00:00Z`)));
    registry.set(ETL.breaks, { custodian }, breaks);
  }
  const { freeBytes, sizeBytes, reserveBytes } = status.disk;
  registry.set(MACHINE.diskFree, {}, freeBytes);
  registry.set(MACHINE.diskSize, {}, sizeBytes);
  registry.set(MACHINE.diskHeadroom, {}, freeBytes / reserveBytes);
  registry.set(MACHINE.memoryUsed, {}, status.memory.usedBytes / status.memory.limitBytes);
  const { whole, entries, lookedAt } = status.audit;
  if (whole !== null) registry.set(CUSTODY.auditWhole, {}, whole ? 1 : 0);
  if (lookedAt !== null) registry.set(CUSTODY.auditLook, {}, since(lookedAt));
  registry.set(CUSTODY.auditEntries, {}, entries);
  if (status.certificateEndsAt !== null) {
    const left = (Date.parse(status.certificateEndsAt) - now) / 1_000;
    registry.set(CUSTODY.certificate, {}, Math.max(0, left));
  }
  for (const severity of ['page', 'ticket'] as const) {
    const raised = (status.alarms ?? []).filter((alarm) => alarm.severity === severity);
    registry.set(MACHINE.alarms, { severity }, raised.length);
  }
}

function showServer(registry: Registry, server: StoreServerStatus): void {
  const { busy, idle, behindSeconds, sizeBytes, capacityBytes } = server;
  registry.set(STORE.connections, { state: 'busy' }, busy);
  registry.set(STORE.connections, { state: 'idle' }, idle);
  if (behindSeconds !== null) registry.set(STORE.behind, {}, behindSeconds);
  registry.set(STORE.bytes, {}, sizeBytes);
  if (capacityBytes !== null) registry.set(STORE.filled, {}, sizeBytes / capacityBytes);
}

function showSources(registry: Registry, status: Status, since: (instant: string) => number): void {
  for (const gauge of [ETL.lastFailed, ETL.lastQuarantined, ETL.sinceSuccess, ETL.overdue])
    registry.clear(gauge);
  for (const { name, lastRun, lastSuccessAt, quarantinedShare, overdueSeconds } of status.sources) {
    const labels = { source: name ?? BY_HAND };
    const failed = lastRun !== null && ['failed', 'refused', 'interrupted'].includes(lastRun);
    registry.set(ETL.lastFailed, labels, failed ? 1 : 0);
    registry.set(ETL.lastQuarantined, labels, quarantinedShare);
    if (lastSuccessAt !== null) registry.set(ETL.sinceSuccess, labels, since(lastSuccessAt));
    if (overdueSeconds !== null) registry.set(ETL.overdue, labels, overdueSeconds);
  }
}
