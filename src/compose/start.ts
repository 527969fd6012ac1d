import { rm } from 'node:fs/promises';
import type { Terminal } from '../cli/context.ts';
import type { Settings } from '../config.ts';
import type { Installation } from '../desk/installation.ts';
import { openHome } from '../home/home-folder.ts';
import { ownHome } from '../home/own-or-ask.ts';
import type { Log } from '../telemetry/log.ts';
import { now } from './clocks.ts';
import { loadDemo } from './demo.ts';
import { homeParts } from './installation.ts';
import { builtPage, ownVersion } from './own-files.ts';
import { checkExposure, placeOf } from './place.ts';
import { stopSignal } from './stop-signal.ts';
import { levelBySignal, openWatchers } from './open-watchers.ts';
import { watch } from './watch.ts';

/** `askfolio start`: serves a home until it is told to stop. */
export async function start(terminal: Terminal, settings: Settings): Promise<void> {
  const { checkPort } = await import('../api/listen.ts');
  const { serve } = await import('../api/serve.ts');
  const { OWNER } = await import('../desk/actors.ts');
  const watchers = await openWatchers(settings);
  const { log } = watchers;
  levelBySignal(watchers, settings);
  checkExposure(settings);
  await checkPort(settings.host, settings.port);
  const home = openHome(settings.home);
  const place = placeOf(settings);
  const owned = await ownHome(home, await homeParts(settings, home, watchers, place, 'engine'));
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
    await owned.opened.work();
    const served = await serve({
      ...(await owned.opened.forApi()),
      ...watchers,
      metricsToken: settings.metricsToken,
      embedOrigins: settings.embedOrigins ?? [],
      page: builtPage(),
      version: ownVersion(),
      host: settings.host,
      port: settings.port,
      owner: OWNER,
      tls:
        settings.tlsCert === null || settings.tlsKey === null
          ? null
          : { cert: settings.tlsCert, key: settings.tlsKey },
      trustedProxies: settings.trustedProxies ?? [],
      onListening: (address) => place.listening(address),
    });
    const watching = await watch(owned.opened, watchers, settings);
    const schedules = await keepSchedules(owned.opened, log);
    log.info('started', { port: served.port, pid: process.pid });
    await terminal.out(served.greeting);
    log.info('stopping', { signal: await stop.heard });
    schedules.stop();
    watching.stop();
    await served.close();
  } finally {
    await owned.close('now');
    await watchers.tracer.close();
    log.info('stopped');
  }
}

/** Sources run by their schedules, and when what they watch changes, for as long as this process serves. */
async function keepSchedules(opened: Installation, log: Log): Promise<{ stop(): void }> {
  const { Scheduler } = await import('../worker/scheduler.ts');
  const { lookAtPlace } = await import('../worker/look-at-place.ts');
  const scheduler = new Scheduler({
    sources: () => opened.sources.scheduled(),
    run: (name, turn) => opened.runScheduled(name, turn),
    note: (name, run) => opened.sources.note(name, run),
    look: lookAtPlace,
    now,
    onTrouble: (error) => log.error('trouble', {}, error),
  });
  scheduler.start();
  return scheduler;
}
