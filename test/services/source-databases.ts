import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import type { DatabaseRig } from '../../src/etl/extract/database/servers.fixture.ts';
import { SERVERS } from './database-server.ts';
import type { ServerKind } from './database-server.ts';
import { hasPostgres, startPostgres } from './postgres.ts';

const HOST = '127.0.0.1';

/** MariaDB and MySQL, each in the suite by its own name. */
const [MARIADB_SERVER, MYSQL_SERVER] = SERVERS;
export const MARIADB = mysqlRig(MARIADB_SERVER);
export const MYSQL = mysqlRig(MYSQL_SERVER);

function mysqlRig({ name, missing, start }: ServerKind): DatabaseRig {
  return {
    name,
    missing,
    types: { moment: 'datetime(6)', decimal: 'decimal(28, 10)', text: 'varchar(100)' },
    backslash: '\\\\',
    make: async () => {
      const server = await start();
      const place = { host: HOST, port: server.port, user: 'root' };
      const admin = await createConnection({ ...place, multipleStatements: true });
      await admin.query('CREATE DATABASE books CHARACTER SET utf8mb4; USE books');
      return {
        address: `mysql://root@${HOST}:${String(server.port)}/books`,
        port: server.port,
        run: async (...statements) => {
          for (const statement of statements) await admin.query(statement);
        },
        drop: async () => {
          admin.destroy();
          await server.stop();
        },
      };
    },
  };
}

export const POSTGRES: DatabaseRig = {
  name: 'PostgreSQL',
  missing: !hasPostgres(),
  types: { moment: 'timestamptz', decimal: 'numeric(28, 10)', text: 'text' },
  backslash: '\\',
  make: async () => {
    const server = await startPostgres();
    const own = new Client({ host: HOST, port: server.port, user: 'postgres', database: 'postgres' });
    // The server is ended while it is connected.
    own.on('error', () => undefined);
    await own.connect();
    await own.query("SET TimeZone = 'UTC'");
    return {
      address: `postgres://postgres@${HOST}:${String(server.port)}/postgres`,
      port: server.port,
      run: async (...statements) => {
        for (const statement of statements) await own.query(statement);
      },
      drop: async () => {
        await own.end();
        await server.stop();
      },
    };
  },
};

export const SQLITE: DatabaseRig = {
  name: 'SQLite',
  missing: false,
  types: { moment: 'text', decimal: 'decimal(28, 10)', text: 'text' },
  backslash: '\\',
  make: () => {
    const folder = mkdtempSync(join(tmpdir(), 'askfolio-sqlite-'));
    const path = join(folder, 'books.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA journal_mode = WAL');
    return Promise.resolve({
      address: path,
      port: 0,
      run: async (...statements) => {
        for (const statement of statements) database.exec(statement);
        return Promise.resolve();
      },
      drop: () => {
        database.close();
        rmSync(folder, { recursive: true, force: true });
        return Promise.resolve();
      },
    });
  },
};
