import { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { examples, wholeOption } from './options.ts';

export function startCommand(context: CommandContext): Command {
  return new Command('start')
    .description(
      'run everything on this machine: the page, the API, the store; an empty home gets a demo firm',
    )
    .option('--port <port>', 'listen on this port instead of ASKFOLIO_PORT (8321)', wholeOption(0, 65_535))
    .addHelpText('after', examples('start', 'start --port 9000'))
    .action(({ port }: { port?: number }) => context.start(port ?? null));
}
