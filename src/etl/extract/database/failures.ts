import { z } from 'zod';
import { certificateTrouble } from '../../../vocabulary/certificate-trouble.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import { SourceUnavailable } from '../source.ts';

const Coded = z.object({ code: z.string() });

/** Of the network, whatever the database: the server is away, or the way to it. */
const AWAY: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);

export function codeOf(error: unknown): string {
  return Coded.safeParse(error).data?.code ?? '';
}

/** What a driver's failures mean, by the codes of its database, and by its text where it gives no code. */
export interface Failures {
  /** Whether it may pass by itself. */
  readonly passing: (code: string, text: string) => boolean;
  /** The end of a sentence that says what is wrong and what to do; null: not known. */
  readonly words: (code: string, text: string) => string | null;
  /** Whether it is about a statement, so that the database's own words name what a mapping asks for. */
  readonly ofStatement: (code: string) => boolean;
}

/** A failure of a driver as what a person has to do; its own words are shown only where they are about a statement. */
export function failureOf(
  error: unknown,
  place: string,
  { passing, words, ofStatement }: Failures,
  code = codeOf(error),
): Problem {
  if (error instanceof Problem) return error;
  const text = error instanceof Error ? error.message : '';
  if (AWAY.has(code) || passing(code, text)) return unanswered(place, error);
  if (code === 'ENOTFOUND') {
    return unreadable(`The server of ${place} is not known; check the name of its host.`, error);
  }
  const trouble = certificateTrouble(error);
  const authority = trouble?.endsWith('its authority') ? ' with ca=FILE' : '';
  if (trouble !== null)
    return unreadable(`${place} could not be reached by TLS: ${trouble}${authority}.`, error);
  const said = words(code, text);
  if (said !== null) return unreadable(`${place} ${said}`, error);
  if (ofStatement(code)) {
    const why = `does not take the statement that it is read with (${firstLine(text)})`;
    return unreadable(`${place} ${why}; correct the table, query or columns of the mapping.`, error);
  }
  const named = code === '' ? '' : ` (${code})`;
  return unreadable(
    `${place} could not be read, for a reason that is not known here${named}; look into the log of its server.`,
    error,
  );
}

/** Where no password was given and one is wanted. */
export const NO_PASSWORD =
  'asks for a password, and none is given: give the source one with askfolio sources change.';
export const NO_TLS = 'does not speak TLS; switch it on at the server, or say tls=off in the address.';
export const WANTS_TLS = 'lets this user in by TLS alone; say tls=verify in the address.';
export const OTHER_SIGN_IN =
  'asks for a way of signing in that is not known here; let this user in with a password at the server.';

export function unanswered(place: string, cause?: unknown): SourceUnavailable {
  return new SourceUnavailable(
    `${place} does not answer, or the connection to it broke; check that its server runs and try again.`,
    { cause },
  );
}

export function unreadable(message: string, cause?: unknown): Problem {
  return new Problem('source_unreadable', message, { cause });
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.trim().replace(/[.;]+$/, '') || 'it gave no reason';
}
