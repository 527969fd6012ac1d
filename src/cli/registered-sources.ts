import { Command } from 'commander';
import type { SourceChange, SourceCheck } from '../vocabulary/source.ts';
import { checkedSourceName } from '../vocabulary/source.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { CommandContext } from './context.ts';
import { examples, jsonOption } from './options.ts';
import { addressOf, mappingPath, secretIn } from './source-place.ts';
import { historyCommand } from './source-history.ts';
import { plainText, showTable } from './table.ts';

interface AddOptions {
  readonly mapping?: string;
  readonly secretFile?: string;
  readonly incremental?: true;
  readonly schedule?: string;
  readonly timeZone?: string;
  readonly watch?: true;
  readonly check: boolean;
  readonly json?: true;
}

/** Sources that the installation knows by name, which `etl run` takes in. */
export function registeredSourceCommands(context: CommandContext): readonly Command[] {
  return [
    addCommand(context),
    listCommand(context),
    checkCommand(context),
    historyCommand(context),
    changeCommand(context),
    removeCommand(context),
  ];
}

function addCommand(context: CommandContext): Command {
  return new Command('add')
    .description('remember where data come from, under a name; it is reached for first')
    .argument('<name>', 'the name of the source, as in `import --source`')
    .argument('<url>', 'a folder, a file, or the address of a server')
    .option(
      '--mapping <file>',
      'how its tables and columns become the canonical ones: a file, or the name of a ready one',
    )
    .option(
      '--secret-file <file>',
      'holds the password or token that opens it; the file is not needed afterwards',
    )
    .option('--incremental', 'read only what changed since the last run, where that can be told')
    .option(
      '--schedule <cron>',
      "when `start` runs it by itself: minute, hour, day, month, day of the week, as '30 6 * * 1-5'",
    )
    .option('--time-zone <zone>', "the IANA time zone of the schedule; the firm's otherwise")
    .option('--watch', '`start` runs it when the files there have changed')
    .option('--no-check', 'remember it although it cannot be reached now')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'sources add custodian /srv/deliveries/custodian --watch',
        'sources add books postgres://reader@books.example/ledger --secret-file password.txt --mapping books.yaml --schedule "30 6 * * 1-5"',
      ),
    )
    .action(async (name: string, url: string, options: AddOptions) => {
      const services = await context.services();
      const found = await services.addSource({
        source: {
          name: checkedSourceName(name),
          ...addressOf(context, url, options.secretFile),
          mapping: mappingPath(context, options.mapping),
          mode: options.incremental ? 'incremental' : null,
          schedule:
            options.schedule === undefined
              ? null
              : { cron: options.schedule, timeZone: options.timeZone ?? null },
          watch: options.watch === true,
        },
        check: options.check,
      });
      if (options.json) await context.terminal.out(`${JSON.stringify({ name, check: found })}\n`);
      else {
        await context.terminal.out(found === null ? '' : showCheck(found));
        await context.terminal.out(`Added ${name}; \`askfolio etl run ${name}\` takes it in.\n`);
      }
    });
}

function listCommand(context: CommandContext): Command {
  return new Command('list')
    .description('the sources that are remembered')
    .addOption(jsonOption())
    .addHelpText('after', examples('sources list --json'))
    .action(async (options: { json?: true }) => {
      const sources = await (await context.services()).listSources();
      if (options.json) return context.terminal.out(`${JSON.stringify(sources)}\n`);
      if (sources.length === 0)
        return context.terminal.out('No source is remembered; `askfolio sources add NAME URL` does that.\n');
      const columns = ['name', 'address', 'mapping', 'reads', 'runs'].map((label) => ({
        name: label,
        label,
        type: 'string' as const,
      }));
      const rows = sources.map(({ name, address, mapping, mode, schedule, watch }) => [
        name,
        plainText(address),
        plainText(mapping ?? ''),
        mode === 'incremental' ? 'what changed' : 'as it says itself',
        [schedule === null ? [] : [`${schedule.cron} ${schedule.timeZone}`], watch ? ['when it changes'] : []]
          .flat()
          .join(', ') || 'when told to',
      ]);
      return context.terminal.out(showTable(columns, rows, rows.length));
    });
}

function checkCommand(context: CommandContext): Command {
  return new Command('check')
    .description('reach for a source and say what it holds, without reading its rows')
    .argument('<name>', 'the name it was added under')
    .addOption(jsonOption())
    .addHelpText('after', examples('sources check custodian'))
    .action(async (name: string, options: { json?: true }) => {
      const found = await (await context.services()).checkSource({ name });
      await context.terminal.out(
        options.json ? `${JSON.stringify({ name, check: found })}\n` : showCheck(found),
      );
    });
}

interface ChangeOptions {
  readonly secretFile?: string;
  readonly schedule?: string;
  readonly timeZone?: string;
  readonly pause?: true;
  readonly resume?: true;
  readonly check: boolean;
}

function changeCommand(context: CommandContext): Command {
  return new Command('change')
    .description('give a source another password or schedule, or pause it; it goes on where it was')
    .argument('<name>', 'the name it was added under')
    .option(
      '--secret-file <file>',
      'holds the password or token that opens it from now on; it is tried first',
    )
    .option('--schedule <cron>', "when `start` runs it by itself, as '30 6 * * 1-5'")
    .option('--time-zone <zone>', "the IANA time zone of the schedule; the firm's otherwise")
    .option('--pause', 'do not run it by itself for now')
    .option('--resume', 'let it run by itself again')
    .option('--no-check', 'take the password although the source cannot be reached now')
    .addHelpText('after', examples('sources change books --secret-file new-password.txt'))
    .action(async (name: string, options: ChangeOptions) => {
      const change = changeOf(context, options);
      await (await context.services()).changeSource({ name, change, check: options.check });
      await context.terminal.out(`Changed ${name}; it counts from the next run on.\n`);
    });
}

function changeOf(context: CommandContext, options: ChangeOptions): SourceChange {
  const { secretFile, schedule: cron, timeZone = null, pause, resume } = options;
  if (pause && resume) throw new Problem('usage', 'Say either --pause or --resume, not both.');
  const change: SourceChange = {
    ...(secretFile === undefined ? {} : { secret: secretIn(context, secretFile) }),
    ...(cron === undefined ? {} : { schedule: { cron, timeZone } }),
    ...(pause || resume ? { paused: pause === true } : {}),
  };
  if (Object.keys(change).length > 0) return change;
  throw new Problem('usage', 'Say what is to change: --secret-file, --schedule, --pause or --resume.');
}

function removeCommand(context: CommandContext): Command {
  return new Command('remove')
    .description('forget a source; what came from it stays')
    .argument('<name>', 'the name it was added under')
    .addHelpText('after', examples('sources remove custodian'))
    .action(async (name: string) => {
      await (await context.services()).removeSource({ name });
      await context.terminal.out(`Removed ${name}; what came from it stays.\n`);
    });
}

function showCheck({ streams, declared, ignored }: SourceCheck): string {
  const tables = streams.map(
    ({ table, file, columns }) => `${table}: ${plainText(file)}, ${String(columns.length)} columns\n`,
  );
  const kind = declared === null ? '' : `Its deliveries are ${declared}.\n`;
  const rest = ignored.length === 0 ? '' : `Not taken in: ${plainText(ignored.join(', '))}.\n`;
  return [...tables, kind, rest].join('');
}
