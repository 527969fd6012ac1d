import { totalmem } from 'node:os';
import type { Settings } from '../config.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { MemoryStatus } from '../vocabulary/status.ts';

const MEGABYTE = 1_000_000;

/** What the main process holds, and what it may come to hold: by the settings, or by what it runs in. */
export function memoryOf({ memoryMb }: Pick<Settings, 'memoryMb'>): MemoryStatus {
  const limitBytes = memoryMb === null ? allowedBytes() : memoryMb * MEGABYTE;
  return { usedBytes: process.memoryUsage.rss(), limitBytes };
}

/** Without a limit the system names none, or one beyond what the machine has. */
function allowedBytes(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 && allowed < totalmem() ? allowed : LIMITS.main_memory_bytes_usual;
}
