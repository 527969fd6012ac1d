import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authority, certificateFor } from '../../../test/services/certificates.ts';
import { hasMariaDb, startMariaDb } from '../../../test/services/database-server.ts';
import type { PrivateServer } from '../../../test/services/database-server.ts';
import { addressOf } from './address.ts';
import { openSession } from './session.ts';

const START_MS_MAX = 120_000;

describe.skipIf(!hasMariaDb())('the link to the product database and the records', () => {
  let folder = '';
  let server: PrivateServer;
  let elsewhere: PrivateServer;
  const serverAs = (name: string): Promise<PrivateServer> => {
    const [certificate = '', key = ''] = ['pem', 'key'].map((kind) => join(folder, `${name}.${kind}`));
    return startMariaDb(`--ssl-cert=${certificate}`, `--ssl-key=${key}`);
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'askfolio-store-tls-'));
    for (const name of ['ours', 'unknown']) authority(folder, name);
    certificateFor(folder, 'server', 'DNS:localhost', 'ours');
    certificateFor(folder, 'elsewhere', 'DNS:elsewhere.example', 'ours');
    [server, elsewhere] = await Promise.all([serverAs('server'), serverAs('elsewhere')]);
  }, START_MS_MAX);
  afterAll(async () => {
    for (const each of [server, elsewhere]) await each.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const cipher = async (host: string, options: string, at = server): Promise<unknown> => {
    const address = addressOf(`mysql://root@${host}:${String(at.port)}/mysql?${options}`);
    const session = await openSession(address, 'read', 0);
    try {
      const [row] = await session.query("SHOW STATUS LIKE 'Ssl_cipher'");
      return row?.['Value'];
    } finally {
      await session.end();
    }
  };

  test('is encrypted, and trusts the certificate of the host that it asks for alone', async () => {
    const ours = `tls=verify&ca=${join(folder, 'ours.pem')}`;
    expect(await cipher('localhost', ours)).toMatch(/TLS|AES|CHACHA/);
    // Somebody else's authority, none at all, and a certificate that is another host's.
    await expect(cipher('localhost', `tls=verify&ca=${join(folder, 'unknown.pem')}`)).rejects.toThrow();
    await expect(cipher('localhost', 'tls=verify')).rejects.toThrow();
    await expect(cipher('127.0.0.1', ours)).rejects.toThrow(/names its server by a number/);
    await expect(cipher('localhost', ours, elsewhere)).rejects.toThrow(/altnames/);
    expect(await cipher('localhost', 'tls=off')).toBe('');
  });
});
