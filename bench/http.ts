import { join } from 'node:path';
import type { Installation } from '../test/end-to-end/askfolio.ts';
import type { Service } from '../test/monitoring/service.ts';
import { eventLoopLateMs } from './event-loop.ts';
import { EVERYDAY } from './everyday.ts';
import { addClients, tokenOf } from './firm-people.ts';
import { type FirmSize, writeNextDelivery } from './firm.ts';
import { cachedRows, copyOf, type HttpPart } from './http-cached.ts';
import { type Call, type Load, thinking } from './load.ts';
import type { Measured } from './measured.ts';
import { withFirm, withService } from './served-firm.ts';
import { median, percentile } from './statistics.ts';

const ASKERS = 200;
/** Of the askers, those who ask about everything; the others ask about accounts of their own. */
const BOOK_WIDE_SHARE = 0.2;
const CLIENTS = 20;
const THINK_SECONDS = 10;
const MIXED_SECONDS = 60;
const MIXED_MS_MAX = 300;
const LAG_MS_MAX = 50;

export interface HttpBenchResult {
  readonly rows: readonly Measured[];
  readonly failures: Readonly<Record<string, number>>;
}

/** What the service bears: the same few questions over and over, and people who ask and think while data are taken in. */
export async function benchHttp(firm: FirmSize, say: (line: string) => void): Promise<HttpBenchResult> {
  return withFirm(firm, { say }, async ({ home, delivery, scratch }) => {
    await home.output('import', delivery);
    const users = await addClients(home, CLIENTS);
    const copy = copyOf(home);
    try {
      return await withService(home, async (service) => {
        const cached = await cachedRows(service, copy, say);
        const mixed = await mixedRows({ home, service, users, firm, scratch }, say);
        return {
          rows: [...cached.rows, ...mixed.rows],
          failures: { cached: cached.failures, mixed: mixed.failures },
        };
      });
    } finally {
      copy.remove();
    }
  });
}

interface Mix {
  readonly home: Installation;
  readonly service: Service;
  readonly users: readonly string[];
  readonly firm: FirmSize;
  readonly scratch: string;
}

async function mixedRows(mix: Mix, say: (line: string) => void): Promise<HttpPart> {
  const { home, service, users, firm, scratch } = mix;
  say('signing people in');
  const tokens: string[] = [];
  for (const user of users) tokens.push(await tokenOf(home, user));
  const desk = await tokenOf(home, 'desk');
  const bookWide = Math.round(ASKERS * BOOK_WIDE_SHARE);
  const askers = Array.from({ length: ASKERS }, (_, n) => {
    const bearer = n < bookWide ? desk : (tokens[n % tokens.length] ?? '');
    let asked = n;
    return (): Call => ({
      url: `${service.address}/api/v1/ask`,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ question: EVERYDAY[(asked += 7) % EVERYDAY.length] }),
    });
  });
  say(`${String(ASKERS)} people ask for a minute, while data are taken in`);
  let asking = true;
  const [load, refreshes] = await Promise.all([
    thinking(askers, THINK_SECONDS, MIXED_SECONDS).finally(() => (asking = false)),
    refreshing(home, firm, join(scratch, 'changes'), () => asking),
  ]);
  const lag = await eventLoopLateMs(service);
  for (const [reason, count] of Object.entries(load.reasons)) {
    say(`not answered ${String(count)} times: ${reason}`);
  }
  return { failures: load.failures, rows: rowsOfMix(load, refreshes, lag) };
}

/** Takes in one delivery after the other, each of 1 % of the accounts; how many. */
async function refreshing(
  home: Installation,
  firm: FirmSize,
  folder: string,
  goesOn: () => boolean,
): Promise<number> {
  let turn = 0;
  while (goesOn()) {
    const place = join(folder, String(turn));
    const accounts = Math.max(1, Math.round(firm.accounts / 100));
    await writeNextDelivery(place, firm, { accounts, newDay: false, turn });
    await home.output('import', place);
    turn += 1;
  }
  return turn;
}

function rowsOfMix({ times, failures, rate }: Load, refreshes: number, lag: number): readonly Measured[] {
  const what = `${String(ASKERS)} people`;
  return [
    { what: `${what}: answers`, value: rate, unit: '/s', limit: null },
    { what: `${what}: median`, value: median(times), unit: 'ms', limit: null },
    { what: `${what}: 99th percentile`, value: percentile(times, 0.99), unit: 'ms', limit: MIXED_MS_MAX },
    { what: `${what}: not answered`, value: failures, unit: '', limit: 0 },
    { what: `${what}: refreshes of 1 % meanwhile`, value: refreshes, unit: '', limit: null },
    { what: 'event loop late, 99th percentile', value: lag, unit: 'ms', limit: LAG_MS_MAX },
  ];
}
