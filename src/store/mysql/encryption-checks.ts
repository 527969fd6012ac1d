import type { ServerCheck } from './server-checks.ts';
import type { Session } from './session.ts';

/** What the server keeps on its disk in the clear, as far as its own encryption goes (docs/mysql.md). */
export async function encryptionChecks(session: Session): Promise<readonly ServerCheck[]> {
  const look = session.flavour.family === 'mariadb' ? mariaDb : mySql;
  const { tables, logs } = await look(session);
  const plain = [...(tables ? [] : ['tables']), ...(logs ? [] : ['logs'])];
  const name = 'database server';
  if (plain.length === 0) {
    return [{ name, state: 'well', finding: 'its tables and logs are encrypted on its disk', remedy: null }];
  }
  return [
    {
      name,
      state: 'note',
      finding: `its ${plain.join(' and ')} are not encrypted on its disk`,
      remedy: 'Set up its own encryption (docs/mysql.md), or keep its data on an encrypted volume.',
    },
  ];
}

interface Encrypted {
  readonly tables: boolean;
  readonly logs: boolean;
}

/** By the tables themselves: what is set by default says nothing of those that were made before. */
async function mySql(session: Session): Promise<Encrypted> {
  const [row] = await session.query(
    `SELECT (SELECT COUNT(*) FROM information_schema.TABLES
             WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'
               AND COALESCE(CREATE_OPTIONS, '') NOT LIKE '%ENCRYPTION=''Y''%') AS plain_on,
            @@GLOBAL.default_table_encryption AS next_on, @@GLOBAL.innodb_redo_log_encrypt AS redo_on,
            @@GLOBAL.innodb_undo_log_encrypt AS undo_on, @@GLOBAL.log_bin AS bin_on, @@GLOBAL.binlog_encryption AS binned_on`,
  );
  const isOn = (name: string): boolean => Number(row?.[name] ?? 0) === 1;
  const [schema] = await session.query(
    'SELECT DEFAULT_ENCRYPTION AS next_on FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()',
  );
  const nextAreToo = isOn('next_on') || schema?.['next_on'] === 'YES';
  return {
    tables: Number(row?.['plain_on'] ?? 1) === 0 && nextAreToo,
    logs: isOn('redo_on') && isOn('undo_on') && (!isOn('bin_on') || isOn('binned_on')),
  };
}

/** With its threads it encrypts what was made before, too. */
async function mariaDb(session: Session): Promise<Encrypted> {
  const [row] = await session.query(
    `SELECT CONCAT(@@GLOBAL.innodb_encrypt_tables) AS tables_on, @@GLOBAL.innodb_encryption_threads AS threads_on,
            @@GLOBAL.innodb_encrypt_log AS log_on, @@GLOBAL.log_bin AS bin_on, @@GLOBAL.encrypt_binlog AS binned_on`,
  );
  const isOn = (name: string): boolean => Number(row?.[name] ?? 0) > 0;
  return {
    tables: ['ON', 'FORCE'].includes(String(row?.['tables_on'])) && isOn('threads_on'),
    logs: isOn('log_on') && (!isOn('bin_on') || isOn('binned_on')),
  };
}
