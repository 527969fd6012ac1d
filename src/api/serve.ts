import { LIMITS } from '../vocabulary/limits.ts';
import { listen, type Listening } from './listen.ts';
import type { ApiParts } from './parts.ts';
import { createServer } from './server.ts';

export interface Served extends Listening {
  /** What whoever started it reads: where the page is, and how to sign in. */
  readonly greeting: string;
}

/** Serves the page and the API at `host` and `port`. Throws Problem `port_in_use`. */
export async function serve(
  parts: ApiParts & {
    readonly host: string;
    readonly port: number;
    readonly owner: string;
    readonly onListening: (address: string) => void;
  },
): Promise<Served> {
  const app = await createServer(parts);
  const listening = await listen(app, parts.host, parts.port, parts.tls === null ? 'http' : 'https');
  parts.onListening(listening.address);
  const origin = parts.place.origin();
  const link = `${origin}/signin?token=${await parts.sessions.invite(parts.owner)}`;
  const greeting = [
    'Askfolio is ready.',
    '',
    `  Address   ${origin}/`,
    `  Sign in   ${link}`,
    '',
    `The sign-in link works once, within ${LIMITS.signin_link_minutes_max} minutes. Stop with Ctrl-C.`,
    '',
  ];
  return { ...listening, greeting: greeting.join('\n') };
}
