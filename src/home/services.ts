import type { Answer } from '../vocabulary/answer.ts';
import type { CustodyVerb, CustodyWork } from '../vocabulary/custody.ts';
import type { DeliveryVerb, DeliveryWork } from '../vocabulary/delivery.ts';
import type { Day } from '../vocabulary/day.ts';
import type { Explanation } from '../vocabulary/explanation.ts';
import type { Feedback } from '../vocabulary/feedback.ts';
import type { FigureSet } from '../vocabulary/figures.ts';
import type { PeopleVerb, PeopleWork } from '../vocabulary/person.ts';
import type { EngineChoice } from '../vocabulary/question.ts';
import type { Replay } from '../vocabulary/replay.ts';
import type { Cell, Column } from '../vocabulary/rows.ts';
import type {
  DeliveryRequest,
  FindingRow,
  Preview,
  Progress,
  QuarantinedRow,
  RunRecord,
  RunReport,
} from '../vocabulary/run.ts';
import type { ScopeChoice } from '../vocabulary/scope.ts';
import type { RegisteredSource, SourceChange, SourceCheck, SourceOrder } from '../vocabulary/source.ts';
import type { Status } from '../vocabulary/status.ts';
import type { VerifiedVerb, VerifiedWork } from '../vocabulary/verified.ts';
import type { View } from '../vocabulary/view.ts';
import type { SqlCost } from '../vocabulary/sql.ts';

/** A question as a command puts it. `as`: the person who asks; null: the owner of the installation. */
export interface AskRequest {
  readonly question: string;
  readonly as: string | null;
  readonly scope: ScopeChoice;
  /** null: the installation's own. */
  readonly today: Day | null;
  readonly engine: EngineChoice;
  /** Questions with the same one are a dialogue, which lives as long as the owner of the home does. */
  readonly dialogue: string | null;
}

export interface FiguresCall {
  readonly as: string | null;
  readonly scope: ScopeChoice;
  readonly from: Day | null;
  readonly to: Day | null;
  readonly today: Day | null;
}

export interface SqlCall {
  readonly sql: string;
  readonly as: string | null;
  /** Empty: everything in view. */
  readonly accounts: readonly string[];
  /** Reporting currency; null: each account's own. */
  readonly currency: string | null;
  /** Only what it would read: it is judged, and not run. */
  readonly explain: boolean;
}

export interface SqlResult {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** True where the limit on rows cut the result. */
  readonly cut: boolean;
  readonly cost: SqlCost;
}

/** Rows set aside, in the order they were met; `next` continues a listing, null at its end. */
export interface QuarantinePage {
  readonly rows: readonly QuarantinedRow[];
  readonly next: number | null;
}

/** Rows that a run's findings speak of, in the order they were found; `next` as of a listing of quarantine. */
export interface FindingsPage {
  readonly rows: readonly FindingRow[];
  readonly next: number | null;
}

export interface CustodyCall<K extends CustodyVerb> {
  readonly verb: K;
  readonly argument: CustodyWork[K]['takes'];
  readonly as: string | null;
}

/** Opinions in the order in which they were given; `next` as of a listing of quarantine. */
export interface FeedbackPage {
  readonly items: readonly Feedback[];
  readonly next: number | null;
}

export interface VerifiedCall<K extends VerifiedVerb> {
  readonly verb: K;
  readonly argument: VerifiedWork[K]['takes'];
  readonly as: string | null;
}

export interface DeliveryCall<K extends DeliveryVerb> {
  readonly verb: K;
  readonly argument: DeliveryWork[K]['takes'];
}

export interface PeopleCall<K extends PeopleVerb> {
  readonly verb: K;
  readonly argument: PeopleWork[K]['takes'];
}

/**
 * What the process that owns a home does for the commands of others (and for its own). Arguments and results are
 * plain JSON; every verb rejects with a Problem.
 */
export interface Services {
  ask(request: AskRequest): Promise<Answer>;
  figures(request: FiguresCall): Promise<FigureSet>;
  sql(request: SqlCall): Promise<SqlResult>;
  refresh(request: DeliveryRequest, onProgress: (progress: Progress) => void): Promise<RunReport>;
  preview(request: DeliveryRequest): Promise<Preview>;
  /** Remembers a source; with `check`, only after it answered. Gives what it holds. */
  addSource(request: { readonly source: SourceOrder; readonly check: boolean }): Promise<SourceCheck | null>;
  listSources(): Promise<readonly RegisteredSource[]>;
  checkSource(request: { readonly name: string }): Promise<SourceCheck>;
  /** With `check`, another secret counts only after the source answered to it. */
  changeSource(request: {
    readonly name: string;
    readonly change: SourceChange;
    readonly check: boolean;
  }): Promise<null>;
  removeSource(request: { readonly name: string }): Promise<null>;
  /** Takes in what a registered source has; `full`: everything, whatever was read before. */
  runSource(
    request: { readonly name: string; readonly full: boolean },
    onProgress: (progress: Progress) => void,
  ): Promise<RunReport>;
  runs(request: { readonly limit: number }): Promise<readonly RunRecord[]>;
  quarantine(request: { readonly run: string | null; readonly after: number }): Promise<QuarantinePage>;
  findings(request: { readonly run: string; readonly after: number }): Promise<FindingsPage>;
  /** How an answer came about. Rejects with `not_found` for one that is not there and for another person's alike. */
  explain(request: { readonly id: string; readonly as: string | null }): Promise<Explanation>;
  /** The same answer again. Rejects as `explain` does, and with `version_gone`. */
  replay(request: { readonly id: string; readonly as: string | null }): Promise<Replay>;
  /** The audit log, and what is held of a person. `as` null: the owner of the installation. */
  custody<K extends CustodyVerb>(call: CustodyCall<K>): Promise<CustodyWork[K]['gives']>;
  /** What readers thought of answers, the oldest first. */
  feedback(request: { readonly after: number }): Promise<FeedbackPage>;
  /** How the installation stands. */
  status(): Promise<Status>;
  /** Questions whose meaning is settled. */
  verified<K extends VerifiedVerb>(call: VerifiedCall<K>): Promise<VerifiedWork[K]['gives']>;
  /** What somebody may ask about. */
  view(request: { readonly as: string | null }): Promise<View>;
  /** Files by hand, in the owner's name. */
  deliveries<K extends DeliveryVerb>(call: DeliveryCall<K>): Promise<DeliveryWork[K]['gives']>;
  /** People, roles and grants, as the owner of the installation. */
  people<K extends PeopleVerb>(call: PeopleCall<K>): Promise<PeopleWork[K]['gives']>;
}

export type Verb = keyof Services;
