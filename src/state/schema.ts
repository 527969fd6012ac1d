import type { Generated } from 'kysely';
import type { Day } from '../vocabulary/day.ts';

/**
 * The tables of the installation's own records. Columns named `sealed_…` hold text that only the installation's key
 * opens (security/seal.ts); of links and sessions only digests are kept. Instants are ISO 8601, UTC.
 */
export interface Schema {
  people: PeopleTable;
  grants: GrantsTable;
  signin_links: SigninLinksTable;
  sessions: SessionsTable;
  passwords: PasswordsTable;
  signin_failures: SigninFailuresTable;
  known_devices: KnownDevicesTable;
  signing_keys: SigningKeysTable;
  identities: IdentitiesTable;
  passkeys: PasskeysTable;
  totp_secrets: TotpSecretsTable;
  recovery_codes: RecoveryCodesTable;
  oidc_entries: OidcEntriesTable;
  conversations: ConversationsTable;
  turns: TurnsTable;
  conversation_shares: ConversationSharesTable;
  runs: RunsTable;
  quarantine: QuarantineTable;
  finding_rows: FindingRowsTable;
  answers: AnswersTable;
  api_keys: ApiKeysTable;
  data_keys: DataKeysTable;
  audit_people: AuditPeopleTable;
  audit_entries: AuditEntriesTable;
  audit_head: AuditHeadTable;
  feedback: FeedbackTable;
  saved_questions: SavedQuestionsTable;
  sources: SourcesTable;
  deliveries: DeliveriesTable;
  exchanges: ExchangesTable;
  sent_texts: SentTextsTable;
  jobs: JobsTable;
  leases: LeasesTable;
  log_levels: LogLevelsTable;
  model_usage: ModelUsageTable;
  verified_questions: VerifiedQuestionsTable;
}

export interface PeopleTable {
  user: string;
  sealed_name: string;
  role: string;
  advisor_id: string | null;
  client_id: string | null;
  updated_at: string;
  /** Since when this person may not sign in; null: may. */
  disabled_at: string | null;
  /** Credentials from before this instant are void. */
  signed_out_at: string | null;
}

export interface GrantsTable {
  id: string;
  /** Whose it is; null while its code waits to be taken. */
  user: string | null;
  kind: string;
  /** The id of the account, portfolio, client or advisor. */
  sealed_target: string;
  given_by: string;
  /** 1: by somebody who sees the accounts and can give no more than that. */
  delegated: number;
  created_at: string;
  expires_at: string | null;
  code_digest: string | null;
  code_expires_at: string | null;
}

export interface SigninLinksTable {
  digest: string;
  user: string;
  expires_at: string;
  used_at: string | null;
  /** What it opens: `session`, or a form that sets a `password`. */
  purpose: string;
}

export interface SessionsTable {
  digest: string;
  /** What it is called where it is listed; it opens nothing. */
  id: string | null;
  user: string;
  /** How its person signed in. */
  means: string;
  created_at: string;
  expires_at: string;
  seen_at: string | null;
  /** The grant of the authorization server that it rests on: with that it ends. */
  grant_digest: string | null;
  sealed_tokens: string | null;
}

export interface PasswordsTable {
  user: string;
  /** Argon2id, in the PHC format. */
  sealed_hash: string;
  set_at: string;
}

/** Subjects of other issuers; `digest`: of issuer and subject. */
export interface IdentitiesTable {
  digest: string;
  user: string;
  at: string;
}

/** `digest`: of what the device calls the key. */
export interface PasskeysTable {
  digest: string;
  user: string;
  sealed_passkey: string;
  /** How often it was used, as the device counts. */
  counter: number;
  made_at: string;
  used_at: string | null;
}

/** What authenticator apps count from. */
export interface TotpSecretsTable {
  user: string;
  sealed_secret: string;
  /** The newest step of time whose code was taken: no earlier one is taken any more. */
  last_step: number;
  made_at: string;
}

/** Digests of the codes that are left. */
export interface RecoveryCodesTable {
  user: string;
  sealed_codes: string;
}

/** Sign-ins that failed. `place`: a keyed digest of who was meant and where it came from. */
export interface SigninFailuresTable {
  place: string;
  failures: number;
  last_at: string;
}

/** Browsers in which somebody has signed in before. */
export interface KnownDevicesTable {
  digest: string;
  user: string;
  seen_at: string;
}

/** The keys that sign tokens; a retired one is still published until the tokens of its time are over. */
export interface SigningKeysTable {
  /** 1, 2, …: the higher the newer. */
  ordinal: Generated<number>;
  id: string;
  /** A private JSON Web Key. */
  sealed_key: string;
  made_at: string;
  retired_at: string | null;
}

/** What the authorization server keeps: of ids, which may be credentials, only digests. */
export interface OidcEntriesTable {
  digest: string;
  model: string;
  user: string | null;
  uid_digest: string | null;
  grant_digest: string | null;
  sealed_payload: string;
  expires_at: string | null;
  consumed_at: string | null;
}

