import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BLOCK = Buffer.alloc(65_536);

/** A small disk in memory that can be filled to the last byte; only root may make one. */
export class Disk {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** `path`: an empty folder that is to lie on it; without one a folder is made. */
  static open(megabytes: number, path = mkdtempSync(join(tmpdir(), 'askfolio-disk-'))): Disk {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m,mode=700`, 'tmpfs', path]);
    return new Disk(path);
  }

  /** Whether this machine lets its user make one. */
  static get isPossible(): boolean {
    if (process.getuid?.() !== 0) return false;
    try {
      Disk.open(1).close();
      return true;
    } catch {
      return false;
    }
  }

  fill(): void {
    const file = openSync(join(this.path, 'filler'), 'a');
    try {
      for (const size of [BLOCK.length, 512, 1]) while (writes(file, BLOCK.subarray(0, size)));
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(join(this.path, 'filler'), { force: true });
  }

  /** Whatever still has files on it has to have ended, or keeps it until then. */
  close(): void {
    execFileSync('umount', ['--lazy', this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }
}

function writes(file: number, block: Buffer): boolean {
  try {
    return writeSync(file, block) === block.length;
  } catch {
    return false;
  }
}
