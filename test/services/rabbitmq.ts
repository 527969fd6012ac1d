import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, hasProgram, launch, type PrivateServer, untilItListens } from './private-server.ts';

/** The program itself: the one on the PATH changes its user first. */
const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';

export const hasRabbitMq = (): boolean => existsSync(SERVER) || hasProgram('rabbitmq-server');

/** A node of a test's own: nothing of it is shared with another node on the machine, its port mapper neither. */
export async function startRabbitMq(at = tmpdir()): Promise<PrivateServer> {
  const folder = await mkdtemp(join(at, 'askfolio-rabbitmq-'));
  const [port, names, distribution] = [await freePort(), await freePort(), await freePort()];
  const mapper = spawn('epmd', ['-port', String(names), '-address', '127.0.0.1'], { stdio: 'ignore' });
  await untilItListens(names);
  await writeFile(join(folder, 'plugins'), '[].');
  await writeFile(join(folder, 'environment'), '');
  await writeFile(join(folder, 'server.conf'), `listeners.tcp.1 = 127.0.0.1:${port}\n`);
  const server = await launch({
    program: SERVER,
    options: [],
    port,
    folder,
    environment: {
      PATH: process.env['PATH'],
      HOME: folder,
      RABBITMQ_NODENAME: `askfolio-${port}@localhost`,
      RABBITMQ_CONF_ENV_FILE: join(folder, 'environment'),
      RABBITMQ_CONFIG_FILE: join(folder, 'server.conf'),
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_MNESIA_BASE: join(folder, 'data'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      ERL_EPMD_PORT: String(names),
      ERL_EPMD_ADDRESS: '127.0.0.1',
    },
  });
  return {
    ...server,
    stop: async () => {
      await server.stop();
      mapper.kill('SIGKILL');
    },
  };
}
