import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';
import { z } from 'zod';
import { rules } from '../../deploy/monitoring/rules.ts';
import { alertmanagerSettings, prometheusSettings } from '../../deploy/monitoring/servers.ts';
import { freePort, until, untilItListens } from '../services/private-server.ts';

const Notification = z.object({
  alerts: z.array(
    z.object({ status: z.enum(['firing', 'resolved']), labels: z.record(z.string(), z.string()) }),
  ),
});

const Result = z.object({
  status: z.literal('success'),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

const Exemplars = z.object({
  data: z.array(z.object({ exemplars: z.array(z.object({ labels: z.object({ trace_id: z.string() }) })) })),
});

/** What is watched, and how much faster than in earnest. */
export interface Watched {
  readonly folder: string;
  /** Addresses of processes. */
  readonly askfolio: readonly string[];
  readonly token: string;
  /** By how much the times in the rules are shrunk. */
  readonly pace: number;
  /** By how much the marks that are times are shrunk. */
  readonly age: number;
  /** By how much the time between two readings is shrunk. */
  readonly scrape?: number;
  /** How long anything may take to be told, in milliseconds. */
  readonly told_ms_max: number;
  /** What tells of the disk of the database server, and where that is mounted. */
  readonly database?: { readonly address: string; readonly mounted: string };
  /** The authority of those that speak TLS. */
  readonly caFile?: string;
}

/** Prometheus and Alertmanager as they are installed on the machine, watching one installation, at a faster pace. */
export class Monitoring {
  readonly #children: ChildProcess[] = [];
  readonly #receiver: Server;
  /** What came to the receivers, by alert and its source where it has one: 'EtlFailed bad' → 'firing'. */
  readonly told = new Map<string, 'firing' | 'resolved'>();
  /** Every alert that has ever been told as firing, even if it is over. */
  readonly raised = new Set<string>();
  /** Every alert that came, and the way it came on. */
  readonly ways = new Map<string, string>();
  /** All that came, word for word. */
  words = '';
  #port = 0;
  #told_ms_max = 0;

  constructor() {
    this.#receiver = createServer((request, response) => void this.#hear(request, response));
  }

  async start(watched: Watched): Promise<void> {
    const { folder, askfolio, token, pace, age, scrape = pace, database, caFile, told_ms_max } = watched;
    this.#told_ms_max = told_ms_max;
    mkdirSync(folder, { recursive: true });
    await new Promise<void>((resolve) => this.#receiver.listen(0, '127.0.0.1', resolve));
    const address = this.#receiver.address();
    const receiver = typeof address === 'object' && address !== null ? address.port : 0;
    const [alertmanager, prometheus] = [await freePort(), await freePort()];
    this.#port = prometheus;
    const write = (name: string, value: unknown): string => {
      const path = join(folder, name);
      writeFileSync(path, typeof value === 'string' ? value : stringify(value));
      return path;
    };
    const places = {
      askfolio,
      ...(caFile === undefined ? {} : { caFile }),
      databases: database === undefined ? [] : [database],
      alertmanager: `127.0.0.1:${alertmanager}`,
      tokenFile: write('token', token),
      ruleFiles: [write('askfolio.rules.yml', rules(pace, age, scrape))],
    };
    const way = (name: string): string => `http://127.0.0.1:${receiver}/${name}`;
    const receivers = { onCall: way('on-call'), tickets: way('tickets') };
    this.#run('prometheus-alertmanager', [
      `--config.file=${write('alertmanager.yml', alertmanagerSettings(receivers, pace))}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=127.0.0.1:${alertmanager}`,
      '--cluster.listen-address=',
    ]);
    this.#run('prometheus', [
      `--config.file=${write('prometheus.yml', prometheusSettings(places, scrape))}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${prometheus}`,
      '--log.level=error',
      '--enable-feature=exemplar-storage',
    ]);
    await Promise.all([untilItListens(alertmanager), untilItListens(prometheus)]);
  }

  /** Whether an alert was told; a name without a source stands for it with any. */
  wasRaised(alert: string): boolean {
    return [...this.raised].some(isOf(alert));
  }

  /** Waits until each was told as firing, since it was last forgotten. */
  async untilRaised(...alerts: readonly string[]): Promise<void> {
    await Promise.all(alerts.map((alert) => this.#until(alert, () => this.wasRaised(alert))));
  }

  /** Waits until each was told as resolved, and nothing newer of it. */
  async untilOver(...alerts: readonly string[]): Promise<void> {
    const isOver = (alert: string): boolean =>
      [...this.told].every(([one, state]) => !isOf(alert)(one) || state === 'resolved');
    await Promise.all(alerts.map((alert) => this.#until(`the end of ${alert}`, () => isOver(alert))));
  }

  /** What was told of an alert before its cause is provoked counts for nothing. */
  forget(...alerts: readonly string[]): void {
    for (const one of this.raised) if (alerts.some((alert) => isOf(alert)(one))) this.raised.delete(one);
  }

  async #until(what: string, isThere: () => boolean): Promise<void> {
    await until(isThere, this.#told_ms_max).catch(() => {
      throw new Error(`${what} was not told; told: ${JSON.stringify([...this.told])}`);
    });
  }

  /** The series that an expression gives now; throws where Prometheus does not take it. */
  async series(expression: string): Promise<readonly Readonly<Record<string, string>>[]> {
    const query = new URLSearchParams({ query: expression });
    const response = await fetch(`http://127.0.0.1:${this.#port}/api/v1/query?${query}`);
    const body: unknown = await response.json();
    const parsed = Result.safeParse(body);
    if (!parsed.success) throw new Error(`${expression}: ${JSON.stringify(body)}`);
    return parsed.data.data.result.map(({ metric }) => metric);
  }

  /** The traces that stand beside what a metric has observed in the last ten minutes. */
  async exemplars(metric: string): Promise<readonly string[]> {
    const [start, end] = [Date.now() / 1_000 - 600, Date.now() / 1_000 + 1];
    const query = new URLSearchParams({ query: metric, start: String(start), end: String(end) });
    const response = await fetch(`http://127.0.0.1:${this.#port}/api/v1/query_exemplars?${query}`);
    const { data } = Exemplars.parse(await response.json());
    return data.flatMap((series) => series.exemplars.map(({ labels }) => labels.trace_id));
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#children.map((child) => {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        return ended;
      }),
    );
    this.#receiver.closeAllConnections();
    this.#receiver.close();
  }

  async #hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.words += body;
    for (const { status, labels } of Notification.parse(JSON.parse(body)).alerts) {
      const name = [labels['alertname'], labels['source'] ?? labels['custodian']].filter(Boolean).join(' ');
      this.told.set(name, status);
      if (status === 'firing') this.raised.add(name);
      this.ways.set(name, request.url ?? '');
    }
    response.end();
  }

  #run(program: string, options: readonly string[]): void {
    this.#children.push(spawn(program, [...options], { stdio: ['ignore', 'ignore', 'inherit'] }));
  }
}

const isOf =
  (alert: string) =>
  (told: string): boolean =>
    told === alert || told.split(' ')[0] === alert;
