/** What the person can do about a problem; HTTP status, exit status and the words shown derive from it. */
export type Remedy = 'rephrase' | 'sign_in' | 'ask_for_access' | 'retry' | 'correct' | 'report';

interface ProblemKind {
  readonly status: number;
  readonly remedy: Remedy;
  readonly title: string;
}

/** The one list of problems. A code is stable: scripts and alerts rely on it. */
export const PROBLEMS = {
  usage: { status: 400, remedy: 'correct', title: 'The request is not well formed' },
  not_found: { status: 404, remedy: 'correct', title: 'There is no such thing' },
  not_signed_in: { status: 401, remedy: 'sign_in', title: 'Sign in first' },
  not_permitted: { status: 403, remedy: 'ask_for_access', title: 'You have no access to this' },
  too_large: { status: 413, remedy: 'correct', title: 'The request is too large' },
  too_many: { status: 429, remedy: 'retry', title: 'Too many requests' },
  stopped: { status: 499, remedy: 'retry', title: 'Stopped by the asker' },
  busy: { status: 503, remedy: 'retry', title: 'Too much is running just now' },
  no_data: { status: 409, remedy: 'correct', title: 'No data have been imported yet' },
  version_gone: { status: 409, remedy: 'rephrase', title: 'That data version is not kept any more' },
  replay_differs: { status: 500, remedy: 'report', title: 'The answer came out otherwise' },
  sql_refused: { status: 422, remedy: 'rephrase', title: 'The statement is not allowed' },
  sql_invalid: { status: 422, remedy: 'rephrase', title: 'The statement could not be understood' },
  sql_limit: { status: 422, remedy: 'rephrase', title: 'The statement reached a limit' },
  source_unreadable: { status: 422, remedy: 'correct', title: 'The delivery could not be read' },
  source_unavailable: { status: 503, remedy: 'retry', title: 'The source does not answer' },
  mapping_invalid: { status: 422, remedy: 'correct', title: 'The mapping is not valid' },
  upload_conflict: { status: 409, remedy: 'retry', title: 'The upload stands elsewhere' },
  file_infected: { status: 422, remedy: 'correct', title: 'The virus scanner refused a file' },
  scanner_unavailable: { status: 503, remedy: 'retry', title: 'The virus scanner does not answer' },
  delivery_refused: { status: 422, remedy: 'correct', title: 'A table of the delivery was refused' },
  model_unavailable: { status: 503, remedy: 'retry', title: 'The language model does not answer' },
  model_busy: { status: 503, remedy: 'retry', title: 'The language model takes no more questions just now' },
  model_refused: { status: 422, remedy: 'rephrase', title: 'The language model declined the question' },
  model_unreadable: { status: 502, remedy: 'retry', title: "The language model's reply cannot be used" },
  model_not_accepted: {
    status: 500,
    remedy: 'correct',
    title: 'The language model does not accept the settings',
  },
  model_budget: {
    status: 429,
    remedy: 'retry',
    title: 'The budget for the language model is used up for today',
  },
  already_running: { status: 409, remedy: 'retry', title: 'A run is under way already' },
  cut_off: { status: 503, remedy: 'retry', title: 'The work was cut off' },
  not_good_enough: { status: 422, remedy: 'correct', title: 'The answers are not good enough' },
  port_in_use: { status: 500, remedy: 'correct', title: 'The port is taken' },
  home_unusable: { status: 500, remedy: 'correct', title: 'The home folder cannot be used' },
  wrong_key: { status: 500, remedy: 'correct', title: 'The key does not open the store' },
  store_corrupt: { status: 500, remedy: 'report', title: 'The store is damaged' },
  queue_unavailable: { status: 503, remedy: 'retry', title: 'The queue does not answer' },
  store_unavailable: { status: 503, remedy: 'retry', title: 'The store does not answer' },
  issuer_unavailable: { status: 503, remedy: 'retry', title: 'The issuer does not answer' },
  key_service: { status: 503, remedy: 'retry', title: 'The key service does not answer' },
  backup_unreadable: { status: 422, remedy: 'correct', title: 'The backup cannot be read' },
  audit_broken: { status: 500, remedy: 'report', title: 'The audit log is not whole' },
  audit_unavailable: { status: 503, remedy: 'retry', title: 'The audit log cannot be written' },
  settings_invalid: { status: 500, remedy: 'correct', title: 'A setting is not valid' },
  check_failed: { status: 500, remedy: 'report', title: 'The answer did not pass its own checks' },
  internal: { status: 500, remedy: 'report', title: 'Something went wrong on our side' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/**
 * A failure that a person will read: `message` is one sentence that says what happened and what to do. It names no
 * secret, no other client's data and no path inside the program.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  /** After how long it is worth trying again; null where nobody can tell. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: ProblemCode,
    message: string,
    {
      retryAfterSeconds = null,
      ...options
    }: ErrorOptions & { readonly retryAfterSeconds?: number | null } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  /** 2 for wrong usage, 1 for everything else (surfaces: exit status). */
  get exitStatus(): number {
    return this.code === 'usage' ? 2 : 1;
  }
}

/** Any thrown value as a Problem; what is not one already becomes `internal` and keeps its cause for the log. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  return new Problem(
    'internal',
    'Something went wrong on our side; try again, and report it with the time if it stays.',
    { cause: thrown },
  );
}
