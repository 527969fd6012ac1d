import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { certificateTrouble } from '../vocabulary/certificate-trouble.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Wrapping } from './master-key.ts';

export interface KeyServiceOptions {
  /** Of one key of a transit engine: https://vault.example:8200/v1/transit/keys/askfolio. */
  readonly address: string;
  /** A file with the token, read for each call: another process may renew it. */
  readonly tokenFile: string;
}

const CALL_MS_MAX = 10_000;
const Sealed = z.object({ data: z.object({ ciphertext: z.string().min(1) }) });
const Opened = z.object({ data: z.object({ plaintext: z.string().min(1) }) });

/**
 * A master key that never leaves a key service: the transit engine of HashiCorp Vault and OpenBao, which wraps and
 * unwraps for us. Rejects with `key_service` where it cannot be reached or refuses, `settings_invalid` for an address
 * that is none.
 */
export function keyService(options: KeyServiceOptions): Wrapping {
  const { base, key } = addressOf(options.address);
  const call = async <T>(verb: 'encrypt' | 'decrypt', body: object, answer: z.ZodType<T>): Promise<T> => {
    const token = await readFile(options.tokenFile, 'utf8').catch((error: unknown) => {
      throw refused('its token file cannot be read', error);
    });
    let text: string;
    try {
      const response = await fetch(`${base}/${verb}/${key}`, {
        method: 'POST',
        headers: { 'x-vault-token': token.trim(), 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(CALL_MS_MAX),
        redirect: 'error',
      });
      if (!response.ok) throw refused(`it answered with status ${response.status}`);
      text = await response.text();
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw refused(certificateTrouble(error) ?? 'it cannot be reached', error);
    }
    const read = answer.safeParse(jsonOf(text));
    if (!read.success) throw refused('it answered with something else than was asked');
    return read.data;
  };
  return {
    seal: async (text, context) => {
      const plaintext = Buffer.from(text, 'utf8').toString('base64');
      const answer = await call('encrypt', { plaintext, associated_data: bound(context) }, Sealed);
      return answer.data.ciphertext;
    },
    open: async (sealed, context) => {
      const answer = await call('decrypt', { ciphertext: sealed, associated_data: bound(context) }, Opened);
      return Buffer.from(answer.data.plaintext, 'base64').toString('utf8');
    },
  };
}

const bound = (context: string): string => Buffer.from(context, 'utf8').toString('base64');

/** Plain HTTP is taken for this machine alone. */
function addressOf(address: string): { readonly base: string; readonly key: string } {
  const url = URL.canParse(address) ? new URL(address) : null;
  const [, mount, key] = /^(.*)\/keys\/([\w-]+)$/.exec(url?.pathname ?? '') ?? [];
  const isHere = url !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (!url || mount === undefined || key === undefined || (url.protocol !== 'https:' && !isHere)) {
    throw new Problem(
      'settings_invalid',
      'The setting ASKFOLIO_KEY_SERVICE must be the https address of a key, such as https://vault.example:8200/v1/transit/keys/askfolio; correct it.',
    );
  }
  return { base: `${url.origin}${mount}`, key };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refused(why: string, cause?: unknown): Problem {
  return new Problem(
    'key_service',
    `The key service does not open the keys of this installation: ${why}; mend that, then start again.`,
    { cause },
  );
}
