/** What went wrong, in one sentence that says what to do, under a code that stays the same (RFC 9457). */
export class AskfolioProblem extends Error {
  override readonly name = 'AskfolioProblem';
  readonly code: string;
  readonly title: string;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** After how many seconds it is worth trying again; null where the server says nothing. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: string,
    title: string,
    detail: string,
    status: number,
    retryAfterSeconds: number | null = null,
  ) {
    super(detail);
    this.code = code;
    this.title = title;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A problem document, or whatever came in its place with this status. */
export function problemFrom(body: unknown, status = 0, headers?: Headers): AskfolioProblem {
  const fields = new Map(typeof body === 'object' && body !== null ? Object.entries(body) : []);
  const text = (name: string, otherwise: string): string => {
    const found: unknown = fields.get(name);
    return typeof found === 'string' ? found : otherwise;
  };
  const title = text('title', 'The server answered with something else than was expected');
  const told: unknown = fields.get('status');
  return new AskfolioProblem(
    text('code', 'internal'),
    title,
    text('detail', title),
    typeof told === 'number' ? told : status,
    retryAfterIn(headers),
  );
}

function retryAfterIn(headers: Headers | undefined): number | null {
  const told = headers?.get('retry-after') ?? '';
  return /^\d{1,4}$/.test(told) ? Number(told) : null;
}
