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

export function serveCommand(context: CommandContext): Command {
  return new Command('serve')
    .description('answer for an installation that several processes share: one of any number')
    .option('--port <port>', 'listen on this port instead of ASKFOLIO_PORT (8321)', wholeOption(0, 65_535))
    .addHelpText('after', examples('serve', 'serve --port 8322'))
    .action(({ port }: { port?: number }) => context.serve(port ?? null));
}

export function workCommand(context: CommandContext): Command {
  return new Command('work')
    .description('take deliveries in for an installation that several processes share: one of any number')
    .addHelpText('after', examples('work'))
    .action(() => context.work());
}
