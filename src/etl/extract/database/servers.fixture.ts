import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';

/** A database of a test's own on a real server. */
export interface TestDatabase {
  /** What a source is opened with: an address, or a path. */
  readonly address: string;
  /** Statements that write; several at once. */
  run(...statements: readonly string[]): Promise<void>;
  /** Removes it. */
  drop(): Promise<void>;
}

export interface DatabaseRig {
  readonly name: string;
  /** Null where there is no such server on this machine. */
  make(): Promise<TestDatabase | null>;
  /** Types in the words of the database, for the columns of the suite. */
  readonly types: { readonly moment: string; readonly decimal: string; readonly text: string };
  /** A backslash, as its literals write it. */
  readonly backslash: string;
}

const HOST = '127.0.0.1';
const named = (): string => `askfolio_test_${String(process.pid)}_${Math.random().toString(36).slice(2, 8)}`;

export const MYSQL: DatabaseRig = {
  name: 'MariaDB',
  types: { moment: 'datetime(6)', decimal: 'decimal(28, 10)', text: 'varchar(100)' },
  backslash: '\\\\',
  make: async () => {
    const admin = await createConnection({ host: HOST, user: 'root', multipleStatements: true }).catch(
      () => null,
    );
    if (admin === null) return null;
    const name = named();
    await admin.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4; USE ${name}`);
    return {
      address: `mysql://root@${HOST}:3306/${name}`,
      run: async (...statements) => {
        for (const statement of statements) await admin.query(statement);
      },
      drop: async () => {
        await admin.query(`DROP DATABASE ${name}`);
        await admin.end();
      },
    };
  },
};

export const POSTGRES: DatabaseRig = {
  name: 'PostgreSQL',
  types: { moment: 'timestamptz', decimal: 'numeric(28, 10)', text: 'text' },
  backslash: '\\',
  make: async () => {
    const login = { host: HOST, user: 'postgres' };
    const admin = new Client({ ...login, database: 'postgres' });
    if (
      !(await admin.connect().then(
        () => true,
        () => false,
      ))
    ) {
      return null;
    }
    const name = named();
    await admin.query(`CREATE DATABASE ${name}`);
    const own = new Client({ ...login, database: name });
    await own.connect();
    await own.query("SET TimeZone = 'UTC'");
    return {
      address: `postgres://postgres@${HOST}:5432/${name}`,
      run: async (...statements) => {
        for (const statement of statements) await own.query(statement);
      },
      drop: async () => {
        await own.end();
        await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
        await admin.end();
      },
    };
  },
};

export const SQLITE: DatabaseRig = {
  name: 'SQLite',
  types: { moment: 'text', decimal: 'decimal(28, 10)', text: 'text' },
  backslash: '\\',
  make: () => {
    const folder = mkdtempSync(join(tmpdir(), 'askfolio-sqlite-'));
    const path = join(folder, 'books.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA journal_mode = WAL');
    return Promise.resolve({
      address: path,
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
