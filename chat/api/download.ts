import type { ExportFormat } from '../../src/api/contract.ts';
import { LOCALE } from '../strings.ts';
import { request } from './client.ts';

const KEPT_MS = 60_000;
const PLAIN_LOCALE = /^[a-z]{2}(-[A-Z]{2})?/;

/** Fetches the answer as a file and hands it to the browser's downloads. Throws a PageProblem. */
export async function downloadAnswer(id: string, format: ExportFormat): Promise<void> {
  const locale = PLAIN_LOCALE.exec(LOCALE ?? navigator.language)?.[0] ?? 'en-US';
  const response = await request(`/answers/${encodeURIComponent(id)}/export/${format}?locale=${locale}`);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name ?? `askfolio.${format}`;
  link.click();
  // The download reads it after this returns.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
