import { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { examples, jsonOption } from './options.ts';

export function migrateCommand(context: CommandContext): Command {
  return new Command('migrate')
    .description('move the embedded product store to the database server that ASKFOLIO_STORE names')
    .addOption(jsonOption())
    .addHelpText('after', examples('migrate'))
    .action(async ({ json }: { json?: true }) => {
      const { id, asOf } = await context.migrate();
      await context.terminal.out(
        json
          ? `${JSON.stringify({ dataVersion: id, asOf })}\n`
          : `The database server now holds version ${id} of the data, as of ${asOf}. The embedded store stays as it was; ` +
              'remove its file from the home when you no longer want to go back to it.\n',
      );
    });
}
