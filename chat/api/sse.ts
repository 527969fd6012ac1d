export interface StreamEvent {
  readonly event: string;
  readonly data: string;
  /** The last id that the stream gave; '' before the first. */
  readonly id: string;
}

export interface StreamReader {
  /** Takes the next piece of text, cut anywhere, and gives the events that it completes. */
  push(piece: string): readonly StreamEvent[];
}

/**
 * Reads `text/event-stream` (HTML Living Standard, 9.2.6) piece by piece. An event that its blank line has not
 * ended is never given: a cut connection must not pass half an answer off as a whole one.
 */
export function readEventStream(): StreamReader {
  let rest = '';
  let event = '';
  let id = '';
  let data: string[] = [];

  const takeLine = (line: string): StreamEvent | null => {
    if (line === '') {
      const complete = data.length > 0 ? { event: event || 'message', data: data.join('\n'), id } : null;
      event = '';
      data = [];
      return complete;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
    if (field === 'id') id = value;
    return null;
  };

  return {
    push(piece) {
      rest += piece;
      // A carriage return at the very end may be half of a CRLF: it waits for the next piece.
      const held = rest.endsWith('\r') ? '\r' : '';
      const lines = rest.slice(0, rest.length - held.length).split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? '') + held;
      return lines.map(takeLine).filter((complete) => complete !== null);
    },
  };
}
