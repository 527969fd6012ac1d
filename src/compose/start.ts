import { rm } from 'node:fs/promises';
import type { Terminal } from '../cli/context.ts';
import type { Settings } from '../config.ts';
import type { Installation } from '../desk/installation.ts';
import { openHome } from '../home/home-folder.ts';
import type { Log } from '../telemetry/log.ts';
import { loadDemo } from './demo.ts';
import { openService } from './installation.ts';
import { isShared } from './records.ts';
import { checkExposure, placeOf } from './place.ts';
import { serveAt } from './serve-at.ts';
import { stopSignal } from './stop-signal.ts';
import { levelBySignal, openWatchers } from './open-watchers.ts';
import { watch } from './watch.ts';
import { whenReachable } from './when-reachable.ts';
import type { Watchers } from './watchers.ts';
import { Problem } from '../vocabulary/problem.ts';
import { TIMERS } from '../vocabulary/timers.ts';
import type { Listening } from '../api/listen.ts';

/** What a process does until it is told to stop. */
export interface Role {
  /** Listens for people and programs. */
  readonly serves: boolean;
  /** Does jobs and keeps the schedule. */
  readonly works: boolean;
}

/** `askfolio start`: everything in one process. */
export const ALL: Role = { serves: true, works: true };

/** `askfolio start`, `serve` and `work`: until the process is told to stop. */
export async function start(terminal: Terminal, settings: Settings, role: Role): Promise<void> {
  const watchers = await openWatchers(settings);
  const { log } = watchers;
  if (role !== ALL && !isShared(settings)) throw needsSharedRecords();
  levelBySignal(watchers, settings);
  if (role.serves || settings.metricsPort !== null) checkExposure(settings);
  if (role.serves) {
    await (await import('../api/listen.ts')).checkPort(settings.host, settings.port);
  }
  const home = openHome(settings.home);
  const place = placeOf(settings);
  const stop = stopSignal();
  const reached = <T>(work: () => Promise<T>): Promise<T> =>
    whenReachable(work, {
      timers: TIMERS,
      isOver: stop.asked,
      onWait: ({ code }) => log.warn('waiting', { code }),
    });
  const owned = await reached(() => openService(settings, home, watchers, place));
  const { opened } = owned;
  try {
    // The store's process opens the store meanwhile: whoever waits for that has the rest loaded by then.
    if (role.serves) {
      await Promise.all([import('../api/serve.ts'), reached(() => opened.prepareApi())]);
      if (isShared(settings)) await reached(() => opened.hasData());
    }
    if (!isShared(settings)) {
      await rm(home.temporary, { recursive: true, force: true });
      const isNew = !(await opened.hasData()) && (await opened.sources.list()).length === 0;
      if (isNew) await loadDemo(terminal, settings, home, opened, stop);
    }
    if (stop.asked()) {
      // The demo firm is still being written and has nobody left to write it for; the next start removes it.
      await owned.close('now');
      process.exit(0);
    }
    if (role.works) await opened.work();
    const served = role.serves ? await serveAt(place, opened, watchers, settings) : null;
    const watching = await watch(opened, watchers, settings);
    const shown = served === null ? await showMetrics(watchers, settings) : null;
    const schedules = role.works ? await keepSchedules(opened, log) : null;
    log.info('started', { ...(served ? { port: served.port } : {}), pid: process.pid });
    await terminal.out(served?.greeting ?? 'Askfolio works. Stop with Ctrl-C.\n');
    log.info('stopping', { signal: await stop.heard });
    schedules?.stop();
    await served?.close();
    await watching.stop();
    await shown?.close();
    await schedules?.resign().catch((error: unknown) => log.error('trouble', {}, error));
  } finally {
    await owned.close('now');
    await watchers.tracer.close();
    log.info('stopped');
  }
}

/** A process that serves nobody shows what it measures at a port of its own, where the settings name one. */
async function showMetrics(
  { metrics, log }: Watchers,
  { host, metricsPort, metricsToken }: Settings,
): Promise<Listening | null> {
  if (metricsPort === null) return null;
  const { createMonitoringServer } = await import('../api/monitoring-server.ts');
  const { listen } = await import('../api/listen.ts');
  return listen(createMonitoringServer({ registry: metrics.registry, metricsToken, log }), host, metricsPort);
}

function needsSharedRecords(): Problem {
  return new Problem(
    'settings_invalid',
    'Several processes share an installation by ASKFOLIO_RECORDS: set it to the address of a database server, or use `askfolio start`, which does everything in one.',
  );
}

/** Sources run by their schedules, and when what they watch changes, for as long as this process serves. */
async function keepSchedules(
  opened: Installation,
  log: Log,
): Promise<{ stop(): void; resign(): Promise<void> }> {
  const leader = opened.leaderOf('schedule');
  const { Scheduler } = await import('../worker/scheduler.ts');
  const { lookAtPlace } = await import('../worker/look-at-place.ts');
  const scheduler = new Scheduler({
    leads: () => leader.leads(),
    sources: () => opened.sources.scheduled(),
    run: (name, turn) => opened.runScheduled(name, turn),
    note: (name, run) => opened.sources.note(name, run),
    look: lookAtPlace,
    now: opened.now,
    timers: TIMERS,
    onTrouble: (error) => log.error('trouble', {}, error),
  });
  scheduler.start();
  return { stop: () => scheduler.stop(), resign: () => leader.resign() };
}
