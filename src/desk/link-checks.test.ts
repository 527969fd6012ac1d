import { expect, test } from 'vitest';
import { plainLinkProbes } from './link-checks.ts';

const told = async (setting: string | null): Promise<unknown> => {
  const [probe] = plainLinkProbes([{ name: 'cache', setting }]);
  return probe ? await probe.look() : null;
};

test.each([
  ['redis://cache.example:6379', /rediss/],
  ['redis://:PASSWORD@10.0.0.7', /rediss/],
  ['amqp://guest:PASSWORD@queue.example/', /amqps/],
  ['mysql://reader:PASSWORD@one.example,two.example:3307/firm?tls=off', /tls=off/],
  ['mysql://reader:PASSWORD@localhost,two.example/firm?ca=x&tls=off', /tls=off/],
])('%s is said to be in the clear, without its password', async (setting, remedy) => {
  expect(await told(setting)).toMatchObject({ remedy: expect.stringMatching(remedy) });
  expect(JSON.stringify(await told(setting))).not.toContain('PASSWORD');
});

test.each([
  'rediss://cache.example',
  'redis://localhost:6379',
  'redis://127.0.0.1',
  'redis://[::1]:6379',
  'amqps://queue.example',
  'mysql://reader:p@db.example/firm',
  'mysql://reader:p@localhost/firm?tls=off',
  'mysql:///firm?socket=/run/s.sock&tls=off',
  'memory',
  'embedded',
  null,
])('of %s there is nothing to say', async (setting) => {
  expect(await told(setting)).toBeNull();
});