export interface ConversationsTable {
  id: string;
  user: string;
  /** The id under which its owner began it; null where that is `id` itself. */
  asked_id: string | null;
  sealed_title: string;
  turns: number;
  created_at: string;
  updated_at: string;
}

export interface TurnsTable {
  conversation_id: string;
  ordinal: number;
  sealed_turn: string;
}

/** Who may read a conversation besides its owner. */
export interface ConversationSharesTable {
  conversation_id: string;
  user: string;
  at: string;
}

export interface RunsTable {
  run: string;
  source: string;
  started_at: string;
  finished_at: string | null;
  status: string;
  as_of: string | null;
  report: string | null;
  sealed_message: string | null;
  sealed_path: string | null;
  received: string | null;
  published: string | null;
}

export interface QuarantineTable {
  run: string;
  /** 1, 2, … over all runs: the order in which the rows were met. */
  ordinal: Generated<number>;
  sealed_row: string;
}

export interface FindingRowsTable {
  run: string;
  /** 1, 2, … over all runs: the order in which the rows were found. */
  ordinal: Generated<number>;
  sealed_row: string;
}

export interface SavedQuestionsTable {
  id: string;
  user: string;
  created_at: string;
  /** 1 where it is answered by itself, after data were published. */
  is_watched: number;
  sealed_question: string;
  sealed_last: string | null;
}

export interface FeedbackTable {
  /** 1, 2, …: the order in which opinions were given. */
  ordinal: Generated<number>;
  user: string;
  answer: string;
  at: string;
  sealed_opinion: string;
}

export interface AnswersTable {
  id: string;
  user: string;
  at: string;
  sealed_trace: string;
}

export interface SourcesTable {
  name: string;
  /** Address, secret, mapping, mode and schedule, as JSON. */
  sealed_definition: string;
  added_at: string;
  /** When its schedule last ran it. */
  scheduled_at: string | null;
  /** A digest of what a watched place looked like then. */
  seen: string | null;
}

export interface DeliveriesTable {
  id: string;
  user: string;
  created_at: string;
  expires_at: string;
  /** Its key, its files, what was found in them and what became of it, as JSON. */
  sealed_delivery: string;
}

export interface ExchangesTable {
  /** 1, 2, …: the order in which they were sent. */
  ordinal: Generated<number>;
  user: string;
  answer: string;
  /** Its long texts are kept once, under their digests. */
  sealed_exchange: string;
}

export interface SentTextsTable {
  ordinal: Generated<number>;
  digest: string;
  sealed_text: string;
}

/** Questions whose meaning was settled for all who ask them. */
export interface VerifiedQuestionsTable {
  id: string;
  at: string;
  sealed_question: string;
}

/** What the language model took in a day: of a person, and, under no name, of all together. */
export interface ModelUsageTable {
  day: Day;
  user: string;
  calls: number;
  input_tokens: number;
  cached_tokens: number;
  output_tokens: number;
  /** Thousand-millionths of the currency. */
  nanos: number;
}

/** The keys that seal data, each wrapped under the master key. */
export interface DataKeysTable {
  /** 1, 2, …: the higher the newer. */
  ordinal: Generated<number>;
  id: string;
  purpose: string;
  wrapped: string;
  made_at: string;
}

/** Whom entries of the audit log are about. Those whose data were erased have neither name nor key any more. */
export interface AuditPeopleTable {
  person: string;
  user_digest: string | null;
  sealed_user: string | null;
  sealed_key: string | null;
  erased_at: string | null;
}

export interface AuditEntriesTable {
  sequence: number;
  at: string;
  kind: string;
  person: string;
  /** Sealed with the key of the person; plain JSON where it is about nobody. */
  details: string;
  previous: string;
  mac: string;
}

/** The end of the audit log: one row. */
export interface AuditHeadTable {
  id: number;
  sequence: number;
  last: string;
  mac: string;
}

/** Keys with which programs come to the API in the name of a person. */
export interface ApiKeysTable {
  id: string;
  user: string;
  digest: string;
  sealed_label: string;
  /** Names of rights, with a blank between. */
  rights: string;
  created_at: string;
  expires_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}

/** Work that is to be done, was done, or could not be. */
export interface JobsTable {
  /** 1, 2, …: the order in which jobs of a lane are done. */
  ordinal: Generated<number>;
  id: string;
  key: string;
  kind: string;
  lane: string;
  urgency: string;
  tries_max: number;
  sealed_payload: string;
  status: string;
  tries: number;
  put_at: string;
  due_at: string;
  /** When word of it was sent last. */
  told_at: string;
  finished_at: string | null;
  /** 1: somebody asked for its end. */
  stop_asked: number;
  /** How often whoever did it was gone before its end. */
  cut_offs: Generated<number>;
  traceparent: string | null;
  progress: string | null;
  sealed_result: string | null;
  sealed_reason: string | null;
}

/** The one level of the log that somebody asked for instead of the settings' own. */
export interface LogLevelsTable {
  one: number;
  level: string;
  set_at: string;
  until: string;
}

/** What one process at a time holds. */
export interface LeasesTable {
  name: string;
  /** Grows with every holder. */
  fence: number;
  /** Null: nobody holds it. */
  held_until: string | null;
}
