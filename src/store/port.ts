import type { GuardedSql } from '../guard/guarded-sql.ts';
import type { ProductTableName } from '../model/product-tables.ts';
import type { Day } from '../vocabulary/day.ts';
import type { Rows } from '../vocabulary/rows.ts';
import type { Marks } from './marks.ts';

/** One published state of all product tables. */
export interface DataVersion {
  readonly id: string;
  /** The last day that the data reach. */
  readonly asOf: Day;
  /** ISO 8601 instant, UTC. */
  readonly publishedAt: string;
  readonly firmCurrency: string;
}

/** What several statements saw of one and the same version. */
export interface Snapshot {
  readonly version: DataVersion;
  readonly results: readonly Rows[];
  /** True where nothing was read for it: the rows were kept from an earlier read of the same version. */
  readonly cached?: true;
}

export interface ReadLimits {
  readonly seconds_max: number;
  readonly rows_max: number;
  readonly bytes_max: number;
  /** Nobody waits for it any more: the engine's work ends too, and the read rejects with `stopped`. */
  readonly stop?: AbortSignal;
}

/** What a parcel does to a table: which of its rows go before the parcel's come. */
export type TableMode = 'replace' | 'replace_accounts' | 'replace_later';

/**
 * A publishable change, labelled and checksummed: a folder of the home with an encrypted database of product tables
 * and this manifest. Loading it again changes nothing.
 */
export interface Parcel {
  /** The version that loading it makes. */
  readonly version: DataVersion;
  /** The version it was computed on top of; null for the first. */
  readonly parent: string | null;
  /** Absolute path of the encrypted database file; its schema is `main`, and its rows lie as `sortedBy` says. */
  readonly path: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  /** Further files, in the order of the accounts in them, where several processes worked it out. */
  readonly parts?: readonly ParcelPart[];
  /**
   * What becomes of each table; one that is not named stays as it is. Where `replace_accounts` stands, the file holds rows
   * of the touched accounts alone; where `replace_later` does, of an account that changed from some day on only those that
   * may be others (model/replaced-rows.ts): its earlier ones stay as they were published.
   */
  readonly tables: Readonly<Partial<Record<ProductTableName, TableMode>>>;
  /** The accounts that the latter two speak for; in the parcel also as the table touched_accounts, with `changed_from`. */
  readonly accounts_touched: number;
}

/** A file like the parcel's with more rows of some of its tables, those of other accounts. */
export interface ParcelPart {
  readonly path: string;
  readonly sha256: string;
  /** Other tables in it are no part of the parcel. */
  readonly tables: readonly ProductTableName[];
}

/**
 * The product database. Readers see one version or the next, never half of one. Failures are Problems:
 * `sql_invalid`, `sql_limit`, `stopped`, `store_unavailable`, `store_corrupt`, `wrong_key`, `no_data`.
 */
export interface Store {
  /** Runs statements in order inside one read transaction; rejects with `no_data` before the first publish. */
  read(statements: readonly GuardedSql[], limits: ReadLimits): Promise<Snapshot>;
  /** The version that a read would see now; null before the first publish. */
  version(): Promise<DataVersion | null>;
  /** What the version that a read would see now has in common with earlier ones; null before the first publish. */
  marks(): Promise<Marks | null>;
  /**
   * Loads a parcel in one transaction; a parcel that has been loaded already is acknowledged again. The parcel is the
   * store's from then on: its file may change or move.
   */
  publish(parcel: Parcel): Promise<DataVersion>;
  close(): Promise<void>;
}
