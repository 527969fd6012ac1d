import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Installation, ROOT } from '../end-to-end/askfolio.ts';
import { type PrivateServer as Database, startMariaDb, startMariaDbIn } from '../services/database-server.ts';
import { freePort, type PrivateServer, until } from '../services/private-server.ts';
import { startRabbitMq } from '../services/rabbitmq.ts';
import { says, ScriptedServer } from '../wire/openai-server.ts';
import { makeCertificate } from './certificates.ts';
import { DatabaseDisk } from './database-disk.ts';
import { deliverHouse } from './deliveries.ts';
import { Monitoring } from './servers.ts';

const TOKEN = 'a-token-of-the-monitoring';
/** Five minutes become five seconds, and a quarter of an hour of waiting three. */
const PACE = 1 / 60;
const AGE = 1 / 300;
/** Readings may take a second and a half: what is away holds them up for one. */
const SCRAPE = 1 / 8;
const TOLD_MS_MAX = 150_000;
const START_MS_MAX = 120_000;
const LONG_MINUTES = 500_000;
export const TOKENS_MAX = 2_000_000;
const BINLOG = ['--log-bin=log', '--binlog-format=ROW'];
const Key = z.object({ secret: z.string() });
const Answer = z.object({ kind: z.string() });
/** Parts that this installation does not have: what shows nothing without them may show nothing. */
export const NOT_SHARED = ['a source with a schedule', 'a cache outside of the process'];

/** Megabytes that the database of figures may take. */
export const CAPACITY_MB = 250;

type Role = 'serve' | 'work';
interface Servers {
  readonly primary: Database;
  readonly replica: Database;
  readonly broker: PrivateServer;
}

/**
 * An installation of two processes on a primary and a replica of MariaDB and on RabbitMQ, served over TLS and watched
 * by Prometheus, while people ask.
 */
export class Shared {
  readonly monitoring = new Monitoring();
  readonly #home = new Installation();
  readonly #workers = new Installation();
  readonly #model = new ScriptedServer();
  readonly #folder = mkdtempSync(join(tmpdir(), 'askfolio-outages-'));
  readonly #firm = join(this.#folder, 'firm');
  readonly #house = join(this.#folder, 'house');
  readonly #processes = new Map<Role, ChildProcess>();
  readonly #asking = new AbortController();
  readonly #served = { cert: join(this.#folder, 'cert.pem'), key: join(this.#folder, 'key.pem') };
  readonly #roots = join(this.#folder, 'roots.pem');
  readonly #long = makeCertificate(join(this.#folder, 'long'), LONG_MINUTES);
  #asker: Promise<void> = Promise.resolve();
  #servers: Servers | null = null;
  #disk: DatabaseDisk | null = null;
  #port = 0;
  #imports = 0;
  #key = '';

