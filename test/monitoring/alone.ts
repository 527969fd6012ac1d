import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Installation } from '../end-to-end/askfolio.ts';
import { Disk } from '../faults/disk.ts';
import { freePort, type PrivateServer, startRedis } from '../services/private-server.ts';
import { says, ScriptedServer } from '../wire/openai-server.ts';
import { Collector } from './collector.ts';
import { deliverHouse, deliverRates, type Statement } from './deliveries.ts';
import { isWhole } from './provoked.ts';
import { Monitoring } from './servers.ts';
import { Service } from './service.ts';

const TOKEN = 'a-token-of-the-monitoring';
/** Hours become minutes, and a quarter of an hour of silence a second and a half. */
const PACE = 1 / 60;
const AGE = 1 / 600;
/** Readings may take more than a second: what is away holds them up for one. */
const SCRAPE = 1 / 10;
const TOLD_MS_MAX = isWhole ? 600_000 : 120_000;
const ASK_EVERY_MS = 400;
const MEGABYTE = 1_000_000;
/** Nothing but the test fills it, so that a forecast is of what the test does. */
const DISK_MB = 16_000;
const BALLAST_MB = 600;
/** Parts that this installation does not have: what shows nothing without them may show nothing. */
export const NOT_ALONE = [
  'TLS',
  'a cache in memory',
  'a store on a database server',
  'a replica that is read',
  'a capacity of the database',
  'node_exporter at the database',
];

/** An installation of one process with all that it talks to, watched by Prometheus, while people ask. */
export class Alone {
  readonly home = new Installation();
  readonly monitoring = new Monitoring();
  readonly model = new ScriptedServer();
  readonly collector = new Collector();
  readonly folder = mkdtempSync(join(tmpdir(), 'askfolio-alarms-'));
  readonly rates = join(this.folder, 'rates');
  readonly house = join(this.folder, 'house');
  readonly #asking = new AbortController();
  readonly #held = new Set<Socket>();
  readonly #disk = Disk.isPossible ? Disk.open(DISK_MB, this.home.home) : null;
  readonly #ballast = join(this.#disk ? this.home.home : this.folder, 'ballast');
  readonly #silent: Server = createServer((connection) => void this.#held.add(connection));
  #held_up = 0;
  #unheard_of = 0;
  #asker: Promise<unknown> = Promise.resolve();
  #redis: PrivateServer | null = null;
  #service: Service | null = null;

  async open(): Promise<void> {
    const firm = join(this.folder, 'firm');
    await this.home.output('demo', '--out', firm, '--accounts', '8', '--years', '1', '--seed', '5');
    // A file that is no table is found and told, so that there is something to find.
    writeFileSync(join(firm, 'notes.csv'), 'note\nhello\n');
    this.#redis = await startRedis();
    await this.model.listen();
    this.model.replies(says('{"reading": {}}'));
    const free = statfsSync(this.home.home);
    const reserveMb = Math.floor((free.bavail * free.bsize) / MEGABYTE - BALLAST_MB / 2);
    Object.assign(this.home.environment, {
      ASKFOLIO_METRICS_TOKEN: TOKEN,
      ASKFOLIO_CACHE: `redis://127.0.0.1:${this.redis.port}`,
      ASKFOLIO_DISK_RESERVE_MB: String(reserveMb),
      ASKFOLIO_REQUESTS_PER_MINUTE: '100000',
      ASKFOLIO_TRACES: await this.collector.listen(),
      ASKFOLIO_TRACES_SHARE: '0.5',
      OPENAI_BASE_URL: this.model.baseUrl,
      ASKFOLIO_MODEL_PRICE_INPUT: '0.25',
      ASKFOLIO_MODEL_PRICE_OUTPUT: '2',
      ASKFOLIO_MODEL_TOKENS_PER_DAY: '900000000',
    });
    deliverRates(this.rates, 0);
    // With a source the home is not empty, and no demo is made for it.
    await this.addSource('firm', firm);
    await this.addSource('rates', this.rates);
    await this.addSource('house', this.house, '--no-check');
    this.#service = await Service.start(this.home, await freePort());
    await this.monitoring.start({
      folder: join(this.folder, 'monitoring'),
      askfolio: [`127.0.0.1:${this.service.port}`],
      token: TOKEN,
      pace: PACE,
      age: AGE,
      scrape: SCRAPE,
      told_ms_max: TOLD_MS_MAX,
    });
    for (const source of ['rates', 'firm']) await this.takeIn(source);
    this.#asker = this.#askOn();
  }

