import { labelPlace } from './api-keys.ts';
import { answerPlace } from './answers.ts';
import { keyPlace, userPlace } from './audit/people.ts';
import { titlePlace, turnPlace } from './conversations.ts';
import { deliveryPlace } from './deliveries.ts';
import { exchangePlace, sentTextPlace } from './exchanges.ts';
import { opinionPlace } from './feedback.ts';
import { targetPlace } from './grants.ts';
import { payloadPlace, reasonPlace, resultPlace } from './job-rows.ts';
import { passkeyPlace } from './passkeys.ts';
import { namePlace } from './people.ts';
import { codesPlace } from './recovery-codes.ts';
import { findingPlace, messagePlace, pathPlace, quarantinePlace } from './runs.ts';
import { lastLookPlace, savedPlace } from './saved-questions.ts';
import type { Schema } from './schema.ts';
import { entryPlace } from './oidc-entries.ts';
import { hashPlace } from './passwords.ts';
import { tokensPlace } from './sessions.ts';
import { signingKeyPlace } from './signing-keys.ts';
import { definitionPlace } from './sources.ts';
import { totpPlace } from './totp-secrets.ts';
import { verifiedPlace } from './verified-questions.ts';

type Cell = string | number | null;
export type SealedRow = Readonly<Record<string, Cell>>;

/** Where sealed text stands in these records, and what each piece of it is bound to. */
export interface SealedColumn {
  readonly table: keyof Schema;
  readonly column: string;
  /** The primary key. */
  readonly key: readonly string[];
  /** What else `place` needs. */
  readonly besides: readonly string[];
  readonly place: (row: SealedRow) => string;
}

const text = (row: SealedRow, column: string): string => String(row[column]);

/** Every sealed column: what a rotation of keys seals anew. A test finds one that is missing here. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  of('people', 'sealed_name', ['user'], (row) => namePlace(text(row, 'user'))),
  of('grants', 'sealed_target', ['id'], (row) => targetPlace(text(row, 'id'))),
  of('conversations', 'sealed_title', ['id'], (row) => titlePlace(text(row, 'id'))),
  of('turns', 'sealed_turn', ['conversation_id', 'ordinal'], (row) =>
    turnPlace(text(row, 'conversation_id'), Number(row['ordinal'])),
  ),
  of('runs', 'sealed_message', ['run'], (row) => messagePlace(text(row, 'run'))),
  of('runs', 'sealed_path', ['run'], (row) => pathPlace(text(row, 'run'))),
  of('quarantine', 'sealed_row', ['ordinal'], (row) => quarantinePlace(text(row, 'run')), ['run']),
  of('finding_rows', 'sealed_row', ['ordinal'], (row) => findingPlace(text(row, 'run')), ['run']),
  of('answers', 'sealed_trace', ['id'], (row) => answerPlace(text(row, 'id'))),
  of('sources', 'sealed_definition', ['name'], (row) => definitionPlace(text(row, 'name'))),
  of('deliveries', 'sealed_delivery', ['id'], (row) => deliveryPlace(text(row, 'id'))),
  of(
    'feedback',
    'sealed_opinion',
    ['ordinal'],
    (row) => opinionPlace(text(row, 'user'), text(row, 'answer')),
    ['user', 'answer'],
  ),
  of('saved_questions', 'sealed_question', ['id'], (row) => savedPlace(text(row, 'id'))),
  of('saved_questions', 'sealed_last', ['id'], (row) => lastLookPlace(text(row, 'id'))),
  of('exchanges', 'sealed_exchange', ['ordinal'], (row) => exchangePlace(text(row, 'answer')), ['answer']),
  of('sent_texts', 'sealed_text', ['ordinal'], (row) => sentTextPlace(text(row, 'digest')), ['digest']),
  of('sessions', 'sealed_tokens', ['digest'], (row) => tokensPlace(text(row, 'digest'))),
  of('passwords', 'sealed_hash', ['user'], (row) => hashPlace(text(row, 'user'))),
  of(
    'passkeys',
    'sealed_passkey',
    ['digest'],
    (row) => passkeyPlace(text(row, 'digest'), text(row, 'user')),
    ['user'],
  ),
  of('totp_secrets', 'sealed_secret', ['user'], (row) => totpPlace(text(row, 'user'))),
  of('recovery_codes', 'sealed_codes', ['user'], (row) => codesPlace(text(row, 'user'))),
  of('signing_keys', 'sealed_key', ['ordinal'], (row) => signingKeyPlace(text(row, 'id')), ['id']),
  of('oidc_entries', 'sealed_payload', ['digest'], (row) => entryPlace(text(row, 'digest'))),
  of('verified_questions', 'sealed_question', ['id'], (row) => verifiedPlace(text(row, 'id'))),
  of('api_keys', 'sealed_label', ['id'], (row) => labelPlace(text(row, 'id'))),
  of('jobs', 'sealed_payload', ['id'], (row) => payloadPlace(text(row, 'id'))),
  of('jobs', 'sealed_result', ['id'], (row) => resultPlace(text(row, 'id'))),
  of('jobs', 'sealed_reason', ['id'], (row) => reasonPlace(text(row, 'id'))),
  of('audit_people', 'sealed_user', ['person'], (row) => userPlace(text(row, 'person'))),
  of('audit_people', 'sealed_key', ['person'], (row) => keyPlace(text(row, 'person'))),
];

function of(
  table: keyof Schema,
  column: string,
  key: readonly string[],
  place: SealedColumn['place'],
  besides: readonly string[] = [],
): SealedColumn {
  return { table, column, key, besides, place };
}
