import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer as createPlainServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRedisCache } from '../../src/cache/redis/redis-cache.ts';
import { probeRedis } from '../../src/cache/redis/probe-redis.ts';
import { redisAddress } from '../../src/cache/redis/redis-address.ts';
import { createOpenAiInterpreter } from '../../src/interpreter/openai/openai-interpreter.ts';
import { createMail } from '../../src/notify/mail.ts';
import type { Notice } from '../../src/notify/port.ts';
import { createWebhook } from '../../src/notify/webhook.ts';
import { createRabbitMqQueue } from '../../src/queue/rabbitmq/rabbitmq-queue.ts';
import { createBullMqQueue } from '../../src/queue/redis/bullmq-queue.ts';
import { keyService } from '../../src/security/key-service.ts';
import { createRelyingParty } from '../../src/signin/relying-party.ts';
import { authority, certificateFor } from '../services/certificates.ts';

/**
 * Every link to an outside system, at a server of its own that is not who it should be: nothing is said to it. The links
 * to databases are tried at real ones (src/etl/extract/database/tls.test.ts, src/store/mysql/tls.test.ts).
 */
let folder = '';
/** What was said, behind the handshake, by certificate. */
const said = new Map<string, number>();
const shaken = new Map<string, number>();
const servers = new Map<string, { readonly port: number; close(): void }>();
const at = (name: string): string => join(folder, name);
async function serve(name: string): Promise<void> {
  const sockets = new Set<TLSSocket>();
  const server = createServer(
    { cert: readFileSync(at(`${name}.pem`)), key: readFileSync(at(`${name}.key`)) },
    (socket) => {
      sockets.add(socket);
      shaken.set(name, (shaken.get(name) ?? 0) + 1);
      // A mail server speaks first.
      socket.write('220 here\r\n');
      socket.on('data', (data: Buffer) => {
        said.set(name, (said.get(name) ?? 0) + data.length);
        socket.destroy();
      });
      socket.on('error', () => undefined);
    },
  );
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.set(name, {
    port: (server.address() as AddressInfo).port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
}

const before = getCACertificates('default');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-links-'));
  for (const name of ['ours', 'unknown']) authority(folder, name);
  certificateFor(folder, 'right', 'DNS:localhost,IP:127.0.0.1', 'ours');
  certificateFor(folder, 'stranger', 'DNS:localhost,IP:127.0.0.1', 'unknown');
  certificateFor(folder, 'elsewhere', 'DNS:elsewhere.example', 'ours');
  certificateFor(folder, 'ended', 'DNS:localhost,IP:127.0.0.1', 'ours', true);
  writeFileSync(at('token'), 'CANARY-TOKEN');
  for (const name of ['right', 'stranger', 'elsewhere', 'ended']) await serve(name);
  // As NODE_EXTRA_CA_CERTS does it.
  setDefaultCACertificates([...before, readFileSync(at('ours.pem'), 'utf8')]);
});
afterAll(() => {
  setDefaultCACertificates(before);
  for (const server of servers.values()) server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Tries a link at a port; whatever comes of it. */
const LINKS: Readonly<Record<string, (port: number) => Promise<unknown>>> = {
  'the cache on Redis': async (port) => {
    const cache = createRedisCache({
      url: `rediss://:CANARY@localhost:${port}?ca=${at('ours.pem')}`,
      value_bytes_max: 1_000,
      silence_ms_max: 1_000,
    });
    await settled(port);
    await cache.close();
  },
  'the queue on Redis': async (port) => {
    const server = redisAddress(`rediss://:CANARY@localhost:${port}?ca=${at('ours.pem')}`);
    const queue = createBullMqQueue({ server, onTrouble: () => undefined });
    await settled(port);
    await queue.close();
  },
  'the queue on RabbitMQ': async (port) => {
    const url = `amqps://guest:CANARY@localhost:${port}/?ca=${at('ours.pem')}`;
    const queue = createRabbitMqQueue({ url, onTrouble: () => undefined });
    await settled(port);
    await queue.close();
  },
  'the language model': (port) =>
    createOpenAiInterpreter({
      key: 'CANARY',
      baseUrl: `https://localhost:${port}/v1`,
      model: 'm',
      seconds: 2,
    }).interpret({ user: 'u', messages: [], shape: { name: 'x', schema: {} } }),
  'a webhook': (port) => createWebhook([`localhost:${port}`]).send(`https://localhost:${port}/hook`, NOTICE),
  mail: (port) =>
    createMail(`smtps://user:CANARY@localhost:${port}`, 'a@example.com').send('b@example.com', NOTICE),
  'the key service': async (port) =>
    keyService({
      address: `https://localhost:${port}/v1/transit/keys/askfolio`,
      tokenFile: at('token'),
    }).seal('CANARY', 'place'),
  'another issuer of sign-ins': (port) =>
    createRelyingParty({
      issuer: () => new URL(`https://localhost:${port}`),
      clientId: 'askfolio',
      clientSecret: () => 'CANARY',
      callback: () => 'https://askfolio.example/signin/back',
      scope: 'openid',
      now: () => new Date(),
      plain: false,
    }).begin(),
};

const NOTICE: Notice = { title: 't', question: null, text: 'CANARY', asOf: null, at: '2026-03-02T10:00:00Z' };
const portOf = (name: string): number => servers.get(name)?.port ?? 0;

/** Until the server has seen a connection end, or begin to talk. */
async function settled(port: number): Promise<void> {
  const name = [...servers].find(([, server]) => server.port === port)?.[0] ?? '';
  const from = said.get(name) ?? 0;
  for (let tries = 0; tries < 40 && (said.get(name) ?? 0) === from; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

describe.each(Object.entries(LINKS))('%s', (_link, tried) => {
  test('speaks to whom its certificate shows to be the right one', async () => {
    const from = said.get('right') ?? 0;
    await tried(portOf('right')).catch(() => undefined);
    expect(said.get('right') ?? 0).toBeGreaterThan(from);
  });

  test.each(['stranger', 'elsewhere', 'ended'])(
    'says nothing to a server with the certificate of %s',
    async (name) => {
      await tried(portOf(name)).catch(() => undefined);
      expect(said.get(name) ?? 0).toBe(0);
    },
  );
});

test.each([
  ['the language model', /cannot be reached; its certificate has expired; have it renewed/],
  ['the key service', /its certificate has expired; have it renewed/],
])('that the certificate of %s has expired is said in a sentence', async (link, sentence) => {
  await expect(LINKS[link]?.(portOf('ended'))).rejects.toThrow(sentence);
});

test('that the certificate of the cache has expired is what doctor says', async () => {
  const url = `rediss://:CANARY@localhost:${portOf('ended')}?ca=${at('ours.pem')}`;
  await expect(probeRedis(url)).rejects.toThrow(/its certificate has expired; have it renewed/);
  await expect(probeRedis(url)).rejects.not.toThrow(/CANARY/);
});

test('mail to another machine goes in secret or not at all', async () => {
  const heard: string[] = [];
  const server = createPlainServer((socket: Socket) => {
    socket.write('220 plain\r\n');
    socket.on('data', (data: Buffer) => {
      heard.push(data.toString());
      socket.write(
        data.toString().startsWith('EHLO') ? '250-plain\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n',
      );
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  // Another name of this machine stands for another machine.
  const mail = createMail(`smtp://user:CANARY@127.0.0.2:${port}`, 'a@example.com');
  await expect(mail.send('b@example.com', NOTICE)).rejects.toThrow();
  server.close();
  expect(heard.join('')).not.toMatch(/AUTH PLAIN .|MAIL FROM|CANARY/);
});
