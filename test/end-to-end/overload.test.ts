import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addClients, tokenOf } from '../../bench/firm-people.ts';
import { writeFirm } from '../../bench/firm.ts';
import type { Call } from '../../bench/load.ts';
import { bytesHeldBy } from '../../bench/processes.ts';
import { type Reply, WireConnection } from '../../bench/wire-connection.ts';
import { LANES } from '../../src/vocabulary/lane.ts';
import { Service } from '../monitoring/service.ts';
import { until } from '../services/private-server.ts';
import { Installation } from './askfolio.ts';

const FIRM = {
  accounts: 8,
  bookingsPerAccount: 100,
  securities: 20,
  positionsPerAccount: 5,
  years: 4,
  seed: 7,
};
/** More connections at once than may have something worked out or wait for it. */
const CROWD = 200;
const CROWD_MS = 6_000;
/** Somebody who asks a little meanwhile. */
const QUIET_MS = 300;
const GROWTH_BYTES_MAX = 512 * 1_048_576;
const METRICS_TOKEN = 'a-token-for-the-monitoring';

describe('more questions than can be answered', () => {
  const home = new Installation();
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-overload-'));
  let service: Service;
  const tokens = new Map<string, string>();
  let day = 0;

  beforeAll(async () => {
    Object.assign(home.environment, {
      ASKFOLIO_METRICS_TOKEN: METRICS_TOKEN,
      ASKFOLIO_REQUESTS_PER_MINUTE: '10000000',
    });
    await writeFirm(folder, FIRM);
    await home.output('import', folder);
    const users = await addClients(home, 2);
    service = await Service.start(home);
    // A token is good at the address that gave it.
    for (const user of users) tokens.set(user, await tokenOf(home, user));
  }, 240_000);
  afterAll(async () => {
    await service?.stop();
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** A question that nobody has asked before. */
  const asking = (user: string, accept = 'application/json'): Call => ({
    url: `${service.address}/api/v1/ask`,
    headers: {
      authorization: `Bearer ${tokens.get(user) ?? ''}`,
      'content-type': 'application/json',
      accept,
    },
    body: JSON.stringify({
      question: `market value on ${new Date(Date.UTC(2023, 0, 1) + (day += 1) * 3_600_000).toISOString().slice(0, 10)}${' '.repeat(day % 24)}`,
    }),
  });
  const metrics = async (): Promise<string> =>
    (await service.get('/metrics', { authorization: `Bearer ${METRICS_TOKEN}` })).text();

  test('some are answered and the rest is refused with a time to come back; whoever asks little is answered', async () => {
    const over = new AbortController();
    const replies: Reply[] = [];
    const connections = Array.from({ length: CROWD }, () => new WireConnection('127.0.0.1', service.port));
    const before = bytesHeldBy(service.child.pid ?? 0);
    const crowd = connections.map(async (connection) => {
      while (!over.signal.aborted) replies.push(await connection.ask(asking('client-0')));
    });
    const quiet: Response[] = [];
    const probes: number[] = [];
    let most = before;
    for (const end = performance.now() + CROWD_MS; performance.now() < end; await pause(QUIET_MS)) {
      const { url, headers, body } = asking('client-1');
      quiet.push(await fetch(url, { method: 'POST', headers, body }));
      probes.push((await service.get('/healthz')).status);
      most = Math.max(most, bytesHeldBy(service.child.pid ?? 0));
    }
    // One of the crowd who wants a stream is refused before it is opened, as the others are.
    const streamed: Response[] = [];
    for (let tries = 0; tries < 50 && !streamed.some(({ status }) => status === 503); tries += 1) {
      const { url, headers, body } = asking('client-0', 'text/event-stream');
      const response = await fetch(url, { method: 'POST', headers, body });
      streamed.push(response);
      await response.body?.cancel();
    }
    over.abort();
    await Promise.all(crowd);

    const refused = replies.filter(({ status }) => status !== 200);
    expect(replies.length - refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status, hasRetryAfter, body } of refused) {
      expect([status, hasRetryAfter]).toEqual([503, true]);
      expect(JSON.parse(body)).toMatchObject({ code: 'busy', status: 503 });
    }
    for (const { body } of replies.filter(({ status }) => status === 200)) {
      expect(body).toContain('"kind":"answer"');
    }
    const refusedStream = streamed.find(({ status }) => status === 503);
    expect(refusedStream?.headers.get('content-type')).toContain('application/problem+json');
    expect(Number(refusedStream?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    for (const response of quiet) {
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ kind: 'answer' });
    }
    expect(new Set(probes)).toEqual(new Set([200]));
    expect(most - before).toBeLessThan(GROWTH_BYTES_MAX);
    for (const connection of connections) connection.close();
  }, 120_000);

  test('nothing of a crowd that goes away in the middle stays behind', async () => {
    const connections = Array.from({ length: CROWD }, () => new WireConnection('127.0.0.1', service.port));
    const crowd = connections.map((connection) => connection.ask(asking('client-0')));
    await Promise.race(crowd);
    for (const connection of connections) connection.close();
    await Promise.all(crowd);
    const nobody = LANES.flatMap((lane) =>
      ['running', 'waiting'].map((what) => `askfolio_admission_${what}{lane="${lane}"} 0`),
    );
    await until(async () => {
      const lines = new Set((await metrics()).split('\n'));
      return nobody.every((line) => lines.has(line));
    }, 30_000);
    const { url, headers, body } = asking('client-0');
    const answered = await fetch(url, { method: 'POST', headers, body });
    expect(await answered.json()).toMatchObject({ kind: 'answer' });
  }, 60_000);
});
