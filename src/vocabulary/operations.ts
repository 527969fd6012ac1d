import type { Progress } from './run.ts';
import type { Actor } from './scope.ts';
import type { RegisteredSource, SourceChange } from './source.ts';

/** A delivery that is being taken in, or waits for its turn. */
export interface RunUnderWay {
  readonly source: string;
  /** ISO 8601 instant, UTC: when it was asked for. */
  readonly since: string;
  /** Null while it waits. */
  readonly progress: Progress | null;
}

/** A registered source with when it runs next by itself. */
export interface SourceStanding extends RegisteredSource {
  /** ISO 8601 instant, UTC; null: it has no schedule, none that comes again, or is paused. */
  readonly nextRunAt: string | null;
}

/** A kind of data key and how old the newest one is. */
export interface DataKeyState {
  readonly purpose: string;
  /** Keys in use: more than one while a rotation is under way. */
  readonly keys: number;
  /** ISO 8601 instant, UTC. */
  readonly newestAt: string;
}

/** What those see and start who look after the deliveries and the keys. Each verb rejects with `not_permitted`. */
export interface OperationsDesk {
  sources(actor: Actor): Promise<readonly SourceStanding[]>;
  /** Begins to take a source in; what comes of it stands with its run. Rejects with `not_found`, `busy`. */
  runSource(actor: Actor, name: string, full: boolean): Promise<void>;
  /** Changes when a source is run by itself. Rejects with `not_found`, `usage`. */
  /** Another secret is tried first, unless told not to. */
  changeSource(actor: Actor, name: string, change: SourceChange, check?: boolean): Promise<void>;
  /** Takes in once more what a run took in. Rejects with `not_found`, `busy`, or `usage` where that cannot be told. */
  repeatRun(actor: Actor, run: string): Promise<void>;
  underWay(actor: Actor): Promise<readonly RunUnderWay[]>;
  dataKeys(actor: Actor): Promise<readonly DataKeyState[]>;
}
