import type { Runs } from '../state/runs.ts';
import type { Sources } from '../state/sources.ts';
import type { DataVersion } from '../store/port.ts';
import { lookout } from './lookout.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { RunRecord } from '../vocabulary/run.ts';
import type { RegisteredSource, SourceSchedule } from '../vocabulary/source.ts';
import type {
  AuditStatus,
  CustodianStatus,
  DiskStatus,
  MemoryStatus,
  QueueStatus,
  RaisedAlarm,
  SourceStatus,
  Status,
  StoreServerStatus,
} from '../vocabulary/status.ts';
import type { FirmUsage } from '../vocabulary/usage.ts';

export interface StatusParts extends Surroundings {
  readonly runs: Pick<Runs, 'list' | 'quarantined'>;
  readonly sources: Pick<Sources, 'list'>;
  readonly storeVersion: () => Promise<DataVersion | null>;
  /** Of a store on a database server; null where it is embedded. */
  readonly storeServer: () => Promise<StoreServerStatus | null>;
  /** Null: no process looks after work that waits. */
  readonly queue: () => Promise<QueueStatus | null>;
  readonly custodians: () => Promise<readonly CustodianStatus[]>;
  readonly audit: () => AuditStatus;
  readonly model: () => Promise<FirmUsage | null>;
  readonly now: () => Date;
  /** Hears why the records do not answer. */
  readonly onTrouble: (error: unknown) => void;
}

/** What is known of the process and the machine around an installation. */
export interface Surroundings {
  /** The first moment after another at which a schedule wants a run. */
  readonly nextRun: (schedule: SourceSchedule, after: Date) => Date | null;
  readonly disk: () => Promise<DiskStatus>;
  readonly memory: () => MemoryStatus;
  /** Null: nobody watches. */
  readonly alarms: () => readonly RaisedAlarm[] | null;
  /** When the certificate that is served ends; null: none is. */
  readonly certificateEndsAt: () => string | null;
  readonly version: string;
  readonly startedAt: Date;
}

/** What the records say. */
interface Kept {
  readonly records: readonly RunRecord[];
  readonly registered: readonly RegisteredSource[];
  readonly quarantinedRows: number;
  readonly model: FirmUsage | null;
}

/** Whoever asks again within this time is told the same. */
const FRESH_MS = 500;
const TAKEN_IN: readonly RunRecord['status'][] = ['done', 'unchanged'];

const quiet = (): void => undefined;

/** Looks at how the installation stands; what is out of order is a fact like others and rejects nothing. */
export function createStatus(parts: StatusParts): () => Promise<Status> {
  let last: { readonly at: number; readonly status: Promise<Status> } | null = null;
  let custodians: readonly CustodianStatus[] = [];

  let kept: Kept = { records: [], registered: [], quarantinedRows: 0, model: null };
  let queue: QueueStatus | null = null;

  const versionSeen = lookout(async () => ({ version: await parts.storeVersion() }), quiet);
  const serverSeen = lookout(parts.storeServer, quiet);
  const keptSeen = lookout(keptNow, parts.onTrouble);
  const custodiansSeen = lookout(parts.custodians, quiet);
  const queueSeen = lookout(parts.queue, quiet);

  async function keptNow(): Promise<Kept> {
    const [records, registered, quarantinedRows, model] = await Promise.all([
      parts.runs.list(LIMITS.status_runs_max),
      parts.sources.list(),
      parts.runs.quarantined(),
      parts.model(),
    ]);
    return { records, registered, quarantinedRows, model };
  }

  async function look(): Promise<Status> {
    const now = parts.now();
    const [seenVersion, server, seenKept, seenQueue, disk] = await Promise.all([
      versionSeen(),
      serverSeen(),
      keptSeen(),
      queueSeen(),
      parts.disk(),
    ]);
    const version = seenVersion?.version;
    kept = seenKept ?? kept;
    queue = seenQueue ?? queue;
    const { records, registered, quarantinedRows, model } = kept;
    // What was read of the custodians last stands while the store is away.
    if (version) custodians = (await custodiansSeen()) ?? custodians;
    const names = new Set(registered.map(({ name }) => name));
    const byHand = records.filter(({ source }) => !names.has(source));
    return {
      at: now.toISOString(),
      version: parts.version,
      startedAt: parts.startedAt.toISOString(),
      store: {
        up: version !== undefined,
        dataVersion: version?.id ?? null,
        asOf: version?.asOf ?? null,
        publishedAt: version?.publishedAt ?? null,
        server,
      },
      records: { up: seenKept !== null },
      queue,
      certificateEndsAt: parts.certificateEndsAt(),
      sources: [
        ...registered.map(({ name, schedule, paused, addedAt }) => {
          const own = records.filter(({ source }) => source === name);
          return sourceStatus(name, own, overdue(parts, paused ? null : schedule, addedAt, own, now));
        }),
        ...(byHand.length === 0 ? [] : [sourceStatus(null, byHand, null)]),
      ],
      custodians,
      running: records.filter(({ status }) => status === 'running').length,
      quarantinedRows,
      disk,
      memory: parts.memory(),
      audit: parts.audit(),
      model,
      alarms: parts.alarms(),
    };
  }

  return () => {
    const at = parts.now().getTime();
    if (last === null || at - last.at >= FRESH_MS || at < last.at) last = { at, status: look() };
    return last.status;
  };
}

/** `records`: the source's own, the newest first. */
function sourceStatus(
  name: string | null,
  records: readonly RunRecord[],
  overdueSeconds: number | null,
): SourceStatus {
  const ended = records.find(({ status }) => status !== 'running');
  return {
    name,
    lastRun: records[0]?.status ?? null,
    lastRunAt: records[0]?.startedAt ?? null,
    lastSuccessAt: lastSuccess(records)?.finishedAt ?? null,
    quarantinedShare: ended?.report ? quarantinedShare(ended.report.tables) : 0,
    overdueSeconds,
  };
}

function lastSuccess(records: readonly RunRecord[]): RunRecord | undefined {
  return records.find(({ status }) => TAKEN_IN.includes(status));
}

function quarantinedShare(
  tables: Readonly<Record<string, { readonly read: number; readonly quarantined: number }>>,
): number {
  const counts = Object.values(tables);
  const read = counts.reduce((sum, table) => sum + table.read, 0);
  return read === 0 ? 0 : counts.reduce((sum, table) => sum + table.quarantined, 0) / read;
}

/** How long ago the first turn was that no successful run has followed. */
function overdue(
  { nextRun }: StatusParts,
  schedule: SourceSchedule | null,
  addedAt: string,
  records: readonly RunRecord[],
  now: Date,
): number | null {
  if (schedule === null) return null;
  const since = lastSuccess(records)?.startedAt ?? addedAt;
  const turn = nextRun(schedule, new Date(since));
  return turn === null || turn >= now ? 0 : (now.getTime() - turn.getTime()) / 1_000;
}
