import { type AskedLevel, LOG_LEVELS } from '../vocabulary/log-level.ts';
import type { Records } from './records.ts';

/** The level of the log that somebody asked for; every process looks here. */
export interface LogLevels {
  /** Null: nobody did, or its time is over. */
  asked(): Promise<AskedLevel | null>;
  ask(asked: AskedLevel): Promise<void>;
}

export function logLevelsOf({ db, now }: Records): LogLevels {
  return {
    asked: async () => {
      const row = await db.selectFrom('log_levels').selectAll().executeTakeFirst();
      const level = LOG_LEVELS.find((known) => known === row?.level);
      if (!row || level === undefined || row.until <= now().toISOString()) return null;
      return { level, until: row.until };
    },
    ask: ({ level, until }) =>
      db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('log_levels').execute();
        const set_at = now().toISOString();
        await transaction.insertInto('log_levels').values({ one: 1, level, set_at, until }).execute();
      }),
  };
}
