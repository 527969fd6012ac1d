import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type PrivateServer, SERVERS, startMariaDb } from '../../../test/services/database-server.ts';
import { addressOf } from './address.ts';
import { serverChecks } from './server-checks.ts';

/** What `doctor` says of encryption at a server with a database of ours. */
async function toldOf(server: PrivateServer): Promise<readonly string[]> {
  await server.root(
    'CREATE DATABASE IF NOT EXISTS askfolio',
    'CREATE TABLE IF NOT EXISTS askfolio.t (i INT)',
  );
  const address = addressOf(`mysql://root@127.0.0.1:${server.port}/askfolio`);
  const checks = await serverChecks(address, address);
  return checks.flatMap(({ state, finding }) => (/disk/.test(finding) ? [`${state}: ${finding}`] : []));
}

describe.each([...SERVERS])('$name', ({ missing, start, name }) => {
  test.skipIf(missing)(
    'as it is by itself keeps tables and logs in the clear, and doctor says so',
    async () => {
      const server = await start();
      try {
        expect(await toldOf(server)).toEqual(['note: its tables and logs are not encrypted on its disk']);
      } finally {
        await server.stop();
      }
    },
  );

  test.skipIf(missing || name !== 'MariaDB')('that encrypts what it keeps is told to be well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'askfolio-keys-'));
    writeFileSync(join(folder, 'keys'), `1;${'ab'.repeat(32)}\n`);
    const server = await startMariaDb(
      '--plugin-load-add=file_key_management',
      `--file-key-management-filename=${join(folder, 'keys')}`,
      '--innodb-encrypt-tables=FORCE',
      '--innodb-encrypt-log=ON',
      '--innodb-encryption-threads=2',
    );
    try {
      expect(await toldOf(server)).toEqual(['well: its tables and logs are encrypted on its disk']);
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
