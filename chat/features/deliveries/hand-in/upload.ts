import type { Delivery } from '../../../../src/vocabulary/delivery.ts';
import { announceFile, lookAtDelivery, mayPass, offsetOf, sendPart } from '../../../api/deliveries.ts';

/** What an upload tells those who watch it. */
export interface UploadWatch {
  /** How far the delivery is. */
  readonly onProgress: (id: string, sent: number) => void;
  /** The line is broken and is tried again; or it works again. */
  readonly onWaiting: (id: string, waits: boolean) => void;
}

const PAUSE_MS_MAX = 15_000;

/** Files that belong together: tables in the canonical form make one delivery, anything else is one by itself. */
export function groupsOf(files: readonly File[], tables: readonly string[]): readonly (readonly File[])[] {
  const isTable = ({ name }: File): boolean =>
    name === 'delivery.json' || tables.includes(name.toLowerCase().replace(/\.(csv|parquet)$/, ''));
  const together = files.filter(isTable);
  const alone = files.filter((file) => !isTable(file)).map((file) => [file]);
  return together.some(({ name }) => name !== 'delivery.json') ? [together, ...alone] : alone;
}

/** Sends files as one delivery and has it looked at. What is there already is gone on with. */
export async function sendFiles(
  files: readonly File[],
  before: Delivery | null,
  watch: UploadWatch,
  signal: AbortSignal,
): Promise<string | null> {
  let delivery = before;
  let sent = 0;
  for (const file of files) {
    const known = before?.files.find(({ name, bytes }) => name === file.name && bytes === file.size);
    if (known === undefined) delivery = await announceFile(file, delivery?.id ?? null);
    if (delivery === null) continue;
    const number = known?.number ?? delivery.files.length;
    const { id } = delivery;
    await sendFile({ id, number }, file, known?.received ?? 0, sent, watch, signal);
    sent += file.size;
  }
  if (delivery !== null) await lookAtDelivery(delivery.id, null);
  return delivery?.id ?? null;
}

async function sendFile(
  place: { readonly id: string; readonly number: number },
  file: File,
  from: number,
  sentBefore: number,
  watch: UploadWatch,
  signal: AbortSignal,
): Promise<void> {
  let offset = from;
  let failures = 0;
  watch.onProgress(place.id, sentBefore + offset);
  while (offset < file.size) {
    try {
      if (failures > 0) offset = await offsetOf(place);
      if (offset < file.size) offset = await sendPart(place, file, offset, signal);
      if (failures > 0) watch.onWaiting(place.id, false);
      failures = 0;
    } catch (thrown) {
      if (signal.aborted || !mayPass(thrown)) throw thrown;
      failures += 1;
      watch.onWaiting(place.id, true);
      await pause(Math.min(PAUSE_MS_MAX, 500 * 2 ** failures), signal);
    }
    watch.onProgress(place.id, sentBefore + offset);
  }
}

/** Waits, but no longer than until the line is back. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', stopped);
      resolve();
    };
    const stopped = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      reject(new DOMException('stopped', 'AbortError'));
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener('online', done);
    signal.addEventListener('abort', stopped, { once: true });
  });
}
