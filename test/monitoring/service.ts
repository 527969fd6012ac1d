import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Installation, ROOT } from '../end-to-end/askfolio.ts';
import { freePort, until } from '../services/private-server.ts';

/** `askfolio start` on a home, with a person signed in. */
export class Service {
  readonly port: number;
  readonly child: ChildProcess;
  /** What it wrote to standard error. */
  log = '';
  #out = '';
  #cookie = '';

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.child = child;
    child.stdout?.on('data', (chunk: Buffer) => (this.#out += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (this.log += chunk.toString('utf8')));
  }

  static async start(home: Installation): Promise<Service> {
    const port = await freePort();
    const child = spawn(process.execPath, [join(ROOT, 'bin/askfolio.js'), 'start'], {
      cwd: ROOT,
      env: {
        ...process.env,
        OPENAI_API_KEY: '',
        OPENAI_BASE_URL: '',
        ...home.environment,
        ASKFOLIO_HOME: home.home,
        ASKFOLIO_PORT: String(port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const service = new Service(port, child);
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

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}
