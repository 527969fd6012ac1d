import { afterEach, describe, expect, test, vi } from 'vitest';
import { ask, type AnswerPart, partOf } from './ask.ts';
import { PageProblem } from './problem.ts';

function replyWith(body: BodyInit | null, init?: ResponseInit): void {
  vi.stubGlobal('fetch', async () => new Response(body, init));
}

async function asking(): Promise<{ parts: AnswerPart[]; thrown: unknown }> {
  const parts: AnswerPart[] = [];
  const body = { question: 'What is it worth?' };
  const thrown = await ask(body, new AbortController().signal, (part) => parts.push(part)).then(
    () => null,
    (reason: unknown) => reason,
  );
  return { parts, thrown };
}

const PROBLEM = {
  type: 'urn:askfolio:problem:busy',
  title: 'Too much is running just now',
  status: 503,
  detail: 'Wait.',
  code: 'busy',
};

function busy(retryAfter: string): Response {
  return new Response(JSON.stringify(PROBLEM), { status: 503, headers: { 'retry-after': retryAfter } });
}

describe('asking', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('hands the parts over in the order in which they come', async () => {
    replyWith(
      'event: stage\ndata: {"stage":"run"}\n\nevent: text\ndata: {"text":"Hi"}\n\nevent: answer\ndata: {"kind":"answer"}\n\n',
    );
    const { parts, thrown } = await asking();
    expect(thrown).toBeNull();
    expect(parts.map(({ kind }) => kind)).toEqual(['stage', 'text', 'answer']);
  });

  test('goes on with an answer whose line was cut from the event that came last, without asking again', async () => {
    const sent: string[] = [];
    const traces = new Set<string | null>();
    const replies = [
      'id: 1\nevent: stage\ndata: {"stage":"run"}\n\nid: 2\nevent: text\ndata: {"text":"Hi"}\n\nid: 3\nevent: tab',
      'id: 3\nevent: table\ndata: {"columns":[],"rows":[]}\n\nid: 4\nevent: answer\ndata: {"kind":"answer"}\n\n',
    ];
    vi.stubGlobal('fetch', async (url: string, { method, headers }: RequestInit) => {
      const after = new Headers(headers).get('last-event-id');
      traces.add(new Headers(headers).get('traceparent'));
      sent.push(`${method ?? 'GET'} ${url.replace(/[0-9a-f-]{36}/, 'id')} ${after}`);
      return new Response(replies.shift());
    });
    const { parts, thrown } = await asking();
    expect(thrown).toBeNull();
    expect(parts.map(({ kind }) => kind)).toEqual(['stage', 'text', 'table', 'answer']);
    expect(sent).toEqual(['POST /api/v1/ask null', 'GET /api/v1/ask/id 2']);
    // Both stand in one trace.
    expect([...traces]).toEqual([expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-02$/)]);
  });

  test('says that the connection is lost where the answer cannot be gone on with', async () => {
    const replies = [
      new Response('event: text\ndata: {"text":"Your portfolio is worth"}\n\n'),
      new Response(JSON.stringify({ ...PROBLEM, code: 'not_found', status: 404 }), { status: 404 }),
    ];
    vi.stubGlobal('fetch', async () => replies.shift());
    const { parts, thrown } = await asking();
    expect(parts).toHaveLength(1);
    expect(thrown).toMatchObject({ code: 'connection_lost' });
    expect(replies).toHaveLength(0);
  });

  test('tells the server when it is stopped', async () => {
    const control = new AbortController();
    const sent: string[] = [];
    vi.stubGlobal('fetch', async (_url: string, { method, signal }: RequestInit) => {
      sent.push(method ?? 'GET');
      if (method === 'DELETE') return new Response(null, { status: 204 });
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    });
    const asked = ask({ question: 'What is it worth?' }, control.signal, () => undefined);
    control.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    expect(sent).toEqual(['POST', 'DELETE']);
  });

  test('shows the problem that the server gives, before the stream or within it', async () => {
    replyWith(JSON.stringify(PROBLEM), { status: 503 });
    expect((await asking()).thrown).toMatchObject({ code: 'busy', title: PROBLEM.title, message: 'Wait.' });
    replyWith(`event: problem\ndata: ${JSON.stringify(PROBLEM)}\n\n`);
    expect((await asking()).thrown).toMatchObject({ code: 'busy', status: 503 });
  });

  test('asks again by itself, after as long as it is told to, where too much was asked', async () => {
    const replies = [busy('0'), busy('0'), new Response('event: answer\ndata: {"kind":"answer"}\n\n')];
    vi.stubGlobal('fetch', async () => replies.shift());
    const { parts, thrown } = await asking();
    expect(thrown).toBeNull();
    expect(parts.map(({ kind }) => kind)).toEqual(['busy', 'busy', 'answer']);
  });

  test('gives up after some tries where too much is asked all the while', async () => {
    let tries = 0;
    vi.stubGlobal('fetch', async () => {
      tries += 1;
      return busy('0');
    });
    const { parts, thrown } = await asking();
    expect(thrown).toMatchObject({ code: 'busy', message: 'Wait.' });
    expect([tries, parts.length]).toEqual([6, 5]);
  });

  test('asks no more once it is stopped while it waits to be asked again', async () => {
    const control = new AbortController();
    const sent: string[] = [];
    vi.stubGlobal('fetch', async (_url: string, { method }: RequestInit) => {
      sent.push(method ?? 'GET');
      if (method === 'DELETE') return new Response(null, { status: 204 });
      return busy('30');
    });
    const asked = ask({ question: 'What is it worth?' }, control.signal, () => control.abort());
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    expect(sent).toEqual(['POST', 'DELETE']);
  });

  test('knows an ended session', async () => {
    replyWith(JSON.stringify({ ...PROBLEM, code: 'not_signed_in', status: 401 }), { status: 401 });
    const { thrown } = await asking();
    expect(thrown instanceof PageProblem && thrown.isSignedOut).toBe(true);
  });

  test('passes over an event of a newer server', () => {
    expect(partOf({ event: 'confidence', data: '0.9', id: '' })).toBeNull();
  });
});
