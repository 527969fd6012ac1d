import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Installation, ROOT } from '../end-to-end/askfolio.ts';
import { freePort, until } from '../services/private-server.ts';
import { keepLog, keepMetrics, TRAIL_TOKEN, trailSettings } from '../services/trail.ts';

/** `askfolio start` on a home, with a person signed in. */
export class Service {
  readonly port: number;
  readonly child: ChildProcess;
  /** What it wrote to standard error. */
  log = '';
  #out = '';
  #cookie = '';

  readonly #metricsToken: string;

  private constructor(port: number, child: ChildProcess, metricsToken: string) {
    this.port = port;
    this.#metricsToken = metricsToken;
    this.child = child;
    child.stdout?.on('data', (chunk: Buffer) => (this.#out += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (this.log += chunk.toString('utf8')));
  }

  /**
   * `port`: a free one where none is given; `environment`: more than the installation's own; `program`: what is run in
   * place of `askfolio start` and greets as it does.
   */
  static async start(
    home: Installation,
    port?: number,
    environment: Readonly<Record<string, string>> = {},
    program: readonly string[] = [join(ROOT, 'bin/askfolio.js'), 'start'],
  ): Promise<Service> {
    const at = port ?? (await freePort());
    const child = spawn(process.execPath, program, {
      cwd: ROOT,
      env: {
        ...process.env,
        OPENAI_API_KEY: '',
        OPENAI_BASE_URL: '',
        ...trailSettings,
        ...home.environment,
        ...environment,
        ASKFOLIO_HOME: home.home,
        ASKFOLIO_PORT: String(at),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const token = home.environment['ASKFOLIO_METRICS_TOKEN'] ?? TRAIL_TOKEN;
    const service = new Service(at, child, token);
    const link = (): string | undefined => /https?:\/\/\S+\/signin\?token=\S+/.exec(service.#out)?.[0];
    await until(() => link() !== undefined || child.exitCode !== null, 60_000);
    const response = await fetch(link() ?? '');
    service.#cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    return service;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** By which the person is known. */
  get signedIn(): Readonly<Record<string, string>> {
    return { cookie: this.#cookie };
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.address}${path}`, { headers: { cookie: this.#cookie, ...headers } });
  }

  async post(path: string, body: unknown, more: Record<string, string> = {}): Promise<Response> {
    const headers = { cookie: this.#cookie, 'content-type': 'application/json', ...more };
    return fetch(`${this.address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  ask(question: string): Promise<Response> {
    return this.post('/api/v1/ask', { question });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    await keepMetrics(this.address, this.#metricsToken).catch(() => undefined);
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
    keepLog(this.log);
  }
}
