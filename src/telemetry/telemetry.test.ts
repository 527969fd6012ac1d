import { expect, it } from 'vitest';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';

it('a log line holds the allowed fields only, and no message of an error', () => {
  const lines: string[] = [];
  const log = createLog('info', (line) => lines.push(line));
  const cause = new Error('account H-1003 of Jane', { cause: new TypeError('secret text') });
  const fields: Record<string, unknown> = {
    route: '/api/v1/ask',
    status: 500,
    question: 'CANARY',
    token: 'CANARY',
  };
  log.error('request failed', fields, cause);
  log.debug('not shown');
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toMatch(/CANARY|Jane|secret/);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    event: 'request failed',
    route: '/api/v1/ask',
    status: 500,
    cause: { kind: 'TypeError' },
  });
});

it('metrics are shown in the Prometheus format, and their series do not grow with what is asked', async () => {
  const metrics = createMetrics();
  for (let index = 0; index < 100; index += 1) metrics.request('/api/v1/ask', 'POST', 200, index / 1000);
  metrics.asked('answer', 0.1);
  metrics.stage('run', 0.01);
  metrics.run('done', 3);
  metrics.storeRead('done', 0.001);
  const page = await metrics.page();
  expect(page).toContain(
    'askfolio_http_request_seconds_count{route="/api/v1/ask",method="POST",status_class="2xx"} 100',
  );
  expect(page.match(/^askfolio_http_request_seconds_count/gm)).toHaveLength(1);
});
