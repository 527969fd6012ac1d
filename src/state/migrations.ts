/** Each brings the records from the version before to its own, its place in the list. Never change one that shipped. */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `create table people (
       user text primary key, sealed_name text not null, role text not null, advisor_id text, client_id text,
       updated_at text not null) strict, without rowid`,
    `create table signin_links (
       digest text primary key, user text not null, expires_at text not null, used_at text) strict, without rowid`,
    `create table sessions (
       digest text primary key, user text not null, created_at text not null, expires_at text not null)
     strict, without rowid`,
    `create table conversations (
       id text primary key, user text not null, sealed_title text not null, turns integer not null,
       created_at text not null, updated_at text not null) strict, without rowid`,
    `create index conversations_by_user on conversations (user, updated_at)`,
    `create table turns (
       conversation_id text not null references conversations (id) on delete cascade, ordinal integer not null,
       sealed_turn text not null, primary key (conversation_id, ordinal)) strict, without rowid`,
    `create table runs (
       run text primary key, source text not null, started_at text not null, finished_at text, status text not null,
       as_of text, report text, sealed_message text) strict, without rowid`,
    `create index runs_by_start on runs (started_at)`,
    `create table quarantine (
       ordinal integer primary key autoincrement, run text not null references runs (run) on delete cascade,
       sealed_row text not null) strict`,
    `create index quarantine_by_run on quarantine (run, ordinal)`,
    `create table answers (
       id text primary key, user text not null, at text not null, sealed_trace text not null) strict, without rowid`,
    `create index answers_by_time on answers (at)`,
  ],
  [
    `alter table runs add column sealed_path text`,
    `alter table runs add column received text`,
    `alter table runs add column published text`,
    `create index runs_by_version on runs (published)`,
    `create table finding_rows (
       ordinal integer primary key autoincrement, run text not null references runs (run) on delete cascade,
       sealed_row text not null) strict`,
    `create index finding_rows_by_run on finding_rows (run, ordinal)`,
  ],
  [
    `create table sources (
       name text primary key, sealed_definition text not null, added_at text not null) strict, without rowid`,
  ],
  [
    `alter table people add column disabled_at text`,
    `alter table people add column signed_out_at text`,
    `create table grants (
       id text primary key, user text, kind text not null, sealed_target text not null, given_by text not null,
       delegated integer not null, created_at text not null, expires_at text, code_digest text unique,
       code_expires_at text) strict, without rowid`,
    `create index grants_by_user on grants (user)`,
    `create index grants_by_giver on grants (given_by)`,
  ],
  [
    `create table feedback (
       ordinal integer primary key autoincrement, user text not null, answer text not null, at text not null,
       sealed_opinion text not null, unique (user, answer)) strict`,
  ],
  [
    `create table data_keys (
       ordinal integer primary key autoincrement, id text not null unique, purpose text not null,
       wrapped text not null, made_at text not null) strict`,
    `create table audit_people (
       person text primary key, user_digest text unique, sealed_user text, sealed_key text, erased_at text)
     strict, without rowid`,
    `create table audit_entries (
       sequence integer primary key, at text not null, kind text not null, person text not null,
       details text not null, previous text not null, mac text not null) strict`,
    `create index audit_entries_by_person on audit_entries (person, sequence)`,
    `create table audit_head (
       id integer primary key, sequence integer not null, last text not null, mac text not null) strict`,
  ],
  [
    `create table api_keys (
       id text primary key, user text not null, digest text not null, sealed_label text not null,
       rights text not null, created_at text not null, expires_at text not null, last_used_at text,
       revoked_at text) strict, without rowid`,
    `create index api_keys_by_user on api_keys (user)`,
  ],
  [
    `create table saved_questions (
       id text primary key, user text not null, created_at text not null, is_watched integer not null,
       sealed_question text not null, sealed_last text) strict, without rowid`,
    `create index saved_questions_by_user on saved_questions (user, created_at)`,
  ],
  [
    `create table exchanges (
       ordinal integer primary key autoincrement, user text not null, answer text not null,
       sealed_exchange text not null) strict`,
    `create index exchanges_by_answer on exchanges (answer, ordinal)`,
    `create table sent_texts (
       ordinal integer primary key autoincrement, digest text not null unique, sealed_text text not null) strict`,
  ],
  [`alter table sources add column scheduled_at text`, `alter table sources add column seen text`],
  [
    `create table jobs (
       ordinal integer primary key autoincrement, id text not null unique, key text not null unique,
       kind text not null, lane text not null, urgency text not null, tries_max integer not null,
       sealed_payload text not null, status text not null, tries integer not null,
       put_at text not null, due_at text not null, told_at text not null, finished_at text,
       stop_asked integer not null, progress text, sealed_result text, sealed_reason text) strict`,
    `create index jobs_by_lane on jobs (status, lane, ordinal)`,
    `create table leases (
       name text primary key, fence integer not null, held_until text) strict, without rowid`,
  ],
  [
    `alter table sessions add column id text`,
    `alter table sessions add column means text not null default 'link'`,
    `alter table sessions add column seen_at text`,
    `alter table sessions add column grant_digest text`,
    `alter table sessions add column sealed_tokens text`,
    `create index sessions_by_user on sessions (user)`,
    `alter table signin_links add column purpose text not null default 'session'`,
    `create table passwords (
       user text primary key, sealed_hash text not null, set_at text not null) strict, without rowid`,
    `create table signin_failures (
       place text primary key, failures integer not null, last_at text not null) strict, without rowid`,
    `create table known_devices (
       digest text not null, user text not null, seen_at text not null, primary key (digest, user))
     strict, without rowid`,
    `create table signing_keys (
       ordinal integer primary key autoincrement, id text not null unique, sealed_key text not null,
       made_at text not null, retired_at text) strict`,
    `create table oidc_entries (
       digest text primary key, model text not null, user text, uid_digest text, grant_digest text,
       sealed_payload text not null, expires_at text, consumed_at text) strict, without rowid`,
    `create index oidc_entries_by_grant on oidc_entries (grant_digest)`,
    `create index oidc_entries_by_user on oidc_entries (user)`,
    `create index oidc_entries_by_uid on oidc_entries (uid_digest)`,
    `create index oidc_entries_by_end on oidc_entries (expires_at)`,
  ],
  [
    `create table model_usage (
       day text not null, user text not null, calls integer not null, input_tokens integer not null,
       cached_tokens integer not null, output_tokens integer not null, nanos integer not null,
       primary key (day, user)) strict, without rowid`,
  ],
  [
    `create table verified_questions (
       id text primary key, at text not null, sealed_question text not null) strict, without rowid`,
  ],
  [
    `create table identities (
       digest text primary key, user text not null, at text not null) strict, without rowid`,
  ],
  [
    `create table passkeys (
       digest text primary key, user text not null, sealed_passkey text not null, counter integer not null,
       made_at text not null, used_at text) strict, without rowid`,
    `create index passkeys_by_user on passkeys (user)`,
    `create table totp_secrets (
       user text primary key, sealed_secret text not null, last_step integer not null, made_at text not null)
     strict, without rowid`,
    `create table recovery_codes (
       user text primary key, sealed_codes text not null) strict, without rowid`,
  ],
  [`alter table jobs add column cut_offs integer not null default 0`],
  [
    `create table deliveries (
       id text primary key, user text not null, created_at text not null, expires_at text not null,
       sealed_delivery text not null) strict, without rowid`,
    `create index deliveries_by_user on deliveries (user)`,
  ],
  [
    `alter table jobs add column traceparent text`,
    `create table log_levels (
       one integer primary key, level text not null, set_at text not null, until text not null) strict, without rowid`,
  ],
  [
    `create table conversation_shares (
       conversation_id text not null references conversations (id) on delete cascade, user text not null,
       at text not null, primary key (conversation_id, user)) strict, without rowid`,
    `create index conversation_shares_by_user on conversation_shares (user)`,
  ],
  [
    `alter table conversations add column asked_id text`,
    `create index conversations_by_asked_id on conversations (user, asked_id)`,
  ],
];

/**
 * How many of these statements a program must know to work with what all of them made, where processes of two versions
 * share the records. Statements that only add what others may leave alone (a table, an index, a column that may be null
 * or has a default) leave it as it is; one that does more raises it to its own place, and programs that do not know
 * that one are refused from then on.
 */
export const STATEMENTS_NEEDED = 0;
