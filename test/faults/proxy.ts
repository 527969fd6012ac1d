import { connect, createServer, type Server, type Socket } from 'node:net';

/** The way to a server, which can be cut: what is under way hears nothing more, and who comes anew waits. */
export class Proxy {
  readonly port: number;
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #target: number;
  #isCut = false;

  private constructor(server: Server, port: number, target: number) {
    this.#server = server;
    this.port = port;
    this.#target = target;
  }

  static async open(target: number): Promise<Proxy> {
    const server = createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    const proxy = new Proxy(server, address.port, target);
    server.on('connection', (near: Socket) =>
      proxy.#pass(near, connect({ port: proxy.#target, host: '127.0.0.1' })),
    );
    return proxy;
  }

  #pass(near: Socket, far: Socket): void {
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    near.on('data', (chunk: Buffer) => void (far.write(chunk) || near.pause()));
    far.on('data', (chunk: Buffer) => void (near.write(chunk) || far.pause()));
    near.on('drain', () => this.#isCut || far.resume());
    far.on('drain', () => this.#isCut || near.resume());
    if (!this.#isCut) near.resume();
    else far.pause();
  }

  /** From now on it leads to another server. */
  leadTo(target: number): void {
    this.#target = target;
    this.mend();
  }

  /** As when a cable is pulled: nothing comes through, and nobody is told. */
  cut(): void {
    this.#isCut = true;
    for (const [near, far] of this.#pairs) {
      near.pause();
      far.pause();
    }
  }

  /** What was connected meanwhile is reset, as routers do that have forgotten it. */
  mend(): void {
    this.#isCut = false;
    for (const [near, far] of this.#pairs) {
      near.destroy();
      far.destroy();
    }
  }

  close(): void {
    this.mend();
    this.#server.close();
  }
}
