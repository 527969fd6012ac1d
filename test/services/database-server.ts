import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection, type RowDataPacket } from 'mysql2';
import { freePort } from './private-server.ts';

const run = promisify(execFile);
const START_MS_MAX = 60_000;
const MARIADBD = '/usr/sbin/mariadbd';

/** A database server of a test's own: free port, temporary folder, ended by its process id. */
export interface PrivateServer {
  readonly port: number;
  readonly folder: string;
  /** Ends it at once and without warning, and starts it again on its files, as a supervisor would. */
  killAndRestart(): void;
  freeze(): void;
  thaw(): void;
  /** Runs statements as root, once a server that was killed is back. */
  root(...statements: readonly string[]): Promise<void>;
  /** The one cell that a statement of root gives. */
  cell(statement: string): Promise<string>;
  stop(): Promise<void>;
}

/** A kind of server that tests run on, and how one of them is started. */
export interface ServerKind {
  readonly name: string;
  /** This machine cannot start one: the tests on it are skipped by name. */
  readonly missing: boolean;
  /** `at`: another folder for its files than that of the system for what is temporary. */
  readonly start: (at?: string) => Promise<PrivateServer>;
}

/** With CI=true a missing one is a failure of the tests that need it. */
export function hasMariaDb(): boolean {
  return existsSync(MARIADBD) || process.env['CI'] === 'true';
}

const MARIADB: ServerKind = {
  name: 'MariaDB',
  missing: !hasMariaDb(),
  start: (at = tmpdir()) => startMariaDbIn(at, []),
};

/** From a folder that .ci/run makes and names; where that was not possible, .ci/run says why. */
export const MYSQL: ServerKind = {
  name: 'MySQL 9',
  missing: !existsSync(mysqld()) && process.env['ASKFOLIO_TEST_MYSQL'] === undefined,
  start: (at) => startMySql(at),
};

export const SERVERS = [MARIADB, MYSQL] as const;

/** `more`: options as on its command line. */
export function startMariaDb(...more: readonly string[]): Promise<PrivateServer> {
  return startMariaDbIn(tmpdir(), more);
}

/** The same, with its files on another place than that of the system for what is temporary. */
export async function startMariaDbIn(at: string, more: readonly string[]): Promise<PrivateServer> {
  const folder = await mkdtemp(join(at, 'askfolio-mariadb-'));
  const data = join(folder, 'data');
  const temporary = await temporaryFolder(folder);
  await run('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${data}`,
    temporary,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    `--user=${asUser()}`,
  ]);
  return startServer(folder, MARIADBD, [
    '--no-defaults',
    `--datadir=${data}`,
    temporary,
    `--user=${asUser()}`,
    '--local-infile=1',
    '--innodb-log-file-size=32M',
    ...more,
  ]);
}

/** A path in the small system that has MySQL in it. */
export function inMySqlRoot(path: string): string {
  return join(process.env['ASKFOLIO_TEST_MYSQL'] ?? join(homedir(), '.cache', 'askfolio', 'mysql9'), path);
}

function mysqld(): string {
  return inMySqlRoot('usr/sbin/mysqld');
}

/** How a program of that system is begun with its own libraries, without a change of root. */
export function fromMySqlRoot(path: string): {
  readonly program: string;
  readonly options: readonly string[];
} {
  const libraries = ['usr/lib/x86_64-linux-gnu', 'usr/lib/mysql/private', 'usr/lib/mysql-router'];
  return {
    program: inMySqlRoot('usr/lib64/ld-linux-x86-64.so.2'),
    options: ['--library-path', libraries.map(inMySqlRoot).join(':'), inMySqlRoot(path)],
  };
}

