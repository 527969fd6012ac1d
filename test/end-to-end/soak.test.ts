import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Service } from '../monitoring/service.ts';
import { until } from '../services/private-server.ts';
import { Installation } from './askfolio.ts';

const ROUNDS = 4;
const QUESTIONS = 250;
/** One of so many goes away before it is answered. */
const ABORTED_OF = 100;
const MEASURES = ['fees', 'dividends', 'deposits', 'market value', 'realised gain'];
const METRICS_TOKEN = 'a-token-for-the-monitoring';
/** A connection that is kept for the next one, a file that is looked at just then. */
const NOISE = 8;
/** A kind of outcome that comes up for the first time brings a histogram; one for each question would be hundreds. */
const SERIES_NOISE = 60;

/** What a service holds that has to be given back. */
interface Held {
  readonly openFiles: number;
  readonly threads: number;
  readonly processes: number;
  readonly filesInHome: number;
  readonly series: number;
}

describe('a service that is asked on and on, and takes deliveries in', () => {
  const home = new Installation();
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-soak-'));
  let service: Service;
  let asked = 0;

  beforeAll(async () => {
    Object.assign(home.environment, {
      ASKFOLIO_METRICS_TOKEN: METRICS_TOKEN,
      ASKFOLIO_REQUESTS_PER_MINUTE: '10000000',
    });
    await home.output('demo', '--out', folder, '--accounts', '4', '--years', '2', '--seed', '3');
    await home.output('import', folder);
    service = await Service.start(home);
  }, 240_000);
  afterAll(async () => {
    await service?.stop();
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** Asks a round of what nobody has asked before and what everybody has; how many were answered. */
  async function round(): Promise<number> {
    let answered = 0;
    for (let n = 0; n < QUESTIONS; n += 1) {
      asked += 1;
      const measure = MEASURES[asked % MEASURES.length] ?? '';
      const day = new Date(Date.UTC(2024, 0, 1 + (asked % 600))).toISOString().slice(0, 10);
      const leaving = new AbortController();
      const reply = fetch(`${service.address}/api/v1/ask`, {
        method: 'POST',
        headers: { ...service.signedIn, 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify({ question: n % 2 === 0 ? measure : `${measure} until ${day}` }),
        signal: leaving.signal,
      }).then((response) => response.text());
      if (n % ABORTED_OF === 0) setTimeout(() => leaving.abort(), n % 7);
      const text = await reply.catch(() => '');
      if (text.includes('event: answer')) answered += 1;
    }
    // The same once more: it is read, and changes nothing.
    await home.output('import', folder);
    return answered;
  }

  async function held(): Promise<Held> {
    const page = await (
      await fetch(`${service.address}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })
    ).text();
    const all = withChildren(service.child.pid ?? 0);
    return {
      openFiles: sum(all, (pid) => readdirSync(`/proc/${pid}/fd`).length),
      threads: sum(all, (pid) => readdirSync(`/proc/${pid}/task`).length),
      processes: all.length,
      filesInHome: readdirSync(home.home, { recursive: true }).length,
      series: page.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length,
    };
  }

  test('holds no more files, connections, threads and processes after a thousand questions than after half of them', async ({
    annotate,
  }) => {
    const seen: Held[] = [];
    for (let n = 0; n < ROUNDS; n += 1) {
      expect(await round()).toBeGreaterThanOrEqual(QUESTIONS - 2 * Math.ceil(QUESTIONS / ABORTED_OF));
      // The worker of the import ends a moment after it has told how it went.
      await until(async () => (await held()).processes <= (seen[0] ?? (await held())).processes, 30_000);
      seen.push(await held());
    }
    await annotate(seen.map((each) => JSON.stringify(each)).join(' '));
    // After the first round everything is warm.
    const [, second] = seen;
    const last = seen.at(-1);
    if (!second || !last) throw new Error('nothing was looked at');
    expect(last.openFiles).toBeLessThanOrEqual(second.openFiles + NOISE);
    expect(last.threads).toBeLessThanOrEqual(second.threads + NOISE);
    expect(last.processes).toBeLessThanOrEqual(second.processes);
    expect(last.filesInHome).toBeLessThanOrEqual(second.filesInHome + NOISE);
    expect(last.series).toBeLessThanOrEqual(second.series + SERIES_NOISE);
  }, 600_000);
});

/** A process and all that it started and that live. */
function withChildren(root: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const found = [root];
  for (const pid of found) {
    for (const [child, parent] of parents) if (parent === pid) found.push(child);
  }
  return found;
}

/** Of those that live still. */
function sum(pids: readonly number[], count: (pid: number) => number): number {
  return pids.reduce((total, pid) => {
    try {
      return total + count(pid);
    } catch {
      return total;
    }
  }, 0);
}
