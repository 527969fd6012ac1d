import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { debuglog } from 'node:util';
import type { Check, CommandContext, Restored, RestoreOrder, Terminal } from './cli/context.ts';
import { runCommandLine } from './cli/program.ts';
import { openTerminal } from './cli/terminal.ts';
import { readSettings, type Settings, todayOf, unknownSettings } from './config.ts';
import type { Probe } from './desk/checks.ts';
import type { Engine } from './desk/engine.ts';
import type { Installation } from './desk/installation.ts';
import { type Home, openHome } from './home/home-folder.ts';
import { type HomeParts, ownHome, servicesAtHome } from './home/own-or-ask.ts';
import type { Guard } from './guard/port.ts';
import type { Interpreter } from './interpreter/port.ts';
import type { Notifiers } from './notify/port.ts';
import type { MasterKey } from './security/master-key.ts';
import type { KeyRing } from './state/key-ring.ts';
import type { Records } from './state/records.ts';
import type { SqlDialect } from './store/dialect.ts';
import { PARCELS_FOLDER } from './store/parcel-file.ts';
import type { DataVersion, Store } from './store/port.ts';
import type { Exchanges } from './state/exchanges.ts';
import type { Log } from './telemetry/log.ts';
import type { Metrics } from './telemetry/metrics.ts';
import type { Conversations } from './vocabulary/conversation.ts';
import type { Day } from './vocabulary/day.ts';
import { LIMITS } from './vocabulary/limits.ts';
import { asProblem, Problem } from './vocabulary/problem.ts';

