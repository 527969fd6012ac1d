import type { FastifyInstance } from 'fastify';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Where it sends the browser, as a path of the same server or a whole address. */
  readonly to: string | null;
}

/** A browser as far as signing in needs one: it keeps cookies by their path and goes where it is sent. */
export class Visitor {
  readonly #app: FastifyInstance;
  readonly #origin: URL;
  readonly #address: string;
  readonly cookies = new Map<string, { readonly value: string; readonly path: string }>();

  constructor(app: FastifyInstance, origin: string, address = '127.0.0.1') {
    this.#app = app;
    this.#origin = new URL(origin);
    this.#address = address;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, null, headers);
  }

  /** Sends a form of a page of the server itself. */
  post(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const own = {
      origin: this.#origin.origin,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    };
    return this.send('POST', path, new URLSearchParams(form).toString(), { ...own, ...headers });
  }

  async send(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    payload: string | null,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const answer = await this.#app.inject({
      method,
      url: path,
      remoteAddress: this.#address,
      headers: {
        host: this.#origin.host,
        accept: 'text/html',
        cookie: this.#cookiesFor(path),
        ...headers,
      },
      ...(payload === null ? {} : { payload }),
    });
    for (const { name, value, path: place = '/', expires, maxAge } of answer.cookies) {
      const isOver =
        value === '' || maxAge === 0 || (expires !== undefined && expires.getTime() < Date.now());
      if (isOver) this.cookies.delete(name);
      else this.cookies.set(name, { value, path: place });
    }
    const { location } = answer.headers;
    return {
      status: answer.statusCode,
      body: answer.body,
      headers: answer.headers,
      to: typeof location === 'string' ? location.replace(this.#origin.origin, '') : null,
    };
  }

  /** Goes where it is sent, until it is sent no further. */
  async follow(answer: Answer): Promise<Answer> {
    let current = answer;
    for (let hop = 0; hop < 10 && current.to !== null; hop += 1) current = await this.get(current.to);
    return current;
  }

  /** The form of signing in: opened, and where it is sent to. */
  async openLogin(): Promise<string> {
    const page = await this.follow(await this.get('/signin'));
    const action = /<form method="post" action="([^"]+)"/.exec(page.body)?.[1];
    if (action === undefined) throw new Error(`there is no form of signing in: ${page.body}`);
    return action;
  }

  /** Signs in with a password and gives the last answer. */
  async signIn(user: string, password: string): Promise<Answer> {
    return this.follow(await this.post(await this.openLogin(), { user, password }));
  }

  #cookiesFor(path: string): string {
    return [...this.cookies]
      .filter(([, { path: place }]) => path.startsWith(place))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }
}
