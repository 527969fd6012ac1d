import type { FastifyReply } from 'fastify';

/** Whoever closes the connection before the answer is there has stopped the question, and its query with it. */
export function stopWhenGone({ raw }: FastifyReply): AbortSignal {
  const control = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) control.abort();
  });
  return control.signal;
}
