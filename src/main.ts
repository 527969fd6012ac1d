import type { CommandContext, StartOrder, Terminal } from './cli/context.ts';
import { runCommandLine } from './cli/program.ts';
import { openTerminal } from './cli/terminal.ts';
import { writeFirm } from './compose/demo.ts';
import { inferMapping } from './compose/infer.ts';
import { placeAtHome } from './compose/installation.ts';
import { migrate } from './compose/migrate.ts';
import { builtPage, ownVersion } from './compose/own-files.ts';
import { restore } from './compose/restore.ts';
import { showCause } from './compose/show-cause.ts';
import { ALL, start } from './compose/start.ts';
import { checkServer } from './compose/store.ts';
import { readSettings, type Settings, unknownSettings } from './config.ts';
import { asProblem } from './vocabulary/problem.ts';

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
    services: async (expects) => {
      const place = await placeAtHome(expects);
      places.push(place);
      return place.services;
    },
    restore,
    inferMapping,
    writeDemo: writeFirm,
    checks: async () => {
      const { runChecks } = await import('./desk/checks.ts');
      const { probesOf } = await import('./compose/probes.ts');
      const { MASTER_KEY_FILE } = await import('./security/keys.ts');
      return runChecks({
        nodeVersion: process.versions.node,
        readSettings,
        unknownSettings: unknownSettings(),
        keyFile: MASTER_KEY_FILE,
        hasPage: builtPage() !== null,
        openServices: placeAtHome,
        probes: () => probesOf(readSettings()),
        checkServer,
      });
    },
    migrate: () => migrate(readSettings()),
    start: (order) => start(terminal, settingsFor(order), ALL),
    serve: (order) => start(terminal, settingsFor(order), { serves: true, works: false }),
    work: () => start(terminal, readSettings(), { serves: false, works: true }),
  };
}

function settingsFor({ port, tlsCert, tlsKey }: StartOrder): Settings {
  const settings = readSettings();
  return {
    ...settings,
    port: port ?? settings.port,
    tlsCert: tlsCert ?? settings.tlsCert,
    tlsKey: tlsKey ?? settings.tlsKey,
  };
}

/** Node 22 announces on standard error that its SQLite is new; other warnings stay. */
function dropSqliteNotice(): void {
  const warn = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (/SQLite is an experimental feature/.test(String(warning))) return;
    Reflect.apply(warn, process, [warning, ...rest]);
  };
}