  async open(): Promise<void> {
    const short = makeCertificate(join(this.#folder, 'short'), 60);
    writeFileSync(this.#roots, readFileSync(short.cert, 'utf8') + readFileSync(this.#long.cert, 'utf8'));
    this.#serveCertificate(short);
    this.#disk = await DatabaseDisk.open();
    const [primary, replica, broker] = await Promise.all([
      startMariaDbIn(this.disk.path, ['--server-id=1', ...BINLOG]),
      startMariaDb('--server-id=2', '--read-only=1'),
      startRabbitMq(),
    ]);
    this.#servers = { primary, replica, broker };
    await replica.root(
      `CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${String(primary.port)}, MASTER_USER='root', MASTER_USE_GTID=slave_pos`,
      'START SLAVE',
    );
    await primary.root(
      'CREATE DATABASE firm',
      'CREATE DATABASE records',
      `CREATE USER app@'%' IDENTIFIED BY 'w'`,
      `GRANT ALL ON firm.* TO app@'%'`,
      `GRANT ALL ON records.* TO app@'%'`,
    );
    await this.#model.listen();
    this.#model.replies(says('{"reading": {}}'));
    const metricsPort = await freePort();
    this.#port = await freePort();
    this.#settle(metricsPort);
    await this.#home.output('demo', '--out', this.#firm, '--accounts', '4', '--years', '1', '--seed', '5');
    // A file that is no table is found and told, so that there is something to find.
    writeFileSync(join(this.#firm, 'notes.csv'), 'note\nhello\n');
    await this.#home.output('users', 'add', 'asker', '--name', 'Asker', '--role', 'firm');
    const made = await this.#home.output('keys', 'create', '--as', 'asker', '--label', 'outages', '--json');
    this.#key = Key.parse(JSON.parse(made)).secret;
    this.begin('work');
    this.begin('serve');
    await this.#home.output('import', this.#firm, '--json');
    await until(async () => (await this.ask('What is everything worth?')) === 200, START_MS_MAX);
    await this.monitoring.start({
      folder: join(this.#folder, 'monitoring'),
      askfolio: [`https://127.0.0.1:${this.#port}`, `127.0.0.1:${metricsPort}`],
      caFile: this.#roots,
      database: { address: this.disk.address, mounted: this.disk.path },
      token: TOKEN,
      pace: PACE,
      age: AGE,
      scrape: SCRAPE,
      told_ms_max: TOLD_MS_MAX,
    });
    this.#asker = this.#askOn();
  }

  get servers(): Servers {
    if (!this.#servers) throw new Error('the servers have not been started');
    return this.#servers;
  }

  /** Of the primary. */
  get disk(): DatabaseDisk {
    if (!this.#disk) throw new Error('the disk has not been made');
    return this.#disk;
  }

  begin(role: Role): void {
    const [place, more] =
      role === 'work' ? [this.#workers, []] : [this.#home, ['--port', String(this.#port)]];
    const child = spawn(process.execPath, [join(ROOT, 'bin/askfolio.js'), role, ...more], {
      cwd: ROOT,
      env: { ...process.env, OPENAI_API_KEY: '', ...place.environment, ASKFOLIO_HOME: place.home },
      stdio: 'ignore',
    });
    this.#processes.set(role, child);
  }

  /** What serves ends, and begins again. */
  async restart(): Promise<void> {
    await this.end('serve');
    this.begin('serve');
    await until(async () => (await this.ask('What is everything worth?')) !== 0, START_MS_MAX);
  }

  /** Ends it as a supervisor does, and waits for its end. */
  async end(role: Role): Promise<void> {
    const child = this.#processes.get(role);
    child?.kill('SIGTERM');
    await until(() => child === undefined || child.exitCode !== null || child.signalCode !== null, 60_000);
  }

  /** Hands in what has not been there before; resolves when it was taken in. */
  async import(): Promise<void> {
    this.#imports += 1;
    deliverHouse(this.#house, { daysAgo: this.#imports, stated: 10 });
    await this.#home.run('import', this.#house, '--source', 'house', '--json');
  }

  /** Changes the records behind the back of all processes. */
  sql(...statements: readonly string[]): Promise<void> {
    return this.servers.primary.root('USE records', ...statements);
  }

  /** Changes a product table of the version that is read, behind the back of all processes. */
  tamper(table: string, change: string): Promise<void> {
    return this.servers.primary.root(
      'USE firm',
      `SELECT json_value(tables, '$.${table}.name') INTO @name FROM data_version`,
      `EXECUTE IMMEDIATE concat('UPDATE ', @name, ' SET ${change.replaceAll("'", "''")}')`,
    );
  }

  /** The certificate goes on to be valid for long. */
  renewCertificate(): void {
    this.#serveCertificate(this.#long);
  }

  /** The status of the reply, 0 where none comes. */
  async ask(question: string): Promise<number> {
    return (await this.#post({ question })).status;
  }

  /** The kind of the answer, '' where none comes; `account`: asked of that alone. */
  async answer(question: string, account?: string): Promise<string> {
    const scope = account === undefined ? {} : { scope: { accounts: [account] } };
    const { body } = await this.#post({ question, ...scope });
    return body === '' ? '' : Answer.parse(JSON.parse(body)).kind;
  }

  async close(): Promise<void> {
    this.#asking.abort();
    for (const child of this.#processes.values()) child.kill('SIGKILL');
    await this.#asker;
    await this.monitoring.stop();
    const { primary, replica, broker } = this.#servers ?? {};
    await Promise.all([primary?.stop(), replica?.stop(), broker?.stop(), this.#model.close()]);
    this.#disk?.close();
    for (const place of [this.#home, this.#workers]) place.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #post(body: object): Promise<{ readonly status: number; readonly body: string }> {
    return new Promise((resolve) => {
      const headers = { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json' };
      const place = { host: '127.0.0.1', port: this.#port, path: '/api/v1/ask', method: 'POST' };
      const options = { ...place, headers, ca: readFileSync(this.#roots), timeout: 20_000 };
      const none = { status: 0, body: '' };
      const sent = request(options, (response) => {
        text(response).then(
          (received) => resolve({ status: response.statusCode ?? 0, body: received }),
          () => resolve(none),
        );
      });
      sent.on('error', () => resolve(none));
      sent.on('timeout', () => sent.destroy());
      sent.end(JSON.stringify(body));
    });
  }

  #serveCertificate({ cert, key }: { readonly cert: string; readonly key: string }): void {
    copyFileSync(key, this.#served.key);
    copyFileSync(cert, this.#served.cert);
  }

  #settle(metricsPort: number): void {
    const { primary, replica, broker } = this.servers;
    for (const place of [this.#home, this.#workers])
      Object.assign(place.environment, {
        ASKFOLIO_STORE: `${at(replica)}/firm`,
        ASKFOLIO_STORE_WRITER: `${at(primary)}/firm`,
        ASKFOLIO_RECORDS: `${at(primary)}/records`,
        ASKFOLIO_QUEUE: `amqp://guest:guest@127.0.0.1:${broker.port}`,
        ASKFOLIO_STORE_CAPACITY_MB: String(CAPACITY_MB),
        ASKFOLIO_CACHE: 'memory',
        ASKFOLIO_MASTER_KEY: 'ab'.repeat(32),
        ASKFOLIO_METRICS_TOKEN: TOKEN,
        ASKFOLIO_MODEL_PRICE_INPUT: '0.25',
        ASKFOLIO_MODEL_PRICE_OUTPUT: '2',
        OPENAI_BASE_URL: this.#model.baseUrl,
      });
    this.#workers.environment['ASKFOLIO_METRICS_PORT'] = String(metricsPort);
    Object.assign(this.#home.environment, {
      ASKFOLIO_TLS_CERT: this.#served.cert,
      ASKFOLIO_TLS_KEY: this.#served.key,
      ASKFOLIO_MODEL_TOKENS_PER_DAY: String(TOKENS_MAX),
    });
  }

  /** People ask all the while, each time of another day, and past the grammar. */
  async #askOn(): Promise<void> {
    for (let turn = 0; !this.#asking.signal.aborted; turn += 1) {
      await this.ask(`What was everything worth ${1 + (turn % 200)} days ago?`);
      if (turn % 5 === 0) await this.ask(`gribble my frobs ${turn}`);
      await pause(300);
    }
  }
}

const at = ({ port }: Database): string => `mysql://app:w@127.0.0.1:${port}`;
