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

/** What a failure of a driver means; `passing` and `words` know the codes of the database. */
export function failureOf(
  error: unknown,
  place: string,
  passing: (code: string, text: string) => boolean,
  words: (code: string) => string | null,
): Problem {
  if (error instanceof Problem) return error;
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : '';
  if (AWAY.has(code) || passing(code, text)) return unanswered(place, error);
  if (code === 'ENOTFOUND') {
    return unreadable(`The server of ${place} is not known; check the name of its host.`, error);
  }
  const trouble = certificateTrouble(error);
  const authority = trouble?.endsWith('its authority') ? ' with ca=FILE' : '';
  if (trouble !== null)
    return unreadable(`${place} could not be reached by TLS: ${trouble}${authority}.`, error);
  const said = words(code);
  if (said !== null) return unreadable(`${place} ${said}`, error);
  return unreadable(`${place} could not be read: ${firstLine(text)}.`, error);
}

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
