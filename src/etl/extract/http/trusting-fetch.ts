import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';

export interface TrustingRequest {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams;
  readonly signal: AbortSignal;
}

/** What of an answer is looked at. */
export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** `fetch` over TLS to a server whose certificate `authority` (PEM) has signed; redirects are not followed. */
export async function trustingFetch(
  url: URL,
  authority: string,
  { method = 'GET', headers, body, signal }: TrustingRequest,
): Promise<Answer> {
  const form = body?.toString();
  const typed =
    form === undefined ? headers : { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { method, headers: typed, signal, ca: authority, minVersion: 'TLSv1.2' }, resolve)
      .on('error', reject)
      .end(form);
  });
  const status = message.statusCode ?? 0;
  return { status, ok: status >= 200 && status < 300, body: message };
}
