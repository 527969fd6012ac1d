import { Problem } from './problem.ts';

/** A source that the installation knows by name: where it is and how it is read. */
export interface SourceDefinition {
  readonly name: string;
  /** Absolute path of a folder or file, or the address of a server; without its secret. */
  readonly address: string;
  /** Absolute path of a mapping file, or the name of a ready one; null: it is in the canonical form. */
  readonly mapping: string | null;
  /** `incremental`: only what changed since the last run, where it can tell; null: as its mapping or its kind says. */
  readonly mode: 'incremental' | null;
  /** When it is run by itself; null: only when it is told to. */
  readonly schedule: SourceSchedule | null;
  /** Whether it is run when the files at its address have changed. */
  readonly watch: boolean;
}

export interface SourceSchedule {
  /** Five parts: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
}

export interface NewSource extends SourceDefinition {
  /** The password or token that opens it; kept sealed. */
  readonly secret: string | null;
}

/** A source as it is asked for: without a time zone, its schedule is in the firm's. */
export interface SourceOrder extends Omit<NewSource, 'schedule'> {
  readonly schedule: { readonly cron: string; readonly timeZone: string | null } | null;
}

/** When a source is run by itself, and what opens it; what is absent stays as it was. */
export interface SourceChange {
  readonly schedule?: SourceOrder['schedule'];
  readonly watch?: boolean;
  readonly paused?: boolean;
  /** Another password or token, which counts from the next run on; kept sealed. */
  readonly secret?: string;
}

export interface RegisteredSource extends SourceDefinition {
  /** Whether it is not run by itself for now; its schedule is kept. */
  readonly paused: boolean;
  readonly hasSecret: boolean;
  /** ISO 8601 instant, UTC. */
  readonly addedAt: string;
}

/** A source that runs by itself, and how it last did. */
export interface ScheduledSource extends Pick<SourceDefinition, 'name' | 'address' | 'schedule' | 'watch'> {
  readonly last: {
    /** When its schedule last ran it, or when it was added; ISO 8601 instant, UTC. */
    readonly at: string;
    /** What a watched place looked like then. */
    readonly seen: string | null;
  };
}

/** What a source holds, as far as a look at it tells. */
export interface SourceCheck {
  readonly streams: readonly {
    readonly table: string;
    /** The source's own name for it. */
    readonly file: string;
    readonly columns: readonly string[];
  }[];
  readonly declared: 'full' | 'incremental' | 'snapshot' | null;
  /** What it has and no canonical table takes. */
  readonly ignored: readonly string[];
}

const SERVER = /^[a-z][a-z0-9+-]+:\/\//i;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/** Whether a text is the address of a server rather than a path. */
export function isServerAddress(text: string): boolean {
  return SERVER.test(text);
}

/** The address of a server and the password in it, apart. Throws Problem `usage` where it is no address. */
export function withoutSecret(text: string): { readonly address: string; readonly secret: string | null } {
  let url: URL;
  try {
    url = new URL(text);
    const secret = url.password === '' ? null : decodeURIComponent(url.password);
    url.password = '';
    return { address: url.href, secret };
  } catch {
    // The text is not repeated: it may hold a password.
    throw new Problem(
      'usage',
      'The address of the source is not well formed; it should look like scheme://user@host:port/name.',
    );
  }
}

/** A name that may stand in a command, a log and an address. Throws Problem `usage`. */
export function checkedSourceName(name: string): string {
  if (NAME.test(name)) return name;
  throw new Problem(
    'usage',
    'The name of a source has up to 64 letters, digits, dots, dashes and underlines; give it another.',
  );
}
