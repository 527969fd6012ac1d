/** What went wrong, in one sentence that says what to do, under a code that stays the same (RFC 9457). */
export class AskfolioProblem extends Error {
  override readonly name = 'AskfolioProblem';
  readonly code: string;
  readonly title: string;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;

  constructor(code: string, title: string, detail: string, status: number) {
    super(detail);
    this.code = code;
    this.title = title;
    this.status = status;
  }
}

/** A problem document, or whatever came in its place with this status. */
export function problemFrom(body: unknown, status = 0): AskfolioProblem {
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
  );
}
