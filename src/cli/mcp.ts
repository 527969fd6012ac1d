import { Command } from 'commander';
import type { ToolDesk } from '../mcp/tools.ts';
import type { CommandContext } from './context.ts';
import { asOption, examples } from './options.ts';

export function mcpCommand(context: CommandContext): Command {
  return new Command('mcp')
    .description('tools for other assistants (Model Context Protocol), over standard input and output')
    .addOption(asOption())
    .addHelpText('after', examples('mcp', 'mcp --as eleanor'))
    .action(async ({ as = null }: { as?: string | null }) => {
      const { serveMcpOverStdio } = await import('../mcp/serve-stdio.ts');
      const services = await context.services();
      // A person who is not known is told so now, not at the first question.
      await services.view({ as });
      const desk: ToolDesk = {
        ask: (request) => services.ask({ ...request, as, engine: 'auto', dialogue: null }),
        figures: (request) => services.figures({ ...request, as }),
        view: () => services.view({ as }),
      };
      await serveMcpOverStdio({
        desk,
        // The process that owns the home holds the person to his or her rights.
        allowed: () => true,
        version: context.version,
        onTrouble: () => context.terminal.err('A call went wrong on our side; try again.\n'),
      });
    });
}
