import { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { absolutePath, examples, wholeOption } from './options.ts';

export function startCommand(context: CommandContext): Command {
  return new Command('start')
    .description(
      'run everything on this machine: the page, the API, the store; an empty home gets a demo firm',
    )
    .option('--port <port>', 'listen on this port instead of ASKFOLIO_PORT (8321)', wholeOption(0, 65_535))
    .option(
      '--tls-cert <file>',
      'serve TLS with this certificate (PEM, with its chain) instead of ASKFOLIO_TLS_CERT',
    )
    .option('--tls-key <file>', 'the private key of the certificate (PEM) instead of ASKFOLIO_TLS_KEY')
    .addHelpText(
      'after',
      examples('start', 'start --port 9000', 'start --tls-cert cert.pem --tls-key key.pem'),
    )
    .action(({ port, tlsCert, tlsKey }: { port?: number; tlsCert?: string; tlsKey?: string }) =>
      context.start({
        port: port ?? null,
        tlsCert: tlsCert === undefined ? null : absolutePath(context, tlsCert),
        tlsKey: tlsKey === undefined ? null : absolutePath(context, tlsKey),
      }),
    );
}

export function serveCommand(context: CommandContext): Command {
  return new Command('serve')
    .description('answer for an installation that several processes share: one of any number')
    .option('--port <port>', 'listen on this port instead of ASKFOLIO_PORT (8321)', wholeOption(0, 65_535))
    .addHelpText('after', examples('serve', 'serve --port 8322'))
    .action(({ port }: { port?: number }) =>
      context.serve({ port: port ?? null, tlsCert: null, tlsKey: null }),
    );
}

export function workCommand(context: CommandContext): Command {
  return new Command('work')
    .description('take deliveries in for an installation that several processes share: one of any number')
    .addHelpText('after', examples('work'))
    .action(() => context.work());
}
