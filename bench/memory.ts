import { join } from 'node:path';
import type { Installation } from '../test/end-to-end/askfolio.ts';
import type { Service } from '../test/monitoring/service.ts';
import { launch } from './askfolio.ts';
import { EVERYDAY } from './everyday.ts';
import { type FirmSize, writeNextDelivery } from './firm.ts';
import { type Call, flatOut } from './load.ts';
import type { Measured } from './measured.ts';
import { bytesHeldBy } from './processes.ts';
import { withFirm, withService } from './served-firm.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const LOOK_MS = 100;
const CONNECTIONS = 16;
const ROUNDS = 4;
const ROUND_SECONDS = 5;
/** As for an import in the suite etl. */
const IMPORT_GIB_MAX = 4;

export interface MemoryBenchResult {
  readonly rows: readonly Measured[];
  /** MiB after each round of answers. */
  readonly rounds: readonly number[];
}

/** What the program and all that it starts hold in memory: at rest, answering, and taking data in. */
export async function benchMemory(firm: FirmSize, say: (line: string) => void): Promise<MemoryBenchResult> {
  return withFirm(firm, { say }, async ({ home, delivery, scratch }) => {
    const importing = await peakOf(home, ['import', delivery]);
    say('asking from the shell');
    const shell = await peakOf(home, ['ask', EVERYDAY[0] ?? '']);
    const changes = join(scratch, 'changes');
    const accounts = Math.max(1, Math.round(firm.accounts / 100));
    await writeNextDelivery(changes, firm, { accounts, newDay: false });
    const served = await withService(home, (service) => servedPeaks({ home, service, changes }, say));
    return {
      rounds: served.rounds,
      rows: [
        row('a full import from the shell, peak', importing / GIB, 'GiB', IMPORT_GIB_MAX),
        row('askfolio ask, from the shell, peak', shell / MIB, 'MiB'),
        ...served.rows,
      ],
    };
  });
}

interface Serving {
  readonly home: Installation;
  readonly service: Service;
  /** The folder of a delivery of 1 % of the accounts. */
  readonly changes: string;
}

async function servedPeaks(
  { home, service, changes }: Serving,
  say: (line: string) => void,
): Promise<MemoryBenchResult> {
  const pid = service.child.pid ?? 0;
  const rest = bytesHeldBy(pid);
  say('asking over and over');
  for (const question of EVERYDAY) await (await service.ask(question)).text();
  const calls = callsTo(service);
  const answering = watch(() => bytesHeldBy(pid));
  const rounds: number[] = [];
  let answers = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    answers += (await flatOut(calls, CONNECTIONS, ROUND_SECONDS)).times.length;
    rounds.push(bytesHeldBy(pid) / MIB);
  }
  const busy = answering();
  say('taking in 1 % of the accounts');
  const changing = watch(() => bytesHeldBy(pid));
  await home.output('import', changes);
  const changed = changing();
  return {
    rounds,
    rows: [
      row('askfolio start, at rest', rest / MIB, 'MiB'),
      row(`askfolio start, answering ${String(answers)} times, peak`, busy / MIB, 'MiB'),
      row('askfolio start, from the first round of answers to the last', growth(rounds), 'MiB'),
      row('askfolio start, taking in 1 % of the accounts, peak', changed / GIB, 'GiB', IMPORT_GIB_MAX),
    ],
  };
}

function row(what: string, value: number, unit: 'GiB' | 'MiB', limit: number | null = null): Measured {
  return { what, value, unit, limit };
}

function growth(rounds: readonly number[]): number {
  return (rounds.at(-1) ?? 0) - (rounds[0] ?? 0);
}

function callsTo(service: Service): (count: number) => Call {
  const headers = { ...service.signedIn, 'content-type': 'application/json' };
  const url = `${service.address}/api/v1/ask`;
  return (count) => ({
    url,
    headers,
    body: JSON.stringify({ question: EVERYDAY[count % EVERYDAY.length] }),
  });
}

/** The most that a command and all that it starts held. */
async function peakOf(home: Installation, args: readonly string[]): Promise<number> {
  const child = launch(home.home, args, home.environment);
  child.stdout?.resume();
  child.stderr?.resume();
  const stop = watch(() => bytesHeldBy(child.pid ?? 0));
  const status = await new Promise((resolve) => child.once('exit', resolve));
  const peak = stop();
  if (status !== 0) throw new Error(`askfolio ${args[0] ?? ''} ended with ${String(status)}`);
  return peak;
}

/** Looks again and again; what it returns ends that and gives the most that was seen. */
function watch(look: () => number): () => number {
  let most = look();
  const timer = setInterval(() => {
    most = Math.max(most, look());
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    return Math.max(most, look());
  };
}
