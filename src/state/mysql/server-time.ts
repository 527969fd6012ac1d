import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

const ISO_MILLISECONDS = '2026-03-02T05:00:00.000'.length;

/** What time the server has, to the millisecond; within a statement's transaction it goes on. */
export async function serverTime(db: Kysely<Schema>): Promise<Date> {
  const { rows } = await sql<{
    at: string;
  }>`select date_format(utc_timestamp(3), '%Y-%m-%dT%H:%i:%s.%f') as at`.execute(db);
  const at = new Date(`${(rows[0]?.at ?? '').slice(0, ISO_MILLISECONDS)}Z`);
  if (Number.isNaN(at.getTime())) throw new TypeError('the server did not say what time it is');
  return at;
}
