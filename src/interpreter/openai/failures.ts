import { APIConnectionError, APIError } from 'openai';
import { certificateTrouble } from '../../vocabulary/certificate-trouble.ts';
import { Problem, type ProblemCode } from '../../vocabulary/problem.ts';

/** The model will not say anything about this. */
export class Refused extends Error {}
/** The reply outgrew its limit. */
export class TooLong extends Error {}
/** The stream ended before the reply did. */
export class CutOff extends Error {}

/** A failed call that may go well the next time. */
class Passing extends Problem {
  /** null: the server said nothing of when. */
  readonly afterMs: number | null;

  constructor(code: ProblemCode, message: string, afterMs: number | null) {
    super(code, message);
    this.afterMs = afterMs;
  }
}

/** Milliseconds until another try makes sense; null where none does. */
export function retryAfterMs(problem: Problem, otherwise: number): number | null {
  return problem instanceof Passing ? (problem.afterMs ?? otherwise) : null;
}

/**
 * What went wrong, in a sentence. Nothing that the server said goes into it: such texts repeat keys and questions.
 * `outOfTime`: the call was ended by its limit of time.
 */
export function problemFor(error: unknown, outOfTime: boolean): Problem {
  if (error instanceof Problem) return error;
  if (outOfTime) {
    return new Problem('model_unavailable', 'The language model did not answer in time; try again later.');
  }
  if (error instanceof Refused) {
    return new Problem(
      'model_refused',
      'The language model declined to read this question; put it another way.',
    );
  }
  if (error instanceof TooLong) {
    return new Problem(
      'model_unreadable',
      'The language model said too much to be an answer; put the question more simply.',
    );
  }
  if (error instanceof CutOff) {
    return new Passing('model_unreadable', 'The language model broke off in the middle; try again.', null);
  }
  if (error instanceof APIConnectionError) {
    return new Passing(
      'model_unavailable',
      `The language model cannot be reached; ${certificateTrouble(error) ?? 'check OPENAI_BASE_URL and the network'}.`,
      null,
    );
  }
  if (error instanceof APIError) return problemOfStatus(error.status ?? 500, error.headers);
  if (error instanceof SyntaxError) {
    return new Problem(
      'model_unreadable',
      'What the language model’s server sent is not what its protocol says; check OPENAI_BASE_URL.',
    );
  }
  // A connection that breaks while the reply is read is no error of the client's own.
  return problemFor(new CutOff(), false);
}

function problemOfStatus(status: number, headers: unknown): Problem {
  if (status === 401 || status === 403) {
    return new Problem(
      'model_not_accepted',
      'The language model’s server does not accept the key; correct OPENAI_API_KEY.',
    );
  }
  if (status === 429) {
    const after = headers instanceof Headers ? headers.get('retry-after') : null;
    return new Passing(
      'model_busy',
      'The language model takes no more questions just now; try again in a minute.',
      secondsFrom(after),
    );
  }
  if (status === 408 || status >= 500) {
    return new Passing(
      'model_unavailable',
      'The language model is out of order just now; try again later.',
      null,
    );
  }
  return new Problem(
    'model_not_accepted',
    `The language model’s server does not take such a request (status ${String(status)}); check OPENAI_MODEL and OPENAI_BASE_URL.`,
  );
}

/** Retry-After as it is written in HTTP: seconds, or a moment. */
function secondsFrom(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d{1,9}(\.\d+)?$/.test(header.trim())) return Number(header) * 1_000;
  const moment = Date.parse(header);
  return Number.isNaN(moment) ? null : Math.max(0, moment - Date.now());
}
