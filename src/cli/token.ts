import { Command } from 'commander';
import type { Right } from '../vocabulary/scope.ts';
import type { CommandContext } from './context.ts';
import { rightsOption } from './keys.ts';
import { examples, jsonOption } from './options.ts';

const DEFAULT_RIGHTS: readonly Right[] = ['ask', 'figures'];

export function tokenCommand(context: CommandContext): Command {
  return new Command('token')
    .description('an access token for a script, in the name of a person, good for ten minutes')
    .requiredOption('--as <user>', 'the person')
    .addOption(rightsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('token --as eleanor', 'token --as owner --right audit.read'))
    .action(async (options: { as: string; right?: Right[]; json?: true }) => {
      const { as: user, right: rights = DEFAULT_RIGHTS } = options;
      const services = await context.services();
      const made = await services.custody({ verb: 'makeToken', argument: { user, rights }, as: null });
      await context.terminal.out(options.json ? `${JSON.stringify(made)}\n` : `${made.token}\n`);
    });
}
