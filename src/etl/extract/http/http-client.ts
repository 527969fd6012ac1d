import { parse } from 'lossless-json';
import { z } from 'zod';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import { SourceUnavailable } from '../source.ts';
import { trustingFetch } from './trusting-fetch.ts';
import type { Answer, TrustingRequest } from './trusting-fetch.ts';

/** How an interface knows who asks: the secret itself as a bearer token, or as what a token is fetched with. */
export type HttpAuthorization =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer' }
  | { readonly kind: 'oauth'; readonly tokenUrl: string; readonly clientId: string; readonly scope?: string };

export interface HttpClient {
  /** The JSON at an address of this interface; numbers keep their digits. */
  get(url: URL): Promise<unknown>;
}

const Token = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().optional() });
const TOKEN_SECONDS = 300;
const TOKEN_MARGIN_SECONDS = 30;

/**
 * Speaks to one interface. Addresses of other hosts are refused, and redirects are not followed: the token would go
 * along. `authority` is the PEM of who signed the certificate of the interface, where it is none that everybody trusts.
 * What may pass (no answer, 408, 429, 5xx) is a `SourceUnavailable`, the rest a Problem `source_unreadable`.
 */
export function httpClient(
  base: URL,
  authorization: HttpAuthorization,
  { secret, authority }: { readonly secret: string; readonly authority: string | null },
): HttpClient {
  let token: { readonly text: string; readonly until: number } | null = null;
  const bearer = async (): Promise<string | null> => {
    if (authorization.kind === 'none') return null;
    if (!/^[\x21-\x7e]+$/.test(secret) && authorization.kind === 'bearer')
      throw unreadable(
        `${base.host} asks for a token, and none is given that could be one; give the source one with askfolio sources change.`,
      );
    if (authorization.kind === 'bearer') return secret;
    if (token === null || token.until < Date.now())
      token = await fetchToken(authorization, secret, authority);
    return token.text;
  };
  const ask = async (url: URL): Promise<Answer> => {
    const text = await bearer();
    return send(url, authority, {
      headers: { accept: 'application/json', ...(text === null ? {} : { authorization: `Bearer ${text}` }) },
    });
  };
  return {
    get: async (url) => {
      if (url.origin !== base.origin) {
        throw unreadable(`${base.host} leads to another host (${url.host}) for more; that is not followed.`);
      }
      let response = await ask(url);
      if (response.status === 401 && authorization.kind === 'oauth') {
        // It may have been taken back before its time.
        token = null;
        response = await ask(url);
      }
      refuseStatus(response, base.host);
      return jsonOf(await textOf(response, base.host), base.host);
    },
  };
}

async function fetchToken(
  { tokenUrl, clientId, scope }: Extract<HttpAuthorization, { kind: 'oauth' }>,
  secret: string,
  authority: string | null,
): Promise<{ readonly text: string; readonly until: number }> {
  const url = new URL(tokenUrl);
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) });
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString(
    'base64',
  );
  const response = await send(url, authority, {
    method: 'POST',
    body: form,
    headers: { accept: 'application/json', authorization: `Basic ${basic}` },
  });
  refuseStatus(response, url.host);
  const read = Token.safeParse(tokenOf(await textOf(response, url.host)));
  if (!read.success)
    throw unreadable(`${url.host} gave no access token; check the token address of the mapping.`);
  const seconds = Math.max(1, (read.data.expires_in ?? TOKEN_SECONDS) - TOKEN_MARGIN_SECONDS);
  return { text: read.data.access_token, until: Date.now() + seconds * 1_000 };
}

/** What is no JSON holds no token. */
function tokenOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function send(
  url: URL,
  authority: string | null,
  init: Omit<TrustingRequest, 'signal'>,
): Promise<Answer> {
  const signal = AbortSignal.timeout(LIMITS.http_answer_seconds_max * 1_000);
  try {
    if (authority !== null) return await trustingFetch(url, authority, { ...init, signal });
    return await fetch(url, { ...init, redirect: 'manual', signal });
  } catch (error) {
    if (CERTIFICATE.has(codeOf(error))) {
      throw unreadable(
        `The certificate of ${url.host} is not trusted; name its authority in the address with ca=FILE.`,
        error,
      );
    }
    throw unanswered(url.host, error);
  }
}

/** Waiting does not mend a certificate. */
const CERTIFICATE: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}

function refuseStatus({ status, ok }: Answer, host: string): void {
  if (ok) return;
  if (status === 408 || status === 425 || status === 429 || status >= 500) throw unanswered(host, null);
  if (status === 401 || status === 403) {
    throw unreadable(
      `${host} does not take the token or the password; it may have expired: give the source another one with askfolio sources change.`,
    );
  }
  if (status >= 300 && status < 400) {
    throw unreadable(
      `${host} sends to another address, which is not followed; give the address where it answers.`,
    );
  }
  throw unreadable(`${host} answers with status ${String(status)}; check the paths of the mapping.`);
}

async function textOf(response: Answer, host: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of response.body ?? []) {
      bytes += part.length;
      if (bytes > LIMITS.http_page_bytes_max) {
        throw unreadable(
          `${host} gives more in one answer than may be (${String(LIMITS.http_page_bytes_max / 1_048_576)} MiB); ask for smaller pages.`,
        );
      }
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof Problem ? error : unanswered(host, error);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}

function jsonOf(text: string, host: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw unreadable(
      `${host} answers with something that is no JSON; check the paths of the mapping.`,
      error,
    );
  }
}

function unanswered(host: string, cause: unknown): SourceUnavailable {
  return new SourceUnavailable(`${host} does not answer, or asks to come back later; try again.`, { cause });
}

export function unreadable(message: string, cause?: unknown): Problem {
  return new Problem('source_unreadable', message, { cause });
}
