import type { ProblemDocument } from '../../src/api/contract.ts';
import { strings } from '../strings.ts';

/** A failure as the page shows it: a title, one sentence, and whether the session is what is missing. */
export class PageProblem extends Error {
  override readonly name = 'PageProblem';
  /** The server's code, or the page's own: `offline`, `connection_lost`, `unreadable`. */
  readonly code: string;
  readonly title: string;
  readonly status: number;
  /** After how long the server says to try again; null where it says nothing. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: string,
    title: string,
    detail: string,
    status = 0,
    retryAfterSeconds: number | null = null,
  ) {
    super(detail);
    this.code = code;
    this.title = title;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get isSignedOut(): boolean {
    return this.status === 401;
  }
}

export function offline(): PageProblem {
  return new PageProblem('offline', strings.unreachable.title, strings.answer.offline);
}

export function connectionLost(): PageProblem {
  return new PageProblem('connection_lost', strings.answer.failed, strings.answer.connectionLost);
}

export function unreadable(): PageProblem {
  return new PageProblem('unreadable', strings.answer.failed, strings.answer.unreadable);
}

function isDocument(body: unknown): body is ProblemDocument {
  return typeof body === 'object' && body !== null && 'title' in body && 'status' in body;
}

/** A problem document (RFC 9457), or whatever came in its place, as a problem of the page. */
export function fromDocument(body: unknown, status: number, headers?: Headers): PageProblem {
  if (!isDocument(body))
    return new PageProblem('internal', strings.answer.failed, strings.answer.unreadable, status);
  const [code, detail] = [body.code ?? 'internal', body.detail ?? body.title];
  return new PageProblem(code, body.title, detail, body.status, retryAfterIn(headers));
}

function retryAfterIn(headers: Headers | undefined): number | null {
  const told = headers?.get('retry-after') ?? '';
  return /^\d{1,4}$/.test(told) ? Number(told) : null;
}

export function asPageProblem(thrown: unknown): PageProblem {
  return thrown instanceof PageProblem ? thrown : unreadable();
}

export function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}
