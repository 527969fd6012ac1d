import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { businessDayBefore, type Day } from '../vocabulary/day.ts';
import type { Progress, Refresh } from '../vocabulary/run.ts';

export interface FirstFirmParts {
  /** A folder of the home for what is only needed for a while. */
  readonly temporary: string;
  /** Writes a synthetic firm whose history ends on `end` into the folder. */
  readonly write: (folder: string, end: Day) => Promise<void>;
  readonly refresh: Refresh;
}

/** Fills an empty installation with a synthetic firm whose data end on the last weekday before `today`. */
export async function loadFirstFirm(
  parts: FirstFirmParts,
  today: Day,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const folder = join(parts.temporary, 'demo-firm');
  await rm(folder, { recursive: true, force: true });
  await mkdir(parts.temporary, { recursive: true, mode: 0o700 });
  try {
    await parts.write(folder, businessDayBefore(today));
    await parts.refresh({ path: folder, source: 'demo', mode: 'full', mapping: null }, onProgress);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
