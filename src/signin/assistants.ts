import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { OidcEntries, OidcPayload } from '../state/oidc-entries.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';

/** Where other assistants make themselves known (RFC 7591). */
export const REGISTRATION_PATH = '/oidc/reg';

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** An address of the assistant itself: with TLS, or on the machine of whoever uses it. */
const redirectUri = z
  .string()
  .max(2_000)
  .refine((text) => {
    const address = URL.parse(text);
    if (address === null || address.hash !== '' || address.username !== '') return false;
    const isLocal = LOOPBACK.includes(address.hostname);
    return isLocal ? address.protocol === 'http:' : address.protocol === 'https:';
  });

const Registration = z.object({
  client_name: z.string().trim().min(1).max(LIMITS.assistant_name_chars_max).default('An assistant'),
  redirect_uris: z.array(redirectUri).min(1).max(LIMITS.assistant_addresses_max),
});

export interface Assistants {
  /**
   * Makes an assistant known; gives what it is to keep. It can do nothing until a person allows it. Throws
   * Problem `usage` for what is no registration.
   */
  register(request: unknown): Promise<OidcPayload>;
  find(id: string): Promise<OidcPayload | undefined>;
}

/** Programs that may ask people to be let in as their assistants: public clients, each with a name of its own choice. */
export function assistantsOf(entries: Pick<OidcEntries, 'shelf'>): Assistants {
  const shelf = entries.shelf('Client');
  return {
    register: async (request) => {
      const read = Registration.safeParse(request);
      if (!read.success) {
        throw new Problem(
          'usage',
          'An assistant registers with a client_name and redirect_uris that are https addresses or http ones of its own machine.',
        );
      }
      const { client_name, redirect_uris } = read.data;
      const client = {
        client_id: `assistant-${randomUUID()}`,
        client_name,
        redirect_uris,
        // A program of this kind is asked about at every sign-in, whatever was allowed before.
        application_type: 'native',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      };
      await shelf.upsert(client.client_id, client, LIMITS.assistant_days_max * 86_400);
      return client;
    },
    find: (id) => (isAssistant(id) ? shelf.find(id) : Promise.resolve(undefined)),
  };
}

export function isAssistant(clientId: string): boolean {
  return clientId.startsWith('assistant-');
}
