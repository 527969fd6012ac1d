import { expect, it } from 'vitest';
import { isClosed, seriesOf } from './declaration.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { ALL_METRICS } from './metrics/index.ts';

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

it('the page is OpenMetrics, and shows what was observed', async () => {
  const { registry, http, answers } = createMetrics();
  for (let index = 0; index < 100; index += 1) {
    http.begun();
    http.request('/api/v1/ask', 'POST', 200, index / 1000);
  }
  answers.asked({ engine: 'offline', outcome: 'answer', code: null, seconds: 0.1, stages: [] });
  const page = await registry.page();
  expect(registry.contentType).toMatch(/^application\/openmetrics-text/);
  expect(page).toMatch(
    /^askfolio_http_request_seconds_count\{(?=.*route="\/api\/v1\/ask")(?=.*status_class="2xx").*\} 100$/m,
  );
  expect(page).toContain('askfolio_http_requests_under_way 0');
  expect(page.endsWith('# EOF\n')).toBe(true);
});

it('what is measured grows no series beyond the bounds of its labels, whatever is told', async () => {
  const { registry, http, guard, etl } = createMetrics();
  const tell = (index: number): void => {
    http.request(`/${index}`, `CANARY-${index}`, 200 + index, 0.1);
    http.problem(`CANARY-${index}`);
    guard(`CANARY-${index}`, 'CANARY');
    etl.step(`CANARY-${index}`, 1);
  };
  for (let index = 0; index < 1_000; index += 1) tell(index);
  const before = (await registry.page()).split('\n').length;
  for (let index = 1_000; index < 5_000; index += 1) tell(index);
  const page = await registry.page();
  expect(page.split('\n')).toHaveLength(before);
  expect(page).not.toContain('CANARY');
});

it('a counter with closed labels stands at zero before anything happened', async () => {
  const page = await createMetrics().registry.page();
  expect(page).toContain('askfolio_sign_ins_total{outcome="refused"} 0');
});

it('a trace that is recorded stands as exemplar beside what was measured in it', async () => {
  const { registry, answers } = createMetrics({ traceId: () => '4bf92f3577b34da6a3ce929d0e0e4736' });
  answers.asked({ engine: 'offline', outcome: 'answer', code: null, seconds: 0.02, stages: [] });
  expect(await registry.page()).toMatch(
    /askfolio_ask_seconds_bucket\{.*le="0.025".*\} 1 # \{trace_id="4bf92f3577b34da6a3ce929d0e0e4736"\} 0.02/,
  );
});

it.each(ALL_METRICS)(
  '$name is declared as OpenMetrics wants it',
  ({ name, kind, unit, help, labels, buckets }) => {
    expect(name).toMatch(/^askfolio_[a-z0-9_]+$/);
    expect(kind === 'counter').toBe(name.endsWith('_total'));
    if (unit !== null) expect(name.replace(/_total$/, '')).toMatch(new RegExp(`_${unit}$`));
    expect(help).toMatch(/^\S.+[^.]$/);
    expect(buckets).toEqual(buckets.toSorted((one, other) => one - other));
    for (const values of Object.values(labels)) {
      expect(isClosed(values) ? values.length : values.values_max).toBeLessThanOrEqual(200);
    }
  },
);

it('no name is declared twice, and no metric has more than a thousand series of closed labels', () => {
  const names = ALL_METRICS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const metric of ALL_METRICS) expect(seriesOf(metric)?.length ?? 0).toBeLessThan(1_000);
});
