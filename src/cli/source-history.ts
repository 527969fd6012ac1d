import { Command } from 'commander';
import { LIMITS } from '../vocabulary/limits.ts';
import type { RunRecord } from '../vocabulary/run.ts';
import type { CommandContext } from './context.ts';
import { examples, jsonOption } from './options.ts';
import { plainText } from './table.ts';

/** A table of a source, from the run on that found it so. */
interface Look {
  readonly at: string;
  readonly run: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

export function historyCommand(context: CommandContext): Command {
  return new Command('history')
    .description(
      'how the tables of a source looked, and when their columns changed, in the runs that are kept',
    )
    .argument('<name>', 'the name of the source, as in `import --source`')
    .addOption(jsonOption())
    .addHelpText('after', examples('sources history custodian', 'sources history books --json'))
    .action(async (name: string, { json }: { json?: true }) => {
      const runs = await (await context.services()).runs({ limit: LIMITS.runs_kept_max });
      const looks = looksOf(runs.filter(({ source }) => source === name));
      const text = looks.map((look) => (json ? JSON.stringify(look) : shown(look)));
      await context.terminal.out(text.map((line) => `${line}\n`).join(''));
      if (looks.length === 0 && !json) await context.terminal.out(`No run of ${name} is kept.\n`);
    });
}

/** `runs`: the newest first. */
function looksOf(runs: readonly RunRecord[]): readonly Look[] {
  const known = new Map<string, readonly string[]>();
  const looks: Look[] = [];
  for (const { run, startedAt, received } of runs.toReversed()) {
    for (const { name, columns } of received?.tables ?? []) {
      const before = known.get(name) ?? [];
      const added = columns.filter((column) => !before.includes(column));
      const gone = before.filter((column) => !columns.includes(column));
      known.set(name, columns);
      if (added.length + gone.length > 0)
        looks.push({ at: startedAt, run, table: name, columns, added, gone });
    }
  }
  return looks;
}

function shown({ at, table, columns, added, gone }: Look): string {
  const isFirst = added.length === columns.length && gone.length === 0;
  const changes = [...added.map((column) => `+ ${column}`), ...gone.map((column) => `- ${column}`)];
  const what = isFirst ? columns : changes;
  return plainText(`${at.slice(0, 16).replace('T', ' ')}  ${table}: ${what.join(', ')}`);
}
