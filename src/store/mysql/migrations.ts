import { Problem } from '../../vocabulary/problem.ts';
import type { Session } from './session.ts';

/**
 * The store's own tables, step by step. A step is one statement that may be run again, so that one that was cut off
 * is taken up; steps are only ever added. Product tables are no part of this: each publish makes its own.
 */
const STEPS: readonly ((collation: string) => string)[] = [
  (collation) =>
    `CREATE TABLE IF NOT EXISTS data_version (one TINYINT NOT NULL PRIMARY KEY, id VARCHAR(180) NOT NULL, as_of DATE NOT NULL,
     published_at VARCHAR(40) NOT NULL, firm_currency CHAR(3) NOT NULL, tables MEDIUMTEXT NOT NULL)
     ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
  (collation) =>
    `CREATE TABLE IF NOT EXISTS data_version_history (id VARCHAR(180) NOT NULL PRIMARY KEY, as_of DATE NOT NULL,
     published_at VARCHAR(40) NOT NULL, firm_currency CHAR(3) NOT NULL, parent VARCHAR(180) NULL, parcel_sha256 CHAR(64) NOT NULL)
     ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
  (collation) =>
    `CREATE TABLE IF NOT EXISTS table_files (name VARCHAR(64) NOT NULL PRIMARY KEY, made_at DATETIME NOT NULL, retired_at DATETIME NULL)
     ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
  (collation) =>
    `CREATE TABLE IF NOT EXISTS data_marks (one TINYINT NOT NULL PRIMARY KEY, version_id VARCHAR(180) NOT NULL, step BIGINT NOT NULL,
     every_account VARCHAR(240) NOT NULL, other_accounts VARCHAR(240) NOT NULL, tables MEDIUMTEXT NOT NULL)
     ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
  (collation) =>
    `CREATE TABLE IF NOT EXISTS account_marks (account_id VARCHAR(180) NOT NULL PRIMARY KEY, mark VARCHAR(240) NOT NULL, step BIGINT NOT NULL,
     KEY by_step (step)) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
];

/**
 * How many of these steps a program must know to work with what all of them made, where processes of two versions share
 * the store. It stays while steps only add what others may leave alone; one that does more raises it to its own place.
 */
const STEPS_NEEDED = 0;

const LEDGER: readonly ((collation: string) => string)[] = [
  (collation) =>
    `CREATE TABLE IF NOT EXISTS schema_steps (step INT NOT NULL PRIMARY KEY, done_at DATETIME NOT NULL)
     ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
  (collation) =>
    `CREATE TABLE IF NOT EXISTS schema_needed (one TINYINT NOT NULL PRIMARY KEY, steps INT NOT NULL)
     ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
];

/**
 * Brings the store's own tables up to date. Throws `store_unavailable` where a later version of the program made them
 * into something that this one cannot work with.
 */
export async function migrate(session: Session): Promise<void> {
  const { collation } = session.flavour;
  for (const statement of LEDGER) await session.query(statement(collation));
  const [needed] = await session.query('SELECT steps FROM schema_needed');
  if (Number(needed?.['steps'] ?? 0) > STEPS.length) {
    throw new Problem(
      'store_unavailable',
      'The database was made by a later version of the program; start that version.',
    );
  }
  const [row] = await session.query('SELECT COALESCE(MAX(step), 0) AS step FROM schema_steps');
  const done = Number(row?.['step'] ?? 0);
  for (const [index, statement] of STEPS.entries()) {
    if (index < done) continue;
    await session.query(statement(collation));
    await session.query('INSERT IGNORE INTO schema_steps (step, done_at) VALUES (?, UTC_TIMESTAMP())', [
      index + 1,
    ]);
  }
  await session.query(
    'INSERT INTO schema_needed VALUES (1, ?) ON DUPLICATE KEY UPDATE steps = GREATEST(steps, ?)',
    [STEPS_NEEDED, STEPS_NEEDED],
  );
}
