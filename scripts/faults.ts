// `npm run test:faults`: a refresh after the other under questions, with a fault at a random moment of each.
//   npm run test:faults                          60 moments, three of each fault; writes the table of docs/faults.md
//   npm run test:faults -- --moments 100 --seed 7 --accounts 50 --rate 50     so many questions a second
//   npm run test:faults -- --only frozen         those faults whose names have this in them; the table is printed only
// SIGINT keeps what was lived through and leaves out what is under way; SIGTERM ends everything that was started at once.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { FAULTS, type Moment, Moments } from '../test/faults/moments.ts';
import { openSharedFirm } from '../test/faults/shared-firm.ts';

const PAGE = fileURLToPath(new URL('../docs/faults.md', import.meta.url));
/** A moment that lasts longer has come to a standstill, and nothing after it would tell of anything else. */
const MOMENT_MS_MAX = 600_000;
const [BEGIN, END] = ['<!-- moments -->', '<!-- /moments -->'];

const { values } = parseArgs({
  options: {
    moments: { type: 'string', default: '60' },
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    accounts: { type: 'string', default: '8' },
    rate: { type: 'string', default: '50' },
  },
});
const [count, seed] = [Number(values.moments), Number(values.seed)];
const [accounts, rate] = [Number(values.accounts), Number(values.rate)];
const closing = new AsyncDisposableStack();
process.once('SIGTERM', () => void closing.disposeAsync().finally(() => process.exit(143)));
const firm = await openSharedFirm(accounts, closing, { moments: count });
const faults = FAULTS.filter(
  ({ name, needsDisks }) => name.includes(values.only) && (needsDisks !== true || firm.disks !== undefined),
);
const lived: Moment[] = [];
// The signal reaches the import under way, too, so nothing that becomes of that one tells of the fault.
const interrupted = new Promise<null>((resolve) => process.once('SIGINT', () => resolve(null)));
let undisturbed_ms = 0;
try {
  const moments = new Moments(firm, seed, rate);
  await moments.begin();
  undisturbed_ms = moments.undisturbed_ms;
  for (let at = 0; at < count; at += 1) {
    const fault = faults[at % faults.length];
    if (!fault) throw new Error(`no fault has '${values.only}' in its name`);
    const living = moments.live(fault);
    living.catch(() => undefined);
    const moment = await Promise.race([living, interrupted, standstill(fault.name)]);
    if (moment === null) break;
    lived.push(moment);
    console.log(JSON.stringify(moment));
    // A run of hours that ends early has its figures up to then; one of some faults has nothing to say of the others.
    if (values.only === '') await write();
  }
} finally {
  await closing.disposeAsync();
}
if (values.only !== '') console.log(`\n${table(lived)}`);
process.exit(lived.some(({ wrong }) => wrong.length > 0) ? 1 : 0);

async function standstill(fault: string): Promise<never> {
  await sleep(MOMENT_MS_MAX, undefined, { ref: false });
  throw new Error(`'${fault}' did not end within ten minutes; what was lived through before it is kept`);
}

async function write(): Promise<void> {
  const page = readFileSync(PAGE, 'utf8');
  const [before = '', after = ''] = [page.split(BEGIN)[0], page.split(END)[1]];
  const text = `${before}${BEGIN}\n\n${table(lived)}\n\n${END}${after}`;
  writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
}

function table(moments: readonly Moment[]): string {
  const rows = FAULTS.flatMap(({ name }) => {
    const of = moments.filter(({ fault }) => fault === name);
    if (of.length === 0) return [];
    const longest = Math.max(...of.map(({ recovered_ms }) => recovered_ms));
    const sum = (pick: (moment: Moment) => number): number => of.reduce((all, each) => all + pick(each), 0);
    const cells = [
      name,
      of.length,
      sum(({ wrong }) => wrong.length),
      seconds(longest),
      `${sum(({ unanswered }) => unanswered)} of ${sum(({ answers, unanswered: not }) => answers + not)}`,
    ];
    return [`| ${cells.join(' | ')} |`];
  });
  return [
    `${moments.length} moments, seed ${seed}, ${accounts} accounts, on ${cpus().length} cores, under ${rate} questions a second; an undisturbed refresh took ${seconds(undisturbed_ms)} s.`,
    '',
    '| what happened | moments | wrong | longest from its end to the report, s | questions without an answer |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
