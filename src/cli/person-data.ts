import { Command } from 'commander';
import { Problem } from '../vocabulary/problem.ts';
import type { CommandContext } from './context.ts';
import { asOption, examples } from './options.ts';

/** What a firm owes the people whose data it holds: a copy of them, and their erasure. */
export function personDataCommand(context: CommandContext): Command {
  return new Command('export')
    .description(
      'everything that is held of a person, as JSON: conversations, answers, entries of the audit log',
    )
    .argument('<user>', 'the person')
    .addOption(asOption())
    .addHelpText('after', examples('users export eleanor > eleanor.json'))
    .action(async (user: string, { as }: { as?: string }) => {
      const services = await context.services();
      const data = await services.custody({ verb: 'exportPerson', argument: { user }, as: as ?? null });
      await context.terminal.out(`${JSON.stringify(data)}\n`);
    });
}

export function eraseCommand(context: CommandContext): Command {
  return new Command('erase')
    .description('erase a person everywhere, in the audit log too, whose chain stays whole')
    .argument('<user>', 'the person')
    .option('--yes', 'really: it cannot be taken back')
    .addOption(asOption())
    .addHelpText('after', examples('users erase eleanor --yes'))
    .action(async (user: string, { as, yes }: { as?: string; yes?: true }) => {
      if (!yes) {
        throw new Problem(
          'usage',
          'Erasing cannot be taken back; keep a copy by `askfolio users export`, then run this again with --yes.',
        );
      }
      const services = await context.services();
      await services.custody({ verb: 'erasePerson', argument: { user }, as: as ?? null });
      await context.terminal.out('Erased. Copies in backups go with those backups.\n');
    });
}
