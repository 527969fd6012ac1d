import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** What a server is asked by somebody who keeps the connection open. */
export interface Call {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface Load {
  /** Answers in a second. An answer that says that it failed is none, whatever its status. */
  readonly rate: number;
  /** Milliseconds of each of them, in no order. */
  readonly times: readonly number[];
  /** How many were answered otherwise. */
  readonly failures: number;
  /** Of those, how many by what was said instead: a problem's code where there was one. */
  readonly reasons: Readonly<Record<string, number>>;
}

interface Tally {
  readonly times: number[];
  failures: number;
  readonly reasons: Record<string, number>;
}

/** Asks one thing after the other over `connections` at once, for a while: as fast as the server will. */
export async function flatOut(
  next: (count: number) => Call,
  connections: number,
  seconds: number,
): Promise<Load> {
  const until = performance.now() + seconds * 1000;
  let count = 0;
  return loaded(seconds, connections, async (call) => {
    while (performance.now() < until) await call(next((count += 1)));
  });
}

/** Asks at a steady rate whether or not the server has answered; an answer's time counts from when it was due. */
export async function atRate(
  next: (count: number) => Call,
  perSecond: number,
  seconds: number,
): Promise<Load> {
  const connections = 64;
  const [begin, total] = [performance.now(), Math.floor(perSecond * seconds)];
  let count = 0;
  return loaded(seconds, connections, async (call) => {
    while (count < total) {
      const due = begin + ((count += 1) * 1000) / perSecond;
      await pause(Math.max(0, due - performance.now()));
      await call(next(count), due);
    }
  });
}

/** People who each ask, read and think for a while, of `thinkSeconds` on average, and ask again. */
export async function thinking(
  people: readonly (() => Call)[],
  thinkSeconds: number,
  seconds: number,
): Promise<Load> {
  const until = performance.now() + seconds * 1000;
  let at = 0;
  return loaded(seconds, people.length, async (call) => {
    const next = people[(at += 1) - 1];
    if (!next) return;
    await think(thinkSeconds);
    while (performance.now() < until) {
      await call(next());
      await think(thinkSeconds);
    }
  });
}

/** As long as people who come by themselves leave between one thing and the next: exponentially distributed. */
function think(seconds: number): Promise<void> {
  return pause(-Math.log(1 - Math.random()) * seconds * 1000);
}

async function loaded(
  seconds: number,
  connections: number,
  work: (call: (what: Call, due?: number) => Promise<void>) => Promise<void>,
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const tally: Tally = { times: [], failures: 0, reasons: {} };
  try {
    await Promise.all(
      Array.from({ length: connections }, () =>
        work(async (what, due = performance.now()) => {
          const reason = await whyNot(what, agent);
          if (reason === null) {
            tally.times.push(performance.now() - due);
            return;
          }
          tally.failures += 1;
          tally.reasons[reason] = (tally.reasons[reason] ?? 0) + 1;
        }),
      ),
    );
  } finally {
    agent.destroy();
  }
  return { rate: tally.times.length / seconds, ...tally };
}

/** Null where it is answered, and otherwise what came instead. */
function whyNot({ url, headers, body }: Call, agent: Agent): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const asking = request(
    url,
    {
      agent,
      method: body === null ? 'GET' : 'POST',
      headers: body === null ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
    },
    (response) => {
      const { statusCode } = response;
      let reason: string | null = null;
      // What it is stands in the first bytes of a reply.
      response.once('data', (chunk: Buffer) => {
        if (statusCode === 200 && !chunk.includes('"kind":"error"')) return;
        const code = /"code":"(\w+)"/.exec(chunk.toString('utf8'))?.[1] ?? 'no code';
        reason = `${String(statusCode)} ${code}`;
      });
      response.on('end', () => resolve(statusCode === 200 ? reason : (reason ?? String(statusCode))));
      response.on('error', ({ message }) => resolve(message));
    },
  );
  asking.on('error', ({ message }) => resolve(message));
  asking.end(body ?? undefined);
  return promise;
}
