import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'rabbitmq-client';
import { Problem } from '../../vocabulary/problem.ts';

/** An address as the client takes it; `?ca=FILE` names a certificate authority of one's own. Throws `settings_invalid`. */
export function rabbitMqAddress(url: string): Pick<ConnectionOptions, 'url' | 'tls'> {
  try {
    const address = new URL(url);
    const ca = address.searchParams.get('ca');
    address.searchParams.delete('ca');
    return { url: address.href, ...(ca === null ? {} : { tls: { ca: readFileSync(ca) } }) };
  } catch (error) {
    throw new Problem(
      'settings_invalid',
      'The address of the RabbitMQ server must look like amqps://USER:PASSWORD@HOST:5671/VHOST, and a file named by ?ca= must be readable; correct the setting.',
      { cause: error },
    );
  }
}
