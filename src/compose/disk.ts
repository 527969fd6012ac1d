import { statfs } from 'node:fs/promises';
import type { Settings } from '../config.ts';
import type { Home } from '../home/home-folder.ts';
import type { DiskStatus } from '../vocabulary/status.ts';

const MEGABYTE = 1_000_000;

/** The disk that the home lies on, and what of it is to stay free. */
export async function diskOf(
  { path }: Home,
  { diskReserveMb }: Pick<Settings, 'diskReserveMb'>,
): Promise<DiskStatus> {
  const { bavail, blocks, bsize } = await statfs(path);
  return {
    freeBytes: bavail * bsize,
    sizeBytes: blocks * bsize,
    reserveBytes: diskReserveMb * MEGABYTE,
  };
}