/** What watches a service; commands of their own have none of it. */
interface Watchers {
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What a home is made of besides its records. */
const DATA_FILES = ['store.duckdb', 'store.duckdb.wal', 'stage.duckdb', 'stage.duckdb.wal'];

const STOP_MS_MAX = 9_000;
const now = (): Date => new Date();
/** Milliseconds that never go back. */
const clock = (): number => performance.now();
const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** In a clone the page is built into dist/page; a package has this file in dist. */
const PAGE = beside(import.meta.url.endsWith('.ts') ? '../dist/page' : './page');

/**
 * Runs one command line and gives its exit status. Heavy parts are loaded where they are needed, so that a command
 * starts with no more than its own.
 */
export async function main(argv: readonly string[]): Promise<number> {
  dropSqliteNotice();
  const terminal = openTerminal();
  process.on('uncaughtException', (error) => {
    showCause(error);
    terminal.err(`${asProblem(error).message}\n`);
    process.exit(1);
  });
  const places: { close(): Promise<void> }[] = [];
  try {
    return await runCommandLine(argv, commandContext(terminal, places), showCause);
  } finally {
    for (const place of places) await place.close();
  }
}

function commandContext(terminal: Terminal, places: { close(): Promise<void> }[]): CommandContext {
  return {
    terminal,
    version: ownVersion(),
    workingFolder: process.cwd(),
    services: async () => {
      const place = await placeAtHome();
      places.push(place);
      return place.services;
    },
    restore,
    writeDemo: writeFirm,
    checks: async () => {
      const { runChecks } = await import('./desk/checks.ts');
      const { MASTER_KEY_FILE } = await import('./security/keys.ts');
      return runChecks({
        nodeVersion: process.versions.node,
        readSettings,
        unknownSettings: unknownSettings(),
        keyFile: MASTER_KEY_FILE,
        hasPage: existsSync(`${PAGE}/index.html`),
        openServices: placeAtHome,
        probes: () => [cacheProbe(readSettings().cache)].filter((probe) => probe !== null),
        checkServer,
      });
    },
    migrate: () => migrate(readSettings()),
    start: (port) => {
      const settings = readSettings();
      return start(terminal, port === null ? settings : { ...settings, port });
    },
  };
}

async function placeAtHome(): Promise<ReturnType<typeof servicesAtHome<Installation>>> {
  const settings = readSettings();
  const home = openHome(settings.home);
  return servicesAtHome(home, await homeParts(settings, home, null));
}

async function homeParts(
  settings: Settings,
  home: Home,
  watchers: Watchers | null,
): Promise<HomeParts<Installation>> {
  const { takeExclusiveLock } = await import('./state/sqlite/exclusive-lock.ts');
  return { lock: takeExclusiveLock, open: () => open(settings, home, watchers) };
}

/** Opens a home as its owner, with the adapters that its settings name. */
async function open(settings: Settings, home: Home, watchers: Watchers | null): Promise<Installation> {
  // Whatever is made from here on, by child processes too, is for this user alone.
  process.umask(0o077);
  const { createBackup } = await import('./desk/backup.ts');
  const { createRotateKeys, finishMasterKey } = await import('./desk/rotate-keys.ts');
  const { copyRecords } = await import('./state/sqlite/copy-records.ts');
  const { openInstallation } = await import('./desk/installation.ts');
  const { startRefreshWorker } = await import('./worker/refresh-worker.ts');
  const { nextRun } = await import('./worker/schedule.ts');
  const master = await masterKeyOf(settings, home);
  const records = await openRecordsOf(home, master);
  await finishMasterKey(records, master);
  const onTrouble = (error: unknown): void =>
    watchers ? watchers.log.error('trouble', {}, error) : showCause(error);
  const today = (): Day => todayOf(settings, now());
  return openInstallation({
    records,
    openEngine: (conversations, exchanges) =>
      openEngine(settings, home, records.keys, { conversations, exchanges }, watchers, onTrouble, (store) =>
        withCache(store, settings, records.keys.newest('cache'), watchers),
      ),
    startWorker: (ports) =>
      startRefreshWorker({
        ...ports,
        home: home.path,
        stageKey: records.keys.newest('stage'),
        parcelKey: records.keys.newest('store'),
        firmCurrency: settings.firmCurrency,
        badRowsShareMax: settings.badRowsShareMax,
        today,
        clock: now,
        newRun: randomUUID,
        onTrouble: (text) => onTrouble(new Error(text)),
      }),
    checkedSchedule: (cron, timeZone) => {
      const schedule = { cron, timeZone: timeZone ?? settings.timeZone };
      nextRun(schedule, now());
      return schedule;
    },
    notifiers: await openNotifiers(settings),
    rotateKeys: createRotateKeys(records, master),
    backup: (path, whileNothingIsTakenIn) =>
      createBackup({
        master,
        home: home.path,
        temporary: home.temporary,
        dataFiles: DATA_FILES,
        copyRecords: (to) => copyRecords(home.records, to),
        whileNothingIsTakenIn,
        now,
      })(path),
    auditDays: settings.auditDays,
    today,
    observer: watchers?.metrics ?? null,
    onTrouble,
  });
}

/** The home's own records, with the keys that they keep. */
async function openRecordsOf(home: Home, master: MasterKey): Promise<Records> {
  const { openRecords } = await import('./state/sqlite/open-records.ts');
  // Homes of before data keys were kept have everything under keys derived from the master key: those come first then.
  const isOld = existsSync(home.records);
  return openRecords(home.records, master.wrapping, now, (purpose) => {
    if (!isOld || purpose === 'audit' || purpose === 'cache') return null;
    return master.derive?.(purpose === 'fields' ? 'seal' : purpose) ?? null;
  });
}

async function openNotifiers({ webhookHosts, smtp, mailFrom }: Settings): Promise<Notifiers> {
  return {
    webhook: webhookHosts === null ? null : (await import('./notify/webhook.ts')).createWebhook(webhookHosts),
    email: smtp === null ? null : (await import('./notify/mail.ts')).createMail(smtp, mailFrom),
  };
}

async function masterKeyOf(settings: Settings, home: Home): Promise<MasterKey> {
  const { openMasterKey } = await import('./security/master-key.ts');
  const { keyService: address, keyServiceTokenFile: tokenFile } = settings;
  if ((address === null) !== (tokenFile === null)) {
    throw new Problem(
      'settings_invalid',
      'ASKFOLIO_KEY_SERVICE and ASKFOLIO_KEY_SERVICE_TOKEN_FILE go together; set both or neither.',
    );
  }
  return openMasterKey({
    home: home.path,
    setting: settings.masterKey,
    previous: settings.masterKeyPrevious,
    file: settings.masterKeyFile,
    service: address === null || tokenFile === null ? null : { address, tokenFile },
    data: ['store.duckdb', 'stage.duckdb', 'records.sqlite'],
  });
}

/** Puts a backup back, then opens it as any command would: what is restored is what works. */
async function restore(order: RestoreOrder): Promise<Restored> {
  const { restoreHome } = await import('./desk/restore.ts');
  const settings = readSettings();
  const home = openHome(settings.home);
  const fromOutside = settings.masterKey ?? settings.masterKeyFile ?? settings.keyService;
  const wrapping = fromOutside === null ? null : (await masterKeyOf(settings, home)).wrapping;
  const { madeAt, files } = await restoreHome({ home: home.path, wrapping, dataFiles: DATA_FILES }, order);
  const place = await placeAtHome();
  try {
    const argument = { noted: null };
    const verdict = await place.services.custody({ verb: 'verifyAudit', argument, as: null });
    if (verdict.faults.length > 0) {
      throw new Problem(
        'audit_broken',
        'The audit log in the backup is not whole; `askfolio audit verify` says where.',
      );
    }
    return { madeAt, files, entries: verdict.entries };
  } finally {
    await place.close();
  }
}

async function openEngine(
  settings: Settings,
  home: Home,
  keys: KeyRing,
  { conversations, exchanges }: { conversations: Conversations; exchanges: Exchanges },
  watchers: Watchers | null,
  onTrouble: (error: unknown) => void,
  inFront: (store: Store) => Promise<Store>,
): Promise<Engine> {
  const { checkedStore } = await import('./store/checked-store.ts');
  const { timedStore } = await import('./store/timed-store.ts');
  const { createCatalogReader } = await import('./engine/catalog.ts');
  const { createFigures } = await import('./engine/figures.ts');
  const { createFindGrounds } = await import('./engine/grounds.ts');
  const { createAnswerPlan } = await import('./engine/answer-plan.ts');
  const { createAsk } = await import('./engine/ask.ts');
  const { createInterpret } = await import('./engine/interpret/interpret.ts');
  const { createRunSql } = await import('./desk/run-sql.ts');
  const { exampleQuestions } = await import('./desk/examples.ts');
  const { opened, guard, dialect } = await openStore(settings, home, keys);
  const timed = watchers
    ? timedStore(opened, (outcome, seconds) => watchers.metrics.storeRead(outcome, seconds))
    : opened;
  // What was kept is checked on its way out like what was read.
  const store = checkedStore(await inFront(timed));
  const catalog = createCatalogReader({ store, guard });
  const parts = { store, guard, catalog, dialect, riskFree: settings.riskFreeRate };
  const interpreter = await openInterpreter(settings);
  const answerPlan = createAnswerPlan(parts);
  return {
    store,
    catalog,
    answerPlan,
    ask: createAsk({
      catalog,
      answerPlan,
      conversations,
      keepExchanges: (user, answer, sent) => exchanges.keep(user, answer, sent),
      interpret: interpreter && createInterpret({ interpreter, now }),
      newId: randomUUID,
      now,
      fiscalYearStart: settings.fiscalYearStart,
      clock,
      onTrouble,
    }),
    figures: createFigures(parts),
    findGrounds: createFindGrounds(parts),
    runSql: createRunSql({ guard, store, catalog, clock: () => performance.now() }),
    examples: exampleQuestions,
    close: async () => {
      guard.close();
      await store.close();
    },
  };
}

/** The language model of the settings; null where they name none, and then nothing ever leaves the house. */
async function openInterpreter(settings: Settings): Promise<Interpreter | null> {
  const { openAiKey: key, openAiBaseUrl: baseUrl, openAiModel: model } = settings;
  if (key === null && baseUrl === null) return null;
  const { createOpenAiInterpreter } = await import('./interpreter/openai/openai-interpreter.ts');
  const { circuitBreaking } = await import('./interpreter/circuit.ts');
  return circuitBreaking(createOpenAiInterpreter({ key, baseUrl, model }), () => performance.now());
}

function cacheProbe(setting: string): Probe | null {
  if (setting === 'memory' || setting === 'off') return null;
  return {
    name: 'cache',
    look: async () => (await import('./cache/redis/probe-redis.ts')).probeRedis(setting),
  };
}

/** The store with the cache that the settings name in front of it. */
async function withCache(
  store: Store,
  settings: Settings,
  key: string,
  watchers: Watchers | null,
): Promise<Store> {
  // A command that asks once and ends has nothing to find in a memory of its own.
  if (settings.cache === 'off' || (settings.cache === 'memory' && !watchers)) return store;
  const { outsideCache } = await import('./cache/outside-cache.ts');
  const { cachedStore } = await import('./store/cached-store.ts');
  const { keyedDigest } = await import('./security/secret.ts');
  const { sealBytes, unsealBytes } = await import('./security/seal.ts');
  const names = keyedDigest(key, 'names');
  const cache =
    settings.cache === 'memory'
      ? (await import('./cache/memory/memory-cache.ts')).createMemoryCache({
          bytes_max: LIMITS.cache_memory_bytes_max,
          value_bytes_max: LIMITS.cache_value_bytes_max,
          clock,
        })
      : outsideCache(
          (await import('./cache/redis/redis-cache.ts')).createRedisCache({
            url: settings.cache,
            value_bytes_max: LIMITS.cache_value_bytes_max,
            silence_ms_max: LIMITS.cache_silence_ms_max,
          }),
          {
            sealing: {
              seal: (plain, context) => sealBytes(key, plain, context),
              open: (sealed, context) => unsealBytes(key, sealed, context),
            },
            clock,
            onChange: (state, cause) => watchers?.log.warn(`cache_${state}`, {}, cause),
          },
        );
  return cachedStore({
    store,
    cache,
    digest: (text) => keyedDigest(names, text),
    observe: (outcome) => watchers?.metrics.cacheRead(outcome),
  });
}

interface StoreParts {
  readonly opened: Store;
  readonly guard: Guard;
  readonly dialect: SqlDialect;
}

/** The product store that the settings name, with the guard and the dialect that belong to it. */
async function openStore(settings: Settings, home: Home, keys: KeyRing): Promise<StoreParts> {
  const storeKey = keys.newest('store');
  if (settings.store === 'embedded') {
    const { createDuckDbStore } = await import('./store/duckdb/duckdb-store.ts');
    const { createDuckDbGuard } = await import('./guard/duckdb/guard.ts');
    const { duckDbDialect } = await import('./store/duckdb/dialect.ts');
    const [opened, guard] = await Promise.all([
      createDuckDbStore({ home: home.path, storeKey }),
      createDuckDbGuard(),
    ]);
    return { opened, guard, dialect: duckDbDialect };
  }
  const { addresses, createMySqlStore } = await serverParts(settings);
  const { createMySqlGuard } = await import('./guard/mysql/guard.ts');
  const { mySqlDialect } = await import('./store/mysql/dialect.ts');
  const guard = createMySqlGuard();
  const opened = await createMySqlStore({
    ...addresses,
    parcels: join(home.path, PARCELS_FOLDER),
    parcelKey: storeKey,
  });
  return { opened, guard, dialect: mySqlDialect };
}

/** The embedded product store, moved to the server that the settings name; nobody else may use the home meanwhile. */
async function migrate(settings: Settings): Promise<DataVersion> {
  if (settings.store === 'embedded') {
    throw new Problem(
      'settings_invalid',
      'Set ASKFOLIO_STORE to the address of the database server that the embedded store is to move to.',
    );
  }
  const { addresses, createMySqlStore } = await serverParts(settings);
  const { takeExclusiveLock } = await import('./state/sqlite/exclusive-lock.ts');
  const { createDuckDbStore } = await import('./store/duckdb/duckdb-store.ts');
  const { STORE_FILE } = await import('./store/duckdb/database.ts');
  const { moveStore } = await import('./store/move-store.ts');
  const home = openHome(settings.home);
  const unlock = takeExclusiveLock(home.lock);
  if (!unlock) {
    throw new Problem(
      'home_unusable',
      'Another askfolio has this home open; stop it first, then run this command again.',
    );
  }
  try {
    const records = await openRecordsOf(home, await masterKeyOf(settings, home));
    try {
      const storeKey = records.keys.newest('store');
      return await moveStore({
        source: () => createDuckDbStore({ home: home.path, storeKey }),
        file: join(home.path, STORE_FILE),
        target: () => createMySqlStore({ ...addresses, parcels: home.path, parcelKey: storeKey }),
      });
    } finally {
      await records.db.destroy();
    }
  } finally {
    unlock();
  }
}

async function checkServer(): Promise<readonly Check[]> {
  const settings = readSettings();
  if (settings.store === 'embedded') return [];
  const { serverChecks } = await import('./store/mysql/server-checks.ts');
  const { reader, writer } = (await serverParts(settings)).addresses;
  return serverChecks(reader, writer);
}

async function serverParts(settings: Settings) {
  const { addressOf } = await import('./store/mysql/address.ts');
  const { createMySqlStore } = await import('./store/mysql/mysql-store.ts');
  const reader = addressOf(settings.store);
  const writer = addressOf(settings.storeWriter ?? settings.store);
  return { addresses: { reader, writer }, createMySqlStore };
}

/** `askfolio start`: serves a home until it is told to stop. */
async function start(terminal: Terminal, settings: Settings): Promise<void> {
  const { createLog } = await import('./telemetry/log.ts');
  const { createMetrics } = await import('./telemetry/metrics.ts');
  const { checkPort } = await import('./api/listen.ts');
  const { serve } = await import('./api/serve.ts');
  const { OWNER } = await import('./desk/actors.ts');
  const watchers: Watchers = { log: createLog(settings.logLevel), metrics: createMetrics() };
  const { log } = watchers;
  await checkPort(settings.host, settings.port);
  const home = openHome(settings.home);
  const owned = await ownHome(home, await homeParts(settings, home, watchers));
  const stop = stopSignal();
  try {
    await rm(home.temporary, { recursive: true, force: true });
    const isNew = !(await owned.opened.hasData()) && (await owned.opened.sources.list()).length === 0;
    if (isNew) await loadDemo(terminal, settings, home, owned.opened, stop);
    if (stop.asked()) {
      // The demo firm is still being written and has nobody left to write it for; the next start removes it.
      await owned.close('now');
      process.exit(0);
    }
    const served = await serve({
      ...(await owned.opened.forApi()),
      ...watchers,
      metricsToken: settings.metricsToken,
      page: existsSync(`${PAGE}/index.html`) ? PAGE : null,
      version: ownVersion(),
      host: settings.host,
      port: settings.port,
      owner: OWNER,
    });
    const schedules = await keepSchedules(owned.opened, log);
    log.info('started', { port: served.port, pid: process.pid });
    await terminal.out(served.greeting);
    log.info('stopping', { signal: await stop.heard });
    schedules.stop();
    await served.close();
  } finally {
    await owned.close('now');
    log.info('stopped');
  }
}

/** Sources run by their schedules, and when what they watch changes, for as long as this process serves. */
async function keepSchedules({ services, sources }: Installation, log: Log): Promise<{ stop(): void }> {
  const { Scheduler } = await import('./worker/scheduler.ts');
  const { lookAtPlace } = await import('./worker/look-at-place.ts');
  const scheduler = new Scheduler({
    sources: () => sources.scheduled(),
    run: async (name) => void (await services.runSource({ name, full: false }, () => undefined)),
    note: (name, run) => sources.note(name, run),
    look: lookAtPlace,
    now,
    onTrouble: (error) => log.error('trouble', {}, error),
  });
  scheduler.start();
  return scheduler;
}

async function loadDemo(
  terminal: Terminal,
  settings: Settings,
  home: Home,
  { refresh }: Installation,
  stop: StopSignal,
): Promise<void> {
  const { loadFirstFirm } = await import('./desk/first-firm.ts');
  const { progressView } = await import('./cli/progress.ts');
  const { DEMO_SIZE } = await import('./cli/demo.ts');
  terminal.err('The home is empty: a demo firm is made and loaded first.\n');
  const view = await progressView(terminal, false);
  const loaded = loadFirstFirm(
    {
      temporary: home.temporary,
      write: (out, end) =>
        writeFirm({ ...DEMO_SIZE, out, end, format: 'csv' }, (progress) => view.show(progress)),
      refresh,
    },
    todayOf(settings, now()),
    (progress) => view.show(progress),
  ).finally(() => view.end());
  await Promise.race([loaded, stop.heard]);
}

const writeFirm: CommandContext['writeDemo'] = async (order, onProgress) => {
  const { writeDemo } = await import('./demo/write-demo.ts');
  await writeDemo({ ...order, onProgress: (progress) => onProgress({ ...progress, step: 'write' }) });
};

interface StopSignal {
  readonly heard: Promise<string>;
  readonly asked: () => boolean;
}

/** SIGTERM and Ctrl-C ask for a clean stop; a second one, or a stop that takes too long, ends the process at once. */
function stopSignal(): StopSignal {
  let asked = false;
  const { promise, resolve } = Promise.withResolvers<string>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      setTimeout(() => process.exit(1), STOP_MS_MAX).unref();
      resolve(signal);
    });
  }
  return { heard: promise, asked: () => asked };
}

function ownVersion(): string {
  const text = readFileSync(beside('../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** What a person is told leaves out the cause; whoever looks for it sets NODE_DEBUG=askfolio. */
function showCause(error: unknown): void {
  debuglog('askfolio')('%o', error);
}

/** Node 22 announces on standard error that its SQLite is new; other warnings stay. */
function dropSqliteNotice(): void {
  const warn = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (/SQLite is an experimental feature/.test(String(warning))) return;
    Reflect.apply(warn, process, [warning, ...rest]);
  };
}