/** `more`: options besides; `lasting`: such as hold for all its life and are given when its files are made, too. */
export async function startMySql(
  at = tmpdir(),
  more: readonly string[] = ['--skip-log-bin'],
  lasting: readonly string[] = [],
): Promise<PrivateServer> {
  const folder = await mkdtemp(join(at, 'askfolio-mysql-'));
  const { program, options: begun } = fromMySqlRoot('usr/sbin/mysqld');
  const options = [
    ...begun,
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    await temporaryFolder(folder),
    `--user=${asUser()}`,
    `--lc-messages-dir=${inMySqlRoot('usr/share/mysql')}`,
    `--character-sets-dir=${inMySqlRoot('usr/share/mysql/charsets')}`,
    `--plugin-dir=${inMySqlRoot('usr/lib/mysql/plugin')}`,
    '--secure-file-priv=NULL',
    '--mysqlx=OFF',
    ...lasting,
  ];
  await run(program, [...options, '--initialize-insecure']);
  return startServer(folder, program, [
    ...options,
    '--local-infile=1',
    '--innodb-redo-log-capacity=64M',
    ...more,
  ]);
}

/** The option that names it: a server that starts deletes the temporary tables of every other in the same folder. */
async function temporaryFolder(folder: string): Promise<string> {
  const path = join(folder, 'tmp');
  await mkdir(path);
  return `--tmpdir=${path}`;
}

/** A root process has to say that it means it. */
function asUser(): string {
  return process.getuid?.() === 0 ? 'root' : (process.env['USER'] ?? 'root');
}

/** Starts a server on its files and keeps it until it is told to stop. */
async function startServer(
  folder: string,
  program: string,
  options: readonly string[],
): Promise<PrivateServer> {
  const port = await freePort();
  await mkdir(join(folder, 'run'), { recursive: true });
  const all = [
    ...options,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${join(folder, 'run', 's.sock')}`,
    `--pid-file=${join(folder, 'run', 'pid')}`,
    '--innodb-buffer-pool-size=64M',
    // A killed process loses nothing that it has written, so waiting for the disk would only cost time.
    '--innodb-flush-method=nosync',
    '--innodb-flush-log-at-trx-commit=2',
  ];
  let child: ChildProcess;
  let stopped = false;
  const start = (): void => {
    child = spawn(program, all, { stdio: 'ignore' });
    const mine = child;
    mine.once('exit', () => {
      if (!stopped && mine === child) start();
    });
  };
  const untilItAnswers = async (): Promise<void> => {
    const deadline = Date.now() + START_MS_MAX;
    while (!(await answers(port))) {
      if (Date.now() > deadline) throw new Error(`${program} did not start; look into ${folder}`);
      await sleep(50);
    }
  };
  start();
  await untilItAnswers();
  let ended = Promise.resolve();
  const rowsOf = async (statements: readonly string[]): Promise<readonly RowDataPacket[]> => {
    await ended;
    await untilItAnswers();
    return asRoot(port, statements);
  };
  return {
    port,
    folder,
    killAndRestart: () => {
      const mine = child;
      ended = new Promise((resolve) => mine.once('exit', () => resolve()));
      mine.kill('SIGKILL');
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    root: async (...statements) => void (await rowsOf(statements)),
    cell: async (statement) => Object.values((await rowsOf([statement]))[0] ?? {}).map(String)[0] ?? '',
    stop: async () => {
      stopped = true;
      const over = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await over;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether root is let in at a port of this machine. */
export async function answers(port: number): Promise<boolean> {
  return asRoot(port, []).then(
    () => true,
    () => false,
  );
}

/** The rows of the last statement, or of the one before them that only says whether the server answers. */
async function asRoot(port: number, statements: readonly string[]): Promise<readonly RowDataPacket[]> {
  const connection = createConnection({ host: '127.0.0.1', port, user: 'root', multipleStatements: true });
  try {
    return await new Promise((resolve, reject) => {
      connection.on('error', reject);
      connection.query<RowDataPacket[][]>(['SELECT 1', ...statements].join('; '), (error, results) =>
        error ? reject(error) : resolve(results.at(-1) ?? []),
      );
    });
  } finally {
    connection.destroy();
  }
}
