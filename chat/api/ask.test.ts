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

  test('takes a stream that ends before the answer for a lost connection', async () => {
    replyWith('event: text\ndata: {"text":"Your portfolio is worth"}\n\n');
    const { parts, thrown } = await asking();
    expect(parts).toHaveLength(1);
    expect(thrown).toMatchObject({ code: 'connection_lost' });
  });

  test('shows the problem that the server gives, before the stream or within it', async () => {
    replyWith(JSON.stringify(PROBLEM), { status: 503 });
    expect((await asking()).thrown).toMatchObject({ code: 'busy', title: PROBLEM.title, message: 'Wait.' });
    replyWith(`event: problem\ndata: ${JSON.stringify(PROBLEM)}\n\n`);
    expect((await asking()).thrown).toMatchObject({ code: 'busy', status: 503 });
  });

  test('knows an ended session', async () => {
    replyWith(JSON.stringify({ ...PROBLEM, code: 'not_signed_in', status: 401 }), { status: 401 });
    const { thrown } = await asking();
    expect(thrown instanceof PageProblem && thrown.isSignedOut).toBe(true);
  });

  test('passes over an event of a newer server', () => {
    expect(partOf({ event: 'confidence', data: '0.9' })).toBeNull();
  });
});
