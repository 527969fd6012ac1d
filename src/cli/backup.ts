import { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { absolutePath, examples, jsonOption } from './options.ts';

export function backupCommand(context: CommandContext): Command {
  return new Command('backup')
    .description('everything in the home, in one encrypted file, while everybody goes on working')
    .argument('<file>', 'a file that is not there yet')
    .addOption(jsonOption())
    .addHelpText('after', examples('backup /backups/askfolio-2026-03-31'))
    .action(async (file: string, { json }: { json?: true }) => {
      const services = await context.services();
      const argument = { path: absolutePath(context, file) };
      const backup = await services.custody({ verb: 'backup', argument, as: null });
      await context.terminal.out(
        json
          ? `${JSON.stringify(backup)}\n`
          : `Written, ${backup.bytes} bytes. It opens with the master key of now, which is not in it: keep both, apart.\n`,
      );
    });
}

export function restoreCommand(context: CommandContext): Command {
  return new Command('restore')
    .description('a home from a backup, into an empty ASKFOLIO_HOME')
    .argument('<file>', 'the backup')
    .option(
      '--key <file>',
      'the master key of the time of the backup, where neither home nor settings have it',
    )
    .addOption(jsonOption())
    .addHelpText('after', examples('restore /backups/askfolio-2026-03-31 --key master.key'))
    .action(async (file: string, { key, json }: { key?: string; json?: true }) => {
      const restored = await context.restore({
        backup: absolutePath(context, file),
        key: key === undefined ? null : absolutePath(context, key),
      });
      await context.terminal.out(
        json
          ? `${JSON.stringify(restored)}\n`
          : `Restored as of ${restored.madeAt}; the audit log of ${restored.entries} entries is whole.\n`,
      );
    });
}
