import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { DataVersion } from '../port.ts';
import type { Sessions } from './sessions.ts';

/** Reads something of one version; null where nothing has been published yet. */
type ReadOf<T> = (sessions: Sessions, seconds_max: number) => Promise<T>;

/**
 * Reads at replicas, and never goes back: where one is behind the newest version that this process has seen or
 * published, or none answers, the primary is read instead. What the primary says counts, an older version after a
 * restore too.
 */
export class ReplicatedReads {
  readonly #replicas: Sessions;
  readonly #primary: Sessions;
  readonly #seconds_max: number;
  #newest: DataVersion | null = null;

  constructor(replicas: Sessions, primary: Sessions, seconds_max: number) {
    this.#replicas = replicas;
    this.#primary = primary;
    this.#seconds_max = seconds_max;
  }

  /** This process has seen a version elsewhere: it shows no older one from now on. */
  noteVersion(version: DataVersion): void {
    this.#newest = version;
  }

  async read<T>(readOf: ReadOf<T>, versionOf: (result: T) => DataVersion | null): Promise<T> {
    const found = await this.#atReplicas(readOf, versionOf);
    if (found !== null && !this.#isBehind(versionOf(found.result))) {
      this.#newest = versionOf(found.result) ?? this.#newest;
      return found.result;
    }
    const result = await readOf(this.#primary, this.#seconds_max);
    this.#newest = versionOf(result) ?? this.#newest;
    return result;
  }

  /** Null where no replica answers, or the one that did knows of no publish yet. */
  async #atReplicas<T>(
    readOf: ReadOf<T>,
    versionOf: (result: T) => DataVersion | null,
  ): Promise<{ readonly result: T } | null> {
    try {
      const result = await readOf(this.#replicas, LIMITS.store_replica_wait_seconds_max);
      return versionOf(result) === null ? null : { result };
    } catch (error) {
      const passes = error instanceof Problem && ['store_unavailable', 'no_data'].includes(error.code);
      if (passes && !this.#replicas.closed) return null;
      throw error;
    }
  }

  #isBehind(version: DataVersion | null): boolean {
    const newest = this.#newest;
    if (newest === null || version === null || version.id === newest.id) return false;
    return version.publishedAt < newest.publishedAt;
  }
}
