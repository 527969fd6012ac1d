import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;
const EVERY_MS = 100;

export interface Watched {
  /** The most that all child processes held together, bytes; 0 where the system does not tell. */
  readonly peakBytes: number;
  /** Processor seconds that the children spent. */
  readonly cpuSeconds: number;
}

interface ProcessState {
  readonly pid: number;
  readonly cpuSeconds: number;
  readonly bytes: number;
}

/** Watches this process's children until it is stopped; `look` tells what they spent so far. Only where /proc is. */
export function watchChildren(): { look(): Watched; stop(): Watched } {
  const spent = new Map<number, number>();
  const before = new Map(children().map(({ pid, cpuSeconds }) => [pid, cpuSeconds]));
  let peakBytes = 0;
  const look = (): Watched => {
    let bytes = 0;
    for (const child of children()) {
      bytes += child.bytes;
      spent.set(child.pid, child.cpuSeconds - (before.get(child.pid) ?? 0));
    }
    peakBytes = Math.max(peakBytes, bytes);
    return { peakBytes, cpuSeconds: [...spent.values()].reduce((sum, seconds) => sum + seconds, 0) };
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    look,
    stop() {
      clearInterval(timer);
      return look();
    },
  };
}

/** Processor seconds of this process so far. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Processor seconds that a process has spent so far. Throws where /proc is not or the process has ended. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/**
 * Bytes that a process and all that it started hold now, what they share counted once. Throws where /proc is not; 0 where
 * the process has ended.
 */
export function bytesHeldBy(pid: number): number {
  const parents = new Map(
    readdirSync('/proc').flatMap((name): readonly (readonly [number, number])[] => {
      const stat = /^\d+$/.test(name) ? readIfThere(`/proc/${name}/stat`) : '';
      const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
      return parent === undefined ? [] : [[Number(name), Number(parent)]];
    }),
  );
  const isOurs = (process: number | undefined): boolean =>
    process !== undefined && (process === pid || isOurs(parents.get(process)));
  return [...parents.keys()].filter(isOurs).reduce((sum, process) => {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readIfThere(`/proc/${String(process)}/smaps_rollup`))?.[1];
    return sum + Number(kilobytes ?? 0) * 1024;
  }, 0);
}

/** Empty where a process has ended meanwhile. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function children(): ProcessState[] {
  let pids: readonly string[];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return pids.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name in parentheses may hold blanks: the fields are counted from behind it.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(fields[1]) !== process.pid) return [];
      const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
      return [{ pid: Number(pid), cpuSeconds, bytes: Number(fields[21]) * PAGE_BYTES }];
    } catch {
      return [];
    }
  });
}
