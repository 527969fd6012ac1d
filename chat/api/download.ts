import type { ExportFormat } from '../../src/api/contract.ts';
import { LOCALE } from '../strings.ts';
import { request } from './client.ts';

const KEPT_MS = 60_000;
const PLAIN_LOCALE = /^[a-z]{2}(-[A-Z]{2})?/;

/** Fetches the answer as a file and hands it to the browser's downloads. Throws a PageProblem. */
export async function downloadAnswer(id: string, format: ExportFormat): Promise<void> {
  const locale = PLAIN_LOCALE.exec(LOCALE)?.[0] ?? 'en-US';
  const response = await request(`/answers/${encodeURIComponent(id)}/export/${format}?locale=${locale}`);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  saveFile(name ?? `askfolio.${format}`, await response.blob());
}

/** Hands a file to the browser's downloads. */
export function saveFile(name: string, bytes: Blob): void {
  const address = URL.createObjectURL(bytes);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download reads it after this returns.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
