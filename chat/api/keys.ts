import type { ApiKey } from '../../src/vocabulary/custody.ts';
import type { DataKeyState } from '../../src/vocabulary/operations.ts';
import { readItems, request, send } from './client.ts';

export const fetchDataKeys = (): Promise<readonly DataKeyState[]> => readItems('/data-keys');

export async function rotateDataKeys(): Promise<{ readonly values: number; readonly master: string }> {
  const response = await send('POST', '/data-keys/rotation', {});
  return (await response.json()) as { values: number; master: string };
}

export const fetchApiKeys = (): Promise<readonly ApiKey[]> => readItems('/api-keys');

/** A key with its secret, which is given this once. */
export interface MadeApiKey {
  readonly key: ApiKey;
  readonly secret: string;
}

export async function makeApiKey(
  key: Pick<ApiKey, 'user' | 'label' | 'rights' | 'expiresAt'>,
): Promise<MadeApiKey> {
  const response = await send('POST', '/api-keys', key);
  return (await response.json()) as MadeApiKey;
}

export async function revokeApiKey(id: string): Promise<void> {
  await request(`/api-keys/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
