import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { SERVERS } from '../../../../test/services/database-server.ts';
import type { ServerKind } from '../../../../test/services/database-server.ts';
import { hasPostgres, startPostgres } from '../../../../test/services/postgres.ts';

/** A database of a test's own on a real server. */
export interface TestDatabase {
  /** What a source is opened with: an address, or a path. */
  readonly address: string;
  /** Where its server listens; 0 where it has none. */
  readonly port: number;
  /** Statements that write; several at once. */
  run(...statements: readonly string[]): Promise<void>;
  /** Removes it. */
  drop(): Promise<void>;
}

export interface DatabaseRig {
  readonly name: string;
  /** This machine cannot start such a server: the tests on it are skipped by name. */
  readonly missing: boolean;
  make(): Promise<TestDatabase>;
  /** Types in the words of the database, for the columns of the suite. */
  readonly types: { readonly moment: string; readonly decimal: string; readonly text: string };
  /** A backslash, as its literals write it. */
  readonly backslash: string;
}

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

/** A way to a server that breaks or goes silent when it is told to. */
export interface Passage {
  readonly port: number;
  /** Breaks each connection, one after the other, when so many bytes came through it. */
  breakAfter(bytes: readonly number[]): void;
  /** From now on nothing comes through, and nobody is told. */
  silence(): void;
  close(): void;
}

export async function openPassage(port: number): Promise<Passage> {
  const open = new Set<Socket>();
  let cuts: number[] = [];
  let silent = false;
  const server = createServer((near) => {
    const far = connect(port, HOST);
    const cut = cuts.shift() ?? Infinity;
    let bytes = 0;
    open.add(near).add(far);
    for (const socket of [near, far]) socket.on('error', () => socket.destroy());
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.on('data', (data) => silent || far.write(data));
    far.on('data', (data) => {
      bytes += data.length;
      if (bytes > cut) near.resetAndDestroy();
      else if (!silent) near.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    breakAfter: (bytes) => (cuts = [...bytes]),
    silence: () => (silent = true),
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
