import { join } from 'node:path';
import { readSettings, type Settings, todayOf } from '../config.ts';
import type { Installation } from '../desk/installation.ts';
import { type Home, openHome } from '../home/home-folder.ts';
import { type HomeParts, type OwnedHome, ownHome, servicesAtHome } from '../home/own-or-ask.ts';
import type { MasterKey } from '../security/master-key.ts';
import type { Records } from '../state/records.ts';
import { type Day, dayInZone, timeInZone } from '../vocabulary/day.ts';
import { Problem } from '../vocabulary/problem.ts';
import { openEngine } from './engine.ts';
import { diskOf } from './disk.ts';
import { memoryOf } from './memory.ts';
import { modelTerms } from './model.ts';
import { openNotifiers } from './notifiers.ts';
import { ownVersion } from './own-files.ts';
import { openJobs } from './queue.ts';
import { checkShared, DATA_FILES, isShared, masterKeyOf, openRecordsOf } from './records.ts';
import { workerWhenNeeded } from './refresh-worker.ts';
import { showCause } from './show-cause.ts';
import { type ServedPlace, placeOf } from './place.ts';
import { openSignIn, otherIssuerOf } from './sign-in.ts';
import { launchStoreAhead, startStore, storeAhead, type StoreAhead } from './store.ts';
import type { Watchers } from './watchers.ts';

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
  const master = await masterKeyOf(settings, home);
  checkShared(settings);
  const records = await openRecordsOf(settings, home, master);
  const ahead = expects === 'engine' ? storeAhead(() => startStore(settings, home, records, launched)) : null;
  try {
    const installation = await openOver({ settings, home, watchers, place, master, records, ahead });
    return {
      ...installation,
      close: async () => {
        await installation.close();
        await ahead?.close();
      },
    };
  } catch (error) {
    await ahead?.close();
    await records.db.destroy();
    throw error;
  }
}

/** What an installation is put together from when its records are open and its store is being opened. */
interface Beginnings {
  readonly settings: Settings;
  readonly home: Home;
  readonly watchers: Watchers | null;
  readonly place: ServedPlace;
  readonly master: MasterKey;
  readonly records: Records;
  readonly ahead: StoreAhead | null;
}

async function openOver(beginnings: Beginnings): Promise<Installation> {
  const { settings, home, watchers, place, master, records, ahead } = beginnings;
  const shared = isShared(settings);
  const { createRotateKeys, finishMasterKey } = await import('../desk/rotate-keys.ts');
  const { openInstallation } = await import('../desk/installation.ts');
  const { createLeader } = await import('../queue/leader.ts');
  const { leasesOf } = await import('../state/leases.ts');
  const { nextRun } = await import('../worker/schedule.ts');
  const { sealedFolders } = await import('../inbox/sealed-folders.ts');
  const { scannerOf } = await import('./scanner.ts');
  await finishMasterKey(records, master);
  const onTrouble = (error: unknown): void =>
    watchers ? watchers.log.error('trouble', {}, error) : showCause(error);
  const today = (): Day => todayOf(settings, records.now());
  const jobs = watchers || shared ? await openJobs(settings, records, !shared, watchers, onTrouble) : null;
  const leases = leasesOf(records);
  return openInstallation({
    records,
    isAlone: !shared,
    jobs,
    leaderOf: (what) => createLeader(leases, what),
    openEngine: (kept) =>
      openEngine({
        settings,
        records,
        startStore: () => ahead?.take() ?? startStore(settings, home, records, null),
        kept,
        watchers,
        onTrouble,
      }),
    modelTerms: modelTerms(settings, records.now),
    startWorker: workerWhenNeeded({ settings, home, records, leases, jobs, onTrouble }),
    checkedSchedule: (cron, timeZone) => {
      const schedule = { cron, timeZone: timeZone ?? settings.timeZone };
      nextRun(schedule, records.now());
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
    backup: async (path, whileNothingIsTakenIn) => {
      if (shared) throw backedUpElsewhere();
      const { createBackup } = await import('../desk/backup.ts');
      const { copyRecords } = await import('../state/sqlite/copy-records.ts');
      return createBackup({
        master,
        home: home.path,
        temporary: home.temporary,
        dataFiles: DATA_FILES,
        copyRecords: (to) => copyRecords(home.records, to),
        whileNothingIsTakenIn,
        now: records.now,
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
      memory: () => memoryOf(settings),
      alarms: () => watchers?.alarms.raised() ?? null,
      certificateEndsAt: place.certificateEndsAt,
      version: ownVersion(),
      startedAt: new Date(records.now().getTime() - performance.now()),
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
