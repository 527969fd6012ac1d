export interface StreamEvent {
  readonly event: string;
  readonly data: string;
  /** The last id that the stream gave; '' before the first. */
  readonly id: string;
}

/**
 * The events of a `text/event-stream` (HTML Living Standard, 9.2.6). One that its blank line has not ended is never
 * given: a cut line must not pass half an answer off as a whole one.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let id = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = block.split('\n').map(fieldOf);
        const last = (name: string): string | undefined => fields.findLast(([each]) => each === name)?.[1];
        id = last('id') ?? id;
        const data = fields.filter(([name]) => name === 'data').map(([, text]) => text);
        if (data.length > 0) yield { event: last('event') ?? 'message', data: data.join('\n'), id };
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function fieldOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}
