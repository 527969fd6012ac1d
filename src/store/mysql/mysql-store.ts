import { LIMITS } from '../../vocabulary/limits.ts';
import { isWholeParcel, notAsLabelled } from '../parcel-file.ts';
import { HeldMarks, type KnownMarks, type ReadMarks } from '../held-marks.ts';
import type { DataVersion, ReadLimits, Snapshot, Store } from '../port.ts';
import type { Sql } from '../../vocabulary/sql.ts';
import type { StoreServerStatus } from '../../vocabulary/status.ts';
import { type Address, isSamePlace } from './address.ts';
import { Gate, type GateLimits } from './gate.ts';
import { readMarks } from './marks.ts';
import { migrate } from './migrations.ts';
import { openParcel } from './parcel-reader.ts';
import { publishParcel } from './publish.ts';
import { ReplicatedReads } from './replicated-reads.ts';
import { readSnapshot } from './read.ts';
import { isTableGone, publishProblem, statementProblem } from './server-problems.ts';
import { closedProblem, Sessions } from './sessions.ts';
import { behindSeconds } from './behind.ts';
import { sharedLooks } from './shared-looks.ts';
import { sizeBytes } from './size.ts';
import { lookAtVersion } from './version.ts';
import { watched } from './watch.ts';

export interface MySqlStoreOptions {
  /** The user that reads, at a replica if there is one. */
  readonly reader: Address;
  /** The user that publishes, at the primary. */
  readonly writer: Address;
  /** The one folder that parcels come from; it exists. */
  readonly parcels: string;
  /** The keys that parcels may come under now, 32 bytes in hexadecimal each, the newest first. */
  readonly parcelKeys: () => readonly string[];
  /** The clock by which versions are published. */
  readonly now?: () => Date;
  /** Other limits than the product's own: for tests. */
  readonly limits?: Partial<ServerLimits>;
}

interface ServerLimits extends GateLimits {
  /** How long a server that is away is waited for, by reads and by publishes. */
  readonly read_retry_seconds_max: number;
  readonly publish_retry_seconds_max: number;
  readonly grace_seconds_max: number;
}

/** A look at the version, beside the reads. */
const LOOKS_AT_ONCE = 1;

const SERVER_LIMITS: ServerLimits = {
  running_max: LIMITS.store_server_reads_max,
  waiting_max: LIMITS.store_waiting_reads_max,
  wait_seconds_max: LIMITS.store_wait_seconds_max,
  read_retry_seconds_max: LIMITS.store_read_retry_seconds_max,
  publish_retry_seconds_max: LIMITS.store_publish_retry_seconds_max,
  grace_seconds_max: LIMITS.query_grace_seconds_max,
};

const ownClock = (): Date => new Date();

/** A store on a server, which can say how that stands; how much it may take there it does not know. */
export interface ServerStore extends Store {
  standing(): Promise<Omit<StoreServerStatus, 'capacityBytes'>>;
}

/**
 * The product store on a database server. Resolves when its own tables are up to date; rejects with
 * `store_unavailable`.
 */
export async function createMySqlStore(options: MySqlStoreOptions): Promise<ServerStore> {
  const limits = { ...SERVER_LIMITS, ...options.limits };
  const readers = new Sessions(options.reader, 'read', 'any', limits.running_max + LOOKS_AT_ONCE);
  const writers = new Sessions(options.writer, 'write', 'primary', 1);
  // Where readers are sent to replicas, or to any member of a group, they can be sent to the primary as well.
  const hasReplicas = !isSamePlace(options.reader, options.writer) || options.reader.hosts.length > 1;
  const atPrimary = new Sessions(options.writer, 'read', 'primary', limits.running_max + LOOKS_AT_ONCE);
  const replicated = hasReplicas
    ? new ReplicatedReads(readers, atPrimary, limits.read_retry_seconds_max)
    : null;
  const gate = new Gate(limits);
  const close = async (): Promise<void> => {
    gate.clear(closedProblem());
    await Promise.all([readers.close(), atPrimary.close(), writers.close()]);
  };
  // It waits behind no read: by it is known who may do what, what is kept, and whether anything can be asked.
  const currentAnywhere = sharedLooks<DataVersion | null>(() =>
    replicated
      ? replicated.read(versionAt, (found) => found)
      : versionAt(readers, limits.read_retry_seconds_max),
  );
  const held = new HeldMarks();
  try {
    await writers.with(limits.read_retry_seconds_max, migrate).catch(asProblemOfServer);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    read: (statements, readLimits) =>
      gate.pass(() => {
        const once = (sessions: Sessions, seconds_max: number): Promise<Snapshot> =>
          read(sessions, { ...limits, read_retry_seconds_max: seconds_max }, statements, readLimits);
        return replicated
          ? replicated.read(once, ({ version }) => version)
          : once(readers, limits.read_retry_seconds_max);
      }, readLimits.stop),
    version: currentAnywhere,
    marks: async () =>
      held.of(await currentAnywhere(), (known) => {
        const once = (sessions: Sessions, seconds_max: number): Promise<ReadMarks | null> =>
          marksAt(sessions, seconds_max, known);
        return replicated
          ? replicated.read(once, (found) => found?.version ?? null)
          : once(readers, limits.read_retry_seconds_max);
      }),
    publish: async (parcel) => {
      const openRows = async () => {
        if (!(await isWholeParcel(parcel, options.parcels))) throw notAsLabelled();
        return openParcel(parcel, options.parcelKeys());
      };
      const published = await writers
        .with(limits.publish_retry_seconds_max, (session) => publishParcel(session, parcel, openRows))
        .catch((error: unknown) => {
          throw publishProblem(error);
        });
      replicated?.noteVersion(published);
      return published;
    },
    standing: async () => ({
      ...readers.count(),
      behindSeconds: hasReplicas ? await behindSeconds(readers, writers, options.now ?? ownClock) : null,
      sizeBytes: await (hasReplicas ? atPrimary : readers).with(0, sizeBytes),
    }),
    close,
  };
}

function versionAt(sessions: Sessions, seconds_max: number): Promise<DataVersion | null> {
  return sessions.with(seconds_max, lookAtVersion).catch(asProblemOfServer);
}

function marksAt(
  sessions: Sessions,
  seconds_max: number,
  known: KnownMarks | null,
): Promise<ReadMarks | null> {
  return sessions.with(seconds_max, (session) => readMarks(session, known)).catch(asProblemOfServer);
}

async function read(
  readers: Sessions,
  limits: ServerLimits,
  statements: readonly Sql[],
  readLimits: ReadLimits,
): Promise<Snapshot> {
  const { seconds_max, stop } = readLimits;
  const watch = { seconds_max, stop, grace_seconds_max: limits.grace_seconds_max };
  const once = () =>
    readers.with(limits.read_retry_seconds_max, (session) =>
      watched(readers, session, watch, () => readSnapshot(session, statements, readLimits)),
    );
  return once()
    .catch((error: unknown) => {
      // A publish has swept away the tables of a version that was still being read: the newest one has its own.
      if (isTableGone(error)) return once();
      throw error;
    })
    .catch(asProblemOfServer);
}

function asProblemOfServer(error: unknown): never {
  throw statementProblem(error);
}