  get service(): Service {
    if (!this.#service) throw new Error('the service has not been started');
    return this.#service;
  }

  get redis(): PrivateServer {
    if (!this.#redis) throw new Error('the cache has not been started');
    return this.#redis;
  }

  /** Only where it has a disk of its own is a forecast of it one of what the test does. */
  get hasOwnDisk(): boolean {
    return this.#disk !== null;
  }

  addSource(name: string, place: string, ...options: readonly string[]): Promise<string> {
    return this.home.output('sources', 'add', name, place, ...options);
  }

  async takeIn(source: string): Promise<void> {
    await this.home.run('etl', 'run', source);
  }

  /** New deliveries of those that are named; `rates`: of which so many in a hundred cannot be read. */
  async deliver({ rates, house }: { readonly rates?: number; readonly house?: Statement }): Promise<void> {
    if (house) deliverHouse(this.house, house);
    if (rates !== undefined) deliverRates(this.rates, rates);
    await Promise.all([
      ...(house ? [this.takeIn('house')] : []),
      ...(rates === undefined ? [] : [this.takeIn('rates')]),
    ]);
  }

  /** A source that takes the connection and never says a word; gives what ends it. */
  async hang(): Promise<() => Promise<void>> {
    const port = await freePort();
    await new Promise<void>((resolve) => this.#silent.listen(port, '127.0.0.1', resolve));
    await this.addSource('silent', `postgres://reader@127.0.0.1:${port}/book`, '--no-check');
    const hanging = this.takeIn('silent');
    return async () => {
      // Nobody listens any more: the run ends by being refused, not by its last limit of time.
      this.#hangUp();
      await hanging;
    };
  }

  fillDisk(): void {
    execFileSync('fallocate', ['-l', `${BALLAST_MB}MB`, this.#ballast]);
  }

  freeDisk(): void {
    rmSync(this.#ballast, { force: true });
  }

  /** So many people ask at the same moment for what nobody remembers: the store is read for each. */
  async askAtOnce(people: number): Promise<void> {
    await Promise.allSettled(
      Array.from({ length: people }, () => {
        this.#unheard_of += 1;
        const sql = `SELECT count(*) + ${this.#unheard_of} AS n FROM accounts`;
        return this.service.post('/api/v1/sql', { sql });
      }),
    );
  }

  /** People ask, and each is held up for a while. */
  async slowStore(frozen_ms: number, thawed_ms: number): Promise<void> {
    this.#held_up += 1;
    const days = [1, 2, 3, 4].map((each) => 1 + ((4 * this.#held_up + each) % 300));
    const asked = days.map((day) =>
      this.service.ask(`What was everything worth ${day} days ago, by account?`),
    );
    const reading = this.askAtOnce(4);
    await this.freezeStore(frozen_ms);
    await Promise.allSettled([...asked, reading, pause(thawed_ms)]);
  }

  /** The main process stands still and goes on by turns. */
  async stutter(frozen_ms: number, thawed_ms: number): Promise<void> {
    this.service.child.kill('SIGSTOP');
    await pause(frozen_ms);
    this.service.child.kill('SIGCONT');
    await pause(thawed_ms);
  }

  /** Stops the process that has the store for a while. */
  async freezeStore(ms: number): Promise<void> {
    const owners = storeOwnersOf(this.service.child.pid ?? 0);
    for (const owner of owners) signal(owner, 'SIGSTOP');
    await pause(ms);
    for (const owner of owners) signal(owner, 'SIGCONT');
  }

  /** Ends the service and starts it again at the same port. */
  async restart(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    const { port } = this.service;
    await this.service.stop();
    this.#service = await Service.start(this.home, port, environment);
  }

  /** Nobody asks any more. */
  async fallSilent(): Promise<void> {
    this.#asking.abort();
    await this.#asker;
  }

  async close(): Promise<void> {
    await this.fallSilent();
    await this.#service?.stop();
    await this.monitoring.stop();
    await this.#redis?.stop();
    await this.model.close();
    this.collector.close();
    this.#hangUp();
    this.#disk?.close();
    this.home.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #hangUp(): void {
    this.#silent.close();
    for (const connection of this.#held) connection.destroy();
  }

  /** People ask all the while: by the grammar, past the grammar, by SQL. */
  async #askOn(): Promise<void> {
    for (let turn = 0; !this.#asking.signal.aborted; turn += 1) {
      const asked = [
        this.service.ask(`What was everything worth ${1 + (turn % 300)} days ago?`),
        this.service.ask(`gribble my frobs ${turn}`),
        this.service.post('/api/v1/sql', { sql: 'SELECT count(*) AS n FROM accounts' }),
        this.service.get('/nowhere'),
      ];
      // While it is frozen or starts again nobody is answered.
      await Promise.allSettled(asked);
      await pause(ASK_EVERY_MS);
    }
  }
}

/** The processes that have the store, of a service; none while it is opened anew. */
function storeOwnersOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.map(Number).filter((child) => {
    try {
      return readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('owner-process');
    } catch {
      return false;
    }
  });
}

/** One that was ended meanwhile because it did not answer hears nothing. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
