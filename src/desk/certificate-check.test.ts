import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authority, certificateFor } from '../../test/services/certificates.ts';
import { certificateProbe } from './certificate-check.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-certificate-'));
  authority(folder, 'ours');
  certificateFor(folder, 'ended', 'DNS:localhost', 'ours', true);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const look = async (name: string, days: number) =>
  certificateProbe(join(folder, name), () => new Date(Date.now() + days * 86_400_000))?.look();

test('a certificate that ends soon is said to, with what to do', async () => {
  expect(await look('ours.pem', 0)).toMatchObject({
    finding: expect.stringMatching(/^it expires on \d{4}-\d\d-\d\d, in [12] days$/),
    remedy: expect.stringContaining('without a restart'),
  });
});

test('one that has expired, is not valid yet or is none is wrong, each in a sentence of its own', async () => {
  await expect(look('ended.pem', 0)).rejects.toThrow(
    /expired on \d{4}-\d\d-\d\d, so nobody connects; put the renewed/,
  );
  await expect(look('ours.pem', -3)).rejects.toThrow(/not valid yet; look at the clock/);
  await expect(look('missing.pem', 0)).rejects.toThrow(/cannot be read; check ASKFOLIO_TLS_CERT/);
});

test('where none is served there is nothing to look at', () => {
  expect(certificateProbe(null, () => new Date())).toBeNull();
});
