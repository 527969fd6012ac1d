import { asProblem, Problem, type ProblemCode, PROBLEMS } from '../vocabulary/problem.ts';
import type { ProblemDocument } from './contract.ts';
import { problemWords } from './problem-words/problem-words.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** RFC 9457, in the language that its reader accepts. */
export function problemDocument(problem: Problem, acceptLanguage?: string): ProblemDocument {
  const { title, detail } = problemWords(problem, acceptLanguage);
  return {
    type: `urn:askfolio:problem:${problem.code}`,
    title,
    status: PROBLEMS[problem.code].status,
    detail,
    code: problem.code,
  };
}

/** Whatever a request failed with, as a Problem whose words may be shown: the server's own errors have words of ours. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { statusCode, validation, code } = detailsOf(error);
  const words: readonly [ProblemCode, string] | null =
    validation !== null
      ? ['usage', `The request's ${validation}; see /openapi.json.`]
      : statusCode === 413
        ? ['too_large', 'The request is larger than allowed; ask for less at once.']
        : statusCode === 429
          ? ['too_many', 'Too many requests in a short time; wait a minute and try again.']
          : code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE'
            ? ['usage', 'The body must be JSON; send it with content-type: application/json.']
            : statusCode !== null && statusCode >= 400 && statusCode < 500
              ? ['usage', 'The request is not well formed; see /openapi.json.']
              : null;
  return words ? new Problem(words[0], words[1], { cause: error }) : asProblem(error);
}

function detailsOf(error: unknown): {
  statusCode: number | null;
  validation: string | null;
  code: string | null;
} {
  if (!(error instanceof Error)) return { statusCode: null, validation: null, code: null };
  const statusCode = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  const isValidation = 'validation' in error && Array.isArray(error.validation);
  return { statusCode, validation: isValidation ? error.message : null, code };
}
