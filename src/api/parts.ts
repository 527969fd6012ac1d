import type { ApiKeys } from '../state/api-keys.ts';
import type { KeptConversations } from '../state/conversations.ts';
import type { SignIn } from '../signin/sign-in.ts';
import type { Runs } from '../state/runs.ts';
import type { Sessions } from '../state/sessions.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Work } from '../telemetry/working.ts';
import type { Audit } from '../vocabulary/audit.ts';
import type { CustodyDesk } from '../vocabulary/custody.ts';
import type { Day } from '../vocabulary/day.ts';
import type { DeliveryDesk } from '../vocabulary/delivery.ts';
import type { ExplainAnswer } from '../vocabulary/explanation.ts';
import type { Opinion } from '../vocabulary/feedback.ts';
import type { ComputeFigures } from '../vocabulary/figures.ts';
import type { Completion, OfferedVocabulary } from '../vocabulary/offer.ts';
import type { PeopleDesk } from '../vocabulary/person.ts';
import type { Place } from '../vocabulary/place.ts';
import type { Ask } from '../vocabulary/question.ts';
import type { SavedQuestion } from '../vocabulary/saved-question.ts';
import type { ReplayAnswer } from '../vocabulary/replay.ts';
import type { OperationsDesk } from '../vocabulary/operations.ts';
import type { Cell, Column } from '../vocabulary/rows.ts';
import type { SharedConversations } from '../vocabulary/shared-conversation.ts';
import type { Status } from '../vocabulary/status.ts';
import type { VerifiedDesk } from '../vocabulary/verified.ts';
import type { View } from '../vocabulary/view.ts';
import type { Actor } from '../vocabulary/scope.ts';
import type { ModelUsage, UsageOverview } from '../vocabulary/usage.ts';
import type { Admission } from './admission/admission.ts';
import type { ServedTls } from './tls.ts';
import type { AccountInView, ClientInView, ExportFormat, PortfolioInView, SqlBody } from './contract.ts';

/** What an asker may pick, limited to what he or she may see. Empty before the first import. */
export interface InView {
  accounts(actor: Actor): Promise<readonly AccountInView[]>;
  portfolios(actor: Actor): Promise<readonly PortfolioInView[]>;
  clients(actor: Actor): Promise<readonly ClientInView[]>;
  /** The last day of the data; null before the first import. */
  asOf(): Promise<Day | null>;
  /** Questions that this person could begin with. */
  examples(actor: Actor): Promise<readonly string[]>;
}

/** A person's board. */
export interface SavedDesk {
  /** The ways in which word can be sent here. */
  readonly channels: { readonly webhook: boolean; readonly email: boolean };
  list(actor: Actor): Promise<readonly SavedQuestion[]>;
  /** `words`: an alert to read. Rejects with `usage` for words or addresses that will not do, with `too_large`. */
  save(
    actor: Actor,
    question: Pick<SavedQuestion, 'title' | 'question' | 'scope' | 'plan' | 'watch' | 'channels'> & {
      readonly words: string | null;
    },
  ): Promise<SavedQuestion>;
  /** Whether it was there and this person's. */
  remove(actor: Actor, id: string): Promise<boolean>;
}

/** What an asker can pick instead of typing. Empty before the first import. */
export interface Offers {
  vocabulary(): Promise<OfferedVocabulary>;
  /** How the text may go on; names only what the asker may see. */
  completions(actor: Actor, text: string): Promise<readonly Completion[]>;
}

export interface SqlTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly cut: boolean;
}

/** What the HTTP side is given. It opens nothing and decides nothing about money. */
export interface ApiParts {
  /** Whose turn it is to have something worked out. */
  readonly admission: Admission;
  readonly ask: Ask;
  readonly figures: ComputeFigures;
  readonly sql: (actor: Actor, body: SqlBody) => Promise<SqlTable>;
  readonly inView: InView;
  readonly offers: Offers;
  readonly saved: SavedDesk;
  readonly explain: ExplainAnswer;
  /** Of an answer of one's own; rejects with `not_found` for every other. */
  readonly exportAnswer: (
    actor: Actor,
    id: string,
    format: ExportFormat,
    locale: string,
  ) => Promise<{ readonly name: string; readonly type: string; readonly bytes: Uint8Array }>;
  readonly giveFeedback: (actor: Actor, id: string, opinion: Opinion) => Promise<void>;
  /** Rejects with `not_signed_in` for somebody who is not known any more. */
  readonly actorOf: (user: string) => Promise<Actor>;
  readonly conversations: KeptConversations;
  readonly shared: SharedConversations;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly place: Place;
  /** Null: it is served in the clear. */
  readonly tls: ServedTls | null;
  /** Addresses of proxies whose word is taken for where a request came from. */
  readonly trustedProxies: readonly string[];
  /** What one network address may send in a minute. */
  readonly requestsPerMinute: number;
  readonly people: PeopleDesk;
  readonly custody: CustodyDesk;
  readonly replay: ReplayAnswer;
  readonly apiKeys: Pick<ApiKeys, 'open'>;
  /** Remembers what was refused. */
  readonly audit: Audit;
  /** What the language model took, of oneself and of everybody. */
  readonly usage: {
    readonly of: (actor: Actor) => Promise<ModelUsage>;
    readonly overview: (actor: Actor) => Promise<UsageOverview>;
  };
  readonly runs: Pick<Runs, 'list' | 'find' | 'quarantine' | 'findings'>;
  readonly operations: OperationsDesk;
  /** Files by hand. */
  readonly deliveries: DeliveryDesk;
  /** How the installation stands. */
  readonly status: () => Promise<Status>;
  readonly view: (actor: Actor) => Promise<View>;
  readonly verified: VerifiedDesk;
  /** Whether questions can be answered now. */
  readonly ready: () => Promise<boolean>;
  readonly today: () => Day;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'http' | 'registry' | 'signIns'>;
  /** Follows each request. */
  readonly work: Pick<Work, 'request'>;
  readonly metricsToken: string | null;
  /** The sites that may show the page in a frame. */
  readonly embedOrigins: readonly string[];
  /** Absolute path of the built page; null where it was not built. */
  readonly page: string | null;
  readonly version: string;
}
