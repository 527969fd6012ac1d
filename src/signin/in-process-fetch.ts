import type { IncomingMessage, ServerResponse } from 'node:http';
import inject from 'light-my-request';
import type { CustomFetch } from 'openid-client';

/** Asks the server of this process without a network between: as a client of its own it needs no certificate. */
export function inProcessFetch(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): CustomFetch {
  return async (address, { method, headers, body }) => {
    const { pathname, search, host } = new URL(address);
    const answer = await inject((request, response) => void handle(request, response), {
      method: method === 'POST' ? 'POST' : 'GET',
      url: `${pathname}${search}`,
      headers: { ...headers, host },
      ...(body instanceof URLSearchParams || typeof body === 'string' ? { payload: String(body) } : {}),
    });
    const given = Object.entries(answer.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    return new Response(new Uint8Array(answer.rawPayload), { status: answer.statusCode, headers: given });
  };
}
