import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../test/services/private-server.ts';
import { askfolio, type DemoFirm, launch, writeDemoFirm } from './askfolio.ts';
import type { Measured } from './measured.ts';
import { median } from './statistics.ts';

const ASK_SECONDS_MAX = 0.6;
const READY_SECONDS_MAX = 1;
const ASKS = 9;
const STARTS = 5;
const READY_WAIT_MS_MAX = 60_000;

export interface StartBenchResult {
  readonly rows: readonly Measured[];
  readonly asks: readonly number[];
  readonly starts: readonly number[];
}

/** How long a person waits for a command, and a balancer for a service, over a store that is loaded. */
export async function benchStart(firm: DemoFirm, say: (line: string) => void): Promise<StartBenchResult> {
  const scratch = mkdtempSync(join(tmpdir(), 'askfolio-bench-'));
  const home = join(scratch, 'home');
  try {
    say(`making and importing a firm of ${String(firm.accounts)} accounts`);
    await writeDemoFirm(home, join(scratch, 'firm'), firm);
    await askfolio(home, ['import', join(scratch, 'firm')]);
    const [floors, asks, starts]: [number[], number[], number[]] = [[], [], []];
    say('asking from the shell');
    for (let n = 0; n < ASKS; n += 1) {
      floors.push(await seconds(() => ended(spawn(process.execPath, ['-e', '0']))));
      asks.push(await seconds(() => askfolio(home, ['ask', 'How much is everything worth?'])));
    }
    say('starting the service');
    for (let n = 0; n < STARTS; n += 1) starts.push(await startedIn(home));
    return {
      rows: [
        row('node alone', median(floors), null),
        row('askfolio ask, from the shell', median(asks), ASK_SECONDS_MAX),
        row('askfolio start, until /readyz', median(starts), READY_SECONDS_MAX),
      ],
      asks,
      starts,
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Seconds until a service answers that it is ready; it is stopped again. */
async function startedIn(home: string): Promise<number> {
  const port = await freePort();
  const child = launch(home, ['start', '--port', String(port)]);
  try {
    return await seconds(() => ready(`http://127.0.0.1:${String(port)}/readyz`));
  } finally {
    child.kill('SIGTERM');
    await ended(child);
  }
}

async function ready(address: string): Promise<void> {
  const until = performance.now() + READY_WAIT_MS_MAX;
  while (performance.now() < until) {
    const isReady = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await pause(5);
  }
  throw new Error('the service did not become ready');
}

function row(what: string, value: number, limit: number | null): Measured {
  return { what, value, unit: 's', limit };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
