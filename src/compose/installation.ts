import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readSettings, type Settings, todayOf } from '../config.ts';
import type { Installation } from '../desk/installation.ts';
import { type Home, openHome } from '../home/home-folder.ts';
import { type HomeParts, type OwnedHome, ownHome, servicesAtHome } from '../home/own-or-ask.ts';
import { type Day, dayInZone, timeInZone } from '../vocabulary/day.ts';
import { Problem } from '../vocabulary/problem.ts';
import { TIMERS } from '../vocabulary/timers.ts';
import { now } from './clocks.ts';
import { openEngine } from './engine.ts';
import { diskOf } from './disk.ts';
import { modelTerms } from './model.ts';
import { openNotifiers } from './notifiers.ts';
import { ownVersion } from './own-files.ts';
import { openJobs } from './queue.ts';
import { checkShared, DATA_FILES, isShared, masterKeyOf, openRecordsOf } from './records.ts';
import { showCause } from './show-cause.ts';
import { type ServedPlace, placeOf } from './place.ts';
import { openSignIn, otherIssuerOf } from './sign-in.ts';
import { launchStoreAhead } from './store.ts';
import type { Watchers } from './watchers.ts';

const STARTED_AT = now();
const BYTES_PER_MB = 1_048_576;

/** The home of the settings: opened, or asked where another process has it open. */
export async function placeAtHome(
  expects?: 'engine',
): Promise<ReturnType<typeof servicesAtHome<Installation>>> {
  const settings = readSettings();
  const home = openHome(settings.home);
  const place = placeOf(settings);
  if (!isShared(settings)) return servicesAtHome(home, await homeParts(settings, home, null, place, expects));
  const opened = await open(settings, home, null, place, expects);
  return { services: opened.services, close: () => opened.close() };
}

/** The installation, to be served: alone at its home, or beside other processes that share its records. */
export async function openService(
  settings: Settings,
  home: Home,
  watchers: Watchers,
  place: ServedPlace,
): Promise<OwnedHome<Installation>> {
  if (!isShared(settings)) return ownHome(home, await homeParts(settings, home, watchers, place, 'engine'));
  const opened = await open(settings, home, watchers, place, 'engine');
  return { opened, close: () => opened.close() };
}

async function homeParts(
  settings: Settings,
  home: Home,
  watchers: Watchers | null,
  place: ServedPlace,
  expects?: 'engine',
): Promise<HomeParts<Installation>> {
  const { takeExclusiveLock } = await import('../state/sqlite/exclusive-lock.ts');
  return { lock: takeExclusiveLock, open: () => open(settings, home, watchers, place, expects) };
}

/** Opens a home as its owner, with the adapters that its settings name. */
async function open(
  settings: Settings,
  home: Home,
  watchers: Watchers | null,
  place: ServedPlace,
  expects?: 'engine',
): Promise<Installation> {
  // Whatever is made from here on, by child processes too, is for this user alone.
  process.umask(0o077);
  const launched = expects === 'engine' ? await launchStoreAhead(settings) : null;
  const { createBackup } = await import('../desk/backup.ts');
  const { createRotateKeys, finishMasterKey } = await import('../desk/rotate-keys.ts');
  const { copyRecords } = await import('../state/sqlite/copy-records.ts');
  const { openInstallation } = await import('../desk/installation.ts');
  const { startRefreshWorker } = await import('../worker/refresh-worker.ts');
  const { createLeader } = await import('../queue/leader.ts');
  const { leasesOf } = await import('../state/leases.ts');
  const { turnsByLease, turnsOfOneProcess } = await import('../worker/stage-turns.ts');
  const { nextRun } = await import('../worker/schedule.ts');
  const { sealedFolders } = await import('../inbox/sealed-folders.ts');
  const { scannerOf } = await import('./scanner.ts');
  const master = await masterKeyOf(settings, home);
  checkShared(settings);
  const shared = isShared(settings);
  const records = await openRecordsOf(settings, home, master);
  await finishMasterKey(records, master);
  const onTrouble = (error: unknown): void =>
    watchers ? watchers.log.error('trouble', {}, error) : showCause(error);
  const today = (): Day => todayOf(settings, now());
  const jobs = watchers || shared ? await openJobs(settings, records, !shared, watchers, onTrouble) : null;
  const leases = leasesOf(records);
  return openInstallation({
    records,
    isAlone: !shared,
    jobs,
    leaderOf: (what) => createLeader(leases, what),
    openEngine: (kept) =>
      openEngine({ settings, home, keys: records.keys, launched, kept, watchers, onTrouble }),
    modelTerms: modelTerms(settings),
    startWorker: (ports) =>
      startRefreshWorker({
        ...ports,
        home: home.path,
        get stageKey() {
          return records.keys.newest('stage');
        },
        get olderStageKeys() {
          return records.keys.all('stage').slice(1);
        },
        get parcelKey() {
          return records.keys.newest('store');
        },
        get olderParcelKeys() {
          return records.keys.all('store').slice(1);
        },
        firmCurrency: settings.firmCurrency,
        badRowsShareMax: settings.badRowsShareMax,
        today,
        clock: now,
        newRun: randomUUID,
        stageTurns: shared ? turnsByLease(leases, TIMERS, onTrouble) : turnsOfOneProcess(),
        ...(shared && jobs && settings.shareBookings > 0
          ? {
              sharing: {
                leases,
                word: jobs.word,
                timers: TIMERS,
                onTrouble,
                shareBookings: settings.shareBookings,
              },
            }
          : {}),
        onTrouble: (text) => onTrouble(new Error(text)),
      }),
    checkedSchedule: (cron, timeZone) => {
      const schedule = { cron, timeZone: timeZone ?? settings.timeZone };
      nextRun(schedule, now());
      return schedule;
    },
    nextRun,
    inbox: {
      folders: sealedFolders(settings.inbox ?? join(home.path, 'inbox')),
      scanner: scannerOf(settings),
      fileBytesMax: settings.inboxFileMb * BYTES_PER_MB,
      readyMappings,
    },
    notifiers: await openNotifiers(settings),
    rotateKeys: (files) => createRotateKeys(records, master, files),
    place,
    openSignIn: (ports) =>
      openSignIn(records, place, ports, onTrouble, {
        issuer: otherIssuerOf(settings),
        factorRoles: settings.secondFactor ?? [],
      }),
    backup: (path, whileNothingIsTakenIn) => {
      if (shared) return Promise.reject(backedUpElsewhere());
      return createBackup({
        master,
        home: home.path,
        temporary: home.temporary,
        dataFiles: DATA_FILES,
        copyRecords: (to) => copyRecords(home.records, to),
        whileNothingIsTakenIn,
        now,
      })(path);
    },
    auditDays: settings.auditDays,
    today,
    firmTime: (instant) => ({
      day: dayInZone(instant, settings.timeZone),
      time: timeInZone(instant, settings.timeZone),
    }),
    surroundings: {
      nextRun,
      disk: () => diskOf(home, settings),
      alarms: () => watchers?.alarms.raised() ?? null,
      certificateEndsAt: place.certificateEndsAt,
      version: ownVersion(),
      startedAt: STARTED_AT,
    },
    observer: watchers && { ...watchers.metrics, work: watchers.work },
    onTrouble,
  });
}

async function readyMappings(): Promise<readonly string[]> {
  const { readyMappings: ready } = await import('../etl/extract/mapping/read-mapping.ts');
  return ready();
}

function backedUpElsewhere(): Problem {
  return new Problem(
    'usage',
    'The records and the store of this installation are on database servers: back those up with their own tools, and keep the master key.',
  );
}
