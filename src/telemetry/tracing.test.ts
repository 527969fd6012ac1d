import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Problem } from '../vocabulary/problem.ts';
import { createLog } from './log.ts';
import { createOtlpTraces } from './otlp-traces.ts';
import { NO_TRACES } from './traces.ts';
import { Work } from './working.ts';

const SpanShape = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  status: z.object({ code: z.number().optional(), message: z.string().optional() }),
});
type SentSpan = z.infer<typeof SpanShape>;
const Export = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(SpanShape) })) })),
});

/** Does work as the work of one request. */
function inRequest(work: Work, parent: string | undefined, then: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = work.request('request-1', parent);
    request.within(() => {
      then()
        .finally(() => request.end({ status: 200 }))
        .then(resolve, reject);
    });
  });
}

describe('traces sent to a collector', () => {
  let collector: Server;
  let url = '';
  const sent: SentSpan[] = [];

  beforeEach(async () => {
    sent.length = 0;
    const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const body: unknown = await json(request);
      for (const { scopeSpans } of Export.parse(body).resourceSpans)
        sent.push(...scopeSpans.flatMap(({ spans }) => spans));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    };
    collector = createServer((request, response) => void take(request, response));
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const address = collector.address();
    url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1/traces`;
  });
  afterEach(() => new Promise((resolve) => collector.close(resolve)));

  const traced = async (
    share: number,
    then: (work: Work) => Promise<void>,
    parent?: string,
  ): Promise<void> => {
    const tracer = createOtlpTraces({ url, share, version: '1' });
    const work = new Work(tracer);
    await inRequest(work, parent, () => then(work));
    await tracer.close();
  };
  const named = (name: string): SentSpan | undefined => sent.find((span) => span.name === name);

  test('one trace goes from the request through what is done for it', async () => {
    await traced(1, async (work) => {
      await work.in('ask', async () => {
        const step = work.step('ask.run');
        await pause(1);
        await work.in('store.read', () => pause(1));
        step.end();
      });
    });
    const [request, ask, read] = [named('http.request'), named('ask'), named('store.read')];
    expect(new Set(sent.map(({ traceId }) => traceId)).size).toBe(1);
    expect(ask?.parentSpanId).toBe(request?.spanId);
    expect(read?.parentSpanId).toBe(ask?.spanId);
    expect(named('ask.run')?.parentSpanId).toBe(ask?.spanId);
  });

  test('a request with a traceparent goes on with that trace, also where few are recorded', async () => {
    const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await traced(0, (work) => work.in('ask', () => pause(1)), parent);
    expect(named('http.request')).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      parentSpanId: '00f067aa0ba902b7',
    });
  });

  test('a request of a click that is not recorded elsewhere is recorded by the share, in the trace of the click', async () => {
    const click = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02';
    await traced(1, (work) => work.in('ask', () => pause(1)), click);
    expect(named('ask')?.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    sent.length = 0;
    await traced(0, (work) => work.in('ask', () => pause(1)), click);
    expect(sent).toEqual([]);
  });

  test.each(['00-00000000000000000000000000000000-00f067aa0ba902b7-01', '00-4bf9-00f0-01', 'x'])(
    'the traceparent %s is as none',
    async (parent) => {
      await traced(1, () => pause(1), parent);
      expect(named('http.request')?.parentSpanId ?? '').toBe('');
    },
  );

  test('what is done later, for somebody who asked and went on, stands under what was asked', async () => {
    await traced(1, async (work) => {
      const traceparent = await work.in('job.put', () => Promise.resolve(work.traceparent()));
      expect(traceparent).toMatch(/^00-/);
      await work.goOn('job.delivery', traceparent, () => work.in('etl.run', () => pause(1)));
      await work.goOn('job.delivery', null, () => work.in('etl.check', () => pause(1)));
    });
    expect(named('job.delivery')?.parentSpanId).toBe(named('job.put')?.spanId);
    expect(named('etl.run')?.parentSpanId).toBe(named('job.delivery')?.spanId);
    expect(named('etl.check')?.traceId).not.toBe(named('http.request')?.traceId);
    expect(sent.filter(({ name }) => name === 'job.delivery')).toHaveLength(1);
  });

  test('of those that are not recorded nothing is sent', async () => {
    await traced(0, (work) => work.in('ask', () => pause(1)));
    expect(sent).toEqual([]);
  });

  test('what failed says so by its code, and never in the words of its message', async () => {
    await traced(1, async (work) => {
      const failing = work.in('ask', () => Promise.reject(new Problem('busy', 'Eleanor must wait.')));
      await expect(failing).rejects.toThrow('Eleanor');
    });
    expect(named('ask')?.status).toMatchObject({ code: 2, message: 'busy' });
    expect(JSON.stringify(sent)).not.toContain('Eleanor');
  });

  test('a collector that is away costs spans and nothing else', async () => {
    await new Promise((resolve) => collector.close(resolve));
    const tracer = createOtlpTraces({ url, share: 1, version: '1' });
    const work = new Work(tracer);
    let done = false;
    await inRequest(work, undefined, () => work.in('ask', () => pause(1)).then(() => void (done = true)));
    await tracer.close().catch(() => undefined);
    expect(done).toBe(true);
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  });
});

test('lines of a request carry its id and its trace, others none', async () => {
  const lines: string[] = [];
  const work = new Work(NO_TRACES);
  const log = createLog(
    'info',
    (line) => lines.push(line),
    () => work.ids(),
  );
  log.info('outside');
  await inRequest(work, undefined, async () => {
    await pause(1);
    log.info('inside');
  });
  const [outside, inside] = lines.map((line): unknown => JSON.parse(line));
  expect(outside).not.toHaveProperty('request');
  expect(inside).toMatchObject({ event: 'inside', request: 'request-1' });
  expect(inside).not.toHaveProperty('trace');
});

test('the level changes while the log is written', () => {
  const lines: string[] = [];
  const log = createLog('info', (line) => lines.push(line));
  log.debug('unseen');
  log.setLevel('debug');
  log.debug('seen');
  expect(log.level()).toBe('debug');
  expect(lines).toHaveLength(1);
});
