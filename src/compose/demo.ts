import type { CommandContext, Terminal } from '../cli/context.ts';
import { type Settings, todayOf } from '../config.ts';
import type { Installation } from '../desk/installation.ts';
import type { Home } from '../home/home-folder.ts';
import { now } from './clocks.ts';
import type { StopSignal } from './stop-signal.ts';

/** An empty home gets a demo firm, so that a newcomer has something to ask about. */
export async function loadDemo(
  terminal: Terminal,
  settings: Settings,
  home: Home,
  { refresh }: Installation,
  stop: StopSignal,
): Promise<void> {
  const { loadFirstFirm } = await import('../desk/first-firm.ts');
  const { progressView } = await import('../cli/progress.ts');
  const { DEMO_SIZE } = await import('../cli/demo.ts');
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

export const writeFirm: CommandContext['writeDemo'] = async (order, onProgress) => {
  const { writeDemo } = await import('../demo/write-demo.ts');
  await writeDemo({ ...order, onProgress: (progress) => onProgress({ ...progress, step: 'write' }) });
};
