import type { Delivery } from '../../src/vocabulary/delivery.ts';
import { read, request, send } from './client.ts';
import { asPageProblem } from './problem.ts';

const place = encodeURIComponent;
const TUS = { 'tus-resumable': '1.0.0' };
/** So much goes in one request: what a slow line brings in the time that a server waits, and what is sent again at worst. */
const PART_BYTES = 2_097_152;

export interface HandedIn {
  readonly items: readonly Delivery[];
  readonly readyMappings: readonly string[];
}

export const fetchDeliveries = (): Promise<HandedIn> => read('/deliveries');

/** Announces a file, of its own delivery or of one that is there. */
export async function announceFile(file: File, delivery: string | null): Promise<Delivery> {
  const about = { filename: file.name, ...(delivery === null ? {} : { delivery }) };
  const metadata = Object.entries(about).map(([name, value]) => `${name} ${base64(value)}`);
  const response = await request('/deliveries', {
    method: 'POST',
    headers: { ...TUS, 'upload-length': String(file.size), 'upload-metadata': metadata.join(',') },
  });
  return (await response.json()) as Delivery;
}

/** Sends what is behind `offset` of a file, one part; gives where it ends then. */
export async function sendPart(
  { id, number }: { readonly id: string; readonly number: number },
  file: Blob,
  offset: number,
  signal: AbortSignal,
): Promise<number> {
  const response = await request(`/deliveries/${place(id)}/files/${String(number)}`, {
    method: 'PATCH',
    headers: {
      ...TUS,
      'upload-offset': String(offset),
      'content-type': 'application/offset+octet-stream',
    },
    body: file.slice(offset, offset + PART_BYTES),
    signal,
  });
  return Number(response.headers.get('upload-offset'));
}

/** Where an upload goes on. */
export async function offsetOf({
  id,
  number,
}: {
  readonly id: string;
  readonly number: number;
}): Promise<number> {
  const response = await request(`/deliveries/${place(id)}/files/${String(number)}`, {
    method: 'HEAD',
    headers: TUS,
  });
  return Number(response.headers.get('upload-offset'));
}

/** `mapping`: a ready one's name, YAML, '' for none; null: whatever fits. */
export async function lookAtDelivery(id: string, mapping: string | null): Promise<void> {
  await send('POST', `/deliveries/${place(id)}/look`, { mapping });
}

export async function confirmDelivery(id: string, source: string): Promise<void> {
  await send('POST', `/deliveries/${place(id)}/confirm`, { source });
}

export async function removeDelivery(id: string): Promise<void> {
  await request(`/deliveries/${place(id)}`, { method: 'DELETE' });
}

/** Whether a failure is the line's, or passes by itself: the upload goes on then. */
export function mayPass(thrown: unknown): boolean {
  const { code, status } = asPageProblem(thrown);
  return (
    code === 'offline' || code === 'upload_conflict' || status === 408 || status === 429 || status >= 502
  );
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
