import { expect, test } from 'vitest';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createMonitoringServer } from './monitoring-server.ts';

const TOKEN = 'a-token-of-the-monitoring';
const log = createLog('silent');
const { registry } = createMetrics();

test('a process that serves nobody shows what it measures to whoever has the token', async () => {
  const app = createMonitoringServer({ registry, metricsToken: TOKEN, log });
  const asked = (authorization?: string) =>
    app.inject({ url: '/metrics', headers: authorization === undefined ? {} : { authorization } });
  expect((await asked()).statusCode).toBe(401);
  expect((await asked('Bearer a-token-of-somebody')).json()).toMatchObject({ code: 'not_signed_in' });
  const page = await asked(`Bearer ${TOKEN}`);
  expect(page.headers['content-type']).toMatch(/^application\/openmetrics-text/);
  expect(page.body).toContain('askfolio_queue_retries_total 0');
  expect((await app.inject({ url: '/healthz' })).json()).toEqual({ status: 'alive' });
  expect((await app.inject({ url: '/' })).statusCode).toBe(404);
  await app.close();
});

test('without a token in the settings nobody sees it', async () => {
  const app = createMonitoringServer({ registry, metricsToken: null, log });
  const { statusCode } = await app.inject({ url: '/metrics', headers: { authorization: 'Bearer null' } });
  expect(statusCode).toBe(401);
  await app.close();
});
