import type { Preview, PreviewRow } from './run.ts';
import type { Actor } from './scope.ts';

/** Files that a person hands in, until they are taken in as a run or given up. */

/**
 * `receiving`: its files come. `looking`: they are scanned, recognised and read on trial. `looked`: it waits for a word
 * of the person. `refused`: the virus scanner found something, and the files are gone. `taken`: it has become a run.
 */
export const DELIVERY_STATES = ['receiving', 'looking', 'looked', 'refused', 'taken'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface DeliveredFile {
  /** 1, 2, … within its delivery. */
  readonly number: number;
  readonly name: string;
  readonly bytes: number;
  /** How many of them have come. */
  readonly received: number;
}

/** What a file is: a canonical table, a statement, rates, a database, an export that a ready mapping reads, an unknown table, or nothing with rows. */
export const FILE_KINDS = [
  'table',
  'statement',
  'rates',
  'database',
  'export',
  'unknown',
  'unreadable',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

export interface RecognisedFile {
  readonly name: string;
  readonly kind: FileKind;
  /** The table, the format or the broker; null where nothing is known. */
  readonly format: string | null;
}

/** What a delivery was found to be, before any of it is read as bookings. */
export interface Recognition {
  readonly files: readonly RecognisedFile[];
  /** The name of a ready mapping, or a proposed one as YAML; null: it is read without one. */
  readonly mapping: string | null;
  /** What the proposed mapping is not sure of, in words. */
  readonly doubts: readonly string[];
  /** SHA-256 of each file as it was handed in, in the order of their numbers. */
  readonly digests: readonly string[];
}

/** The tables of a preview that are shown by their first rows. */
export const LOOK_TABLES = ['accounts', 'securities', 'transactions', 'holdings', 'balances'] as const;
export type LookTable = (typeof LOOK_TABLES)[number];

/** What a run would make of a delivery. */
export interface Look {
  readonly files: readonly RecognisedFile[];
  readonly mapping: string | null;
  readonly doubts: readonly string[];
  /** The first rows of each table, and how many there are; the count stops at the limit of a preview. */
  readonly tables: Readonly<
    Record<LookTable, { readonly rows: readonly PreviewRow[]; readonly count: number }>
  >;
  readonly quarantine: Preview['quarantine'];
  readonly quarantined: number;
  readonly refused: readonly string[];
  readonly unmapped: readonly string[];
  /** An earlier run that took in a file of the same bytes. */
  readonly again: { readonly run: string; readonly source: string; readonly at: string } | null;
  /** Why nothing could be read; null: something could. */
  readonly failed: string | null;
  /** The source that it would be taken in as, unless another is named. */
  readonly source: string;
}

export interface Delivery {
  readonly id: string;
  readonly state: DeliveryState;
  readonly files: readonly DeliveredFile[];
  /** ISO 8601 instants, UTC. */
  readonly createdAt: string;
  /** When it is forgotten with its files. */
  readonly expiresAt: string;
  readonly look: Look | null;
  /** One sentence: why it was refused, or why nobody could look at it. */
  readonly message: string | null;
  /** The source and, once it has begun, the run that it became. */
  readonly source: string | null;
  readonly run: string | null;
}

/** A file as it is announced. */
export interface AnnouncedFile {
  readonly name: string;
  readonly bytes: number;
  /** The delivery that it belongs to; null: one of its own. */
  readonly delivery: string | null;
}

/**
 * Files by hand. Everybody reaches his or her own deliveries alone: what they hold is clients' data. Every verb rejects
 * with `not_permitted` for want of the right, and with `not_found` for a delivery that is not there or another's.
 */
export interface DeliveryDesk {
  /** Rejects with `too_large`, and with `usage` for a name that no file may have. */
  announce(
    actor: Actor,
    file: AnnouncedFile,
  ): Promise<{ readonly delivery: Delivery; readonly number: number }>;
  /** Adds what comes behind what is there; gives how many bytes are there then. Rejects with `upload_conflict` where `offset` is not that place. */
  append(
    actor: Actor,
    place: { readonly id: string; readonly number: number; readonly offset: number },
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<number>;
  list(actor: Actor): Promise<readonly Delivery[]>;
  find(actor: Actor, id: string): Promise<Delivery>;
  /** Begins to look at it; `mapping`: a ready one's name, YAML, '' for none, null: whatever fits. */
  look(actor: Actor, id: string, mapping: string | null): Promise<Delivery>;
  /** Makes it a run, as that source (null: as proposed). Twice is a Problem. */
  confirm(
    actor: Actor,
    id: string,
    choice: { readonly source: string | null; readonly mode: 'full' | 'incremental' | null },
  ): Promise<Delivery>;
  remove(actor: Actor, id: string): Promise<void>;
  /** The ready mappings that can be chosen. */
  readyMappings(): Promise<readonly string[]>;
}
