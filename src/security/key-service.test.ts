import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyService } from './key-service.ts';

/** A server that speaks as a transit engine does, and wraps as it does. */
const key = randomBytes(32);
let token = 'first-token';
let server: Server;
let address = '';
let folder = '';
const asked: string[] = [];

const answer = (response: ServerResponse, status: number, value: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'key-service-'));
  writeFileSync(join(folder, 'token'), `${token}\n`);
  server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(`${request.method} ${request.url}`);
      if (request.headers['x-vault-token'] !== token)
        return answer(response, 403, { errors: ['permission denied'] });
      const given = JSON.parse(body) as Record<string, string>;
      const data = Buffer.from(given['associated_data'] ?? '', 'base64');
      if (request.url?.includes('/encrypt/')) {
        const nonce = randomBytes(12);
        const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(data);
        const sealed = [cipher.update(Buffer.from(given['plaintext'] ?? '', 'base64')), cipher.final()];
        const bytes = Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]);
        return answer(response, 200, { data: { ciphertext: `vault:v1:${bytes.toString('base64')}` } });
      }
      const bytes = Buffer.from((given['ciphertext'] ?? '').replace('vault:v1:', ''), 'base64');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(data);
        decipher.setAuthTag(bytes.subarray(-16));
        const opened = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
        return answer(response, 200, { data: { plaintext: opened.toString('base64') } });
      } catch {
        return answer(response, 400, { errors: ['cipher: message authentication failed'] });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/transit/keys/askfolio`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const service = () => keyService({ address, tokenFile: join(folder, 'token') });

test('what the service wrapped it unwraps, in its own place alone', async () => {
  const sealed = await service().seal('a data key', 'data_keys.key:1');
  expect(sealed).toMatch(/^vault:v1:/);
  expect(await service().open(sealed, 'data_keys.key:1')).toBe('a data key');
  expect(asked).toContain('POST /v1/transit/decrypt/askfolio');
  await expect(service().open(sealed, 'data_keys.key:2')).rejects.toMatchObject({ code: 'key_service' });
});

test('a token that was renewed counts without a restart', async () => {
  const wrapping = service();
  token = 'second-token';
  await expect(wrapping.seal('x', 'c')).rejects.toMatchObject({
    code: 'key_service',
    message: expect.not.stringContaining('token:'),
  });
  writeFileSync(join(folder, 'token'), token);
  expect(await wrapping.open(await wrapping.seal('x', 'c'), 'c')).toBe('x');
});

test('a service that is away is one clear problem', async () => {
  const away = keyService({
    address: 'http://127.0.0.1:9/v1/transit/keys/askfolio',
    tokenFile: join(folder, 'token'),
  });
  await expect(away.seal('x', 'c')).rejects.toMatchObject({ code: 'key_service' });
});

test.each(['http://vault.example/v1/transit/keys/askfolio', 'https://vault.example/askfolio', 'nonsense'])(
  'an address that is none is refused: %s',
  (wrong) => {
    expect(() => keyService({ address: wrong, tokenFile: 't' })).toThrow(
      expect.objectContaining({ code: 'settings_invalid' }),
    );
  },
);
