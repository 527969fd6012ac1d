import { execFileSync, type ChildProcess, spawn } from 'node:child_process';
import { rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { Disk } from '../faults/disk.ts';
import { freePort, untilItListens } from '../services/private-server.ts';

const MEGABYTES = 900;
/** A tenth that is free is what is watched for. */
const LEFT_SHARE = 0.05;

/** A small disk for a database server, and Prometheus' program for machines that tells how full it is. */
export class DatabaseDisk {
  readonly path: string;
  /** Where the program tells of it. */
  readonly address: string;
  readonly #disk: Disk;
  readonly #exporter: ChildProcess;

  private constructor(disk: Disk, port: number) {
    this.#disk = disk;
    this.path = disk.path;
    this.address = `127.0.0.1:${port}`;
    this.#exporter = spawn(
      'prometheus-node-exporter',
      [
        '--collector.disable-defaults',
        '--collector.filesystem',
        // It would pass over disks that are in memory.
        '--collector.filesystem.fs-types-exclude=^$',
        '--collector.filesystem.mount-points-exclude=^/(dev|proc|run|sys)($|/)',
        '--log.level=error',
        `--web.listen-address=${this.address}`,
      ],
      { stdio: 'ignore' },
    );
  }

  static async open(): Promise<DatabaseDisk> {
    const port = await freePort();
    const made = new DatabaseDisk(Disk.open(MEGABYTES), port);
    await untilItListens(port);
    return made;
  }

  /** Leaves so much free that the server goes on. */
  fill(): void {
    const { bavail, blocks, bsize } = statfsSync(this.path);
    const bytes = Math.floor((bavail - blocks * LEFT_SHARE) * bsize);
    execFileSync('fallocate', ['-l', String(bytes), this.#ballast]);
  }

  free(): void {
    rmSync(this.#ballast, { force: true });
  }

  close(): void {
    this.#exporter.kill('SIGKILL');
    this.#disk.close();
  }

  get #ballast(): string {
    return join(this.path, 'ballast');
  }
}
