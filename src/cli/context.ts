import type { Services } from '../home/services.ts';
import type { Day } from '../vocabulary/day.ts';
import type { Shown } from './progress.ts';

/** Where a command writes. Results go to `out`, everything else to `err`. */
export interface Terminal {
  /** Resolves when the reader has room for more. */
  out(text: string): Promise<void>;
  err(text: string): void;
  /** Whether somebody watches standard error, so that bars may be drawn there. */
  readonly watched: boolean;
  /** Characters a line of standard output; null where it is no terminal. */
  readonly width: number | null;
}

/** One thing that `doctor` looked at. `remedy`: what to do, in one sentence, where it is not well. */
export interface Check {
  readonly name: string;
  readonly state: 'well' | 'note' | 'wrong';
  readonly finding: string;
  readonly remedy: string | null;
}

export interface InferOrder {
  /** An absolute path, or the address of a server without its secret. */
  readonly path: string;
  readonly secret: string | null;
}

export interface RestoreOrder {
  /** Absolute paths. */
  readonly backup: string;
  /** A file with the master key of the time of the backup; null: as home or settings have it. */
  readonly key: string | null;
}

export interface Restored {
  /** ISO 8601 instant, UTC: when the backup was made. */
  readonly madeAt: string;
  readonly files: readonly string[];
  /** Of the audit log, which was found whole. */
  readonly entries: number;
}

export interface DemoOrder {
  readonly out: string;
  readonly accounts: number;
  readonly years: number;
  readonly seed: number;
  /** The last day of its history. */
  readonly end: Day;
  readonly format: 'csv' | 'parquet';
}

export interface StartOrder {
  readonly port: number | null;
  readonly tlsCert: string | null;
  readonly tlsKey: string | null;
}

/** What the commands are given; every heavy part is loaded when a command first asks for it. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly version: string;
  /** Of relative paths. */
  readonly workingFolder: string;
  /**
   * The services of the home: the process that owns it answers, or this one. Who expects the engine to work has it
   * started while the rest opens.
   */
  services(expects?: 'engine'): Promise<Services>;
  /** Puts a backup back into an empty home, opens it and verifies its audit log. */
  restore(order: RestoreOrder): Promise<Restored>;
  /** A mapping for tables that nobody has described, as YAML to be edited. */
  inferMapping(order: InferOrder): Promise<string>;
  writeDemo(order: DemoOrder, onProgress: (progress: Shown) => void): Promise<void>;
  checks(): Promise<readonly Check[]>;
  /** Moves the embedded product store to the server that the settings name, and tells its version. */
  migrate(): Promise<{ readonly id: string; readonly asOf: Day }>;
  /** Serves the home until it is told to stop. What is null is as the settings say; paths are absolute. */
  start(order: StartOrder): Promise<void>;
  /** One of several processes that answer, and one of several that work, for an installation that they share. */
  serve(order: StartOrder): Promise<void>;
  work(): Promise<void>;
}
