import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Service } from '../monitoring/service.ts';
import { Installation } from './askfolio.ts';

const TOKEN = 'a-token-of-this-test';
const QUESTIONS = ['How much is it worth?', 'Fees by year', 'Holdings by value', 'Deposits in 2024'];

const Answer = z.object({
  kind: z.literal('answer'),
  text: z.string(),
  rows: z.array(z.unknown()),
  cached: z.boolean(),
  dataVersion: z.string(),
});
type Answer = z.infer<typeof Answer>;
interface Scope {
  readonly accounts?: readonly string[];
  readonly client?: string;
}

const folder = mkdtempSync(join(tmpdir(), 'askfolio-warm-'));
const firm = join(folder, 'firm');
const home = new Installation();
home.environment['ASKFOLIO_METRICS_TOKEN'] = TOKEN;
let service: Service;

beforeAll(async () => {
  await home.output('demo', '--out', firm, '--accounts', '12', '--years', '2', '--seed', '5');
  await home.output('import', firm, '--source', 'firm', '--json');
  service = await Service.start(home);
});
afterAll(async () => {
  await service.stop();
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('after a correction of one account others are answered from the cache, under the new version', async () => {
  const [header = [], ...rows] = table('transactions');
  const [portfolioOf, clientOf] = [column('accounts', 'portfolio_id'), column('portfolios', 'client_id')];
  const owner = (account: string): string => clientOf(portfolioOf(account));
  const deposit = rows.find((cells) => cells[header.indexOf('type')] === 'DEPOSIT') ?? [];
  const touched = deposit[header.indexOf('account_id')] ?? '';
  const other = ids('accounts').find((account) => owner(account) !== owner(touched)) ?? '';
  const scopes: Readonly<Record<string, Scope>> = {
    touched: { accounts: [touched] },
    other: { accounts: [other] },
    client: { client: owner(touched) },
    firm: {},
  };

  // Whoever sees the other account alone is answered from what the service remembers, without the cache.
  await home.output('users', 'add', 'other', '--name', 'Other', '--role', 'client', '--client', owner(other));
  const token = (await home.output('token', '--as', 'other')).trim();
  const own = (await asked({}, token)).answers;

  const before = new Map<string, readonly Answer[]>();
  for (const [name, scope] of Object.entries(scopes)) before.set(name, (await asked(scope)).answers);
  correct(deposit, header);
  await home.output('import', join(folder, 'more'), '--source', 'firm', '--incremental', '--json');

  const again = await asked({}, token);
  expect({ hits: again.hits, misses: again.misses }).toEqual({ hits: 0, misses: 0 });
  const dataVersion = again.answers[0]?.dataVersion ?? '';
  expect(again.answers).toEqual(own.map((answer) => ({ ...answer, cached: true, dataVersion })));
  expect(own.map((answer) => answer.dataVersion)).not.toContain(dataVersion);

  for (const [name, scope] of Object.entries(scopes)) {
    const { answers, hits, misses } = await asked(scope);
    const old = before.get(name) ?? [];
    expect(answers.every((answer, at) => answer.dataVersion !== old[at]?.dataVersion)).toBe(true);
    if (name === 'other') {
      expect({ hits, misses }).toEqual({ hits: QUESTIONS.length, misses: 0 });
      expect(answers.map(({ text, rows: figures }) => ({ text, figures }))).toEqual(
        old.map(({ text, rows: figures }) => ({ text, figures })),
      );
      expect(answers.map(({ cached }) => cached)).toEqual(QUESTIONS.map(() => true));
    } else {
      expect({ hits, misses }).toEqual({ hits: 0, misses: QUESTIONS.length });
      expect(answers.at(-1)?.rows).not.toEqual(old.at(-1)?.rows);
    }
  }
});

/** Every question about a scope, of the owner or whoever has the token, and how often the cache had the rows for them. */
async function asked(
  scope: Scope,
  token?: string,
): Promise<{ answers: Answer[]; hits: number; misses: number }> {
  const before = await counted();
  const answers: Answer[] = [];
  for (const question of QUESTIONS) {
    const as = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await service.post('/api/v1/ask', { question, scope }, as);
    answers.push(Answer.parse(await response.json()));
  }
  const after = await counted();
  return { answers, hits: after.hit - before.hit, misses: after.miss - before.miss };
}

async function counted(): Promise<{ readonly hit: number; readonly miss: number }> {
  const text = await (await service.get('/metrics', { authorization: `Bearer ${TOKEN}` })).text();
  const of = (outcome: string): number =>
    Number(
      new RegExp(`^askfolio_cache_reads_total\\{outcome="${outcome}"\\} (\\S+)`, 'm').exec(text)?.[1] ?? 0,
    );
  return { hit: of('hit'), miss: of('miss') };
}

/** The cells of a table of the firm, none of which has a comma in it. */
function table(name: string): readonly (readonly string[])[] {
  const lines = readFileSync(join(firm, `${name}.csv`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => line.split(','));
}

function ids(name: string): readonly string[] {
  return table(name)
    .slice(1)
    .map(([id = '']) => id);
}

/** Gives what stands in a column beside an id. */
function column(name: string, wanted: string): (id: string) => string {
  const [header = [], ...rows] = table(name);
  const at = header.indexOf(wanted);
  return (id) => rows.find(([first]) => first === id)?.[at] ?? '';
}

/** A delivery that says of one deposit that it was more. */
function correct(deposit: readonly string[], header: readonly string[]): void {
  mkdirSync(join(folder, 'more'));
  const cells = deposit.map((cell, at) => {
    if (header[at] === 'amount') return String(Number(cell) + 1234.5);
    return header[at] === 'updated_at' ? '2030-01-01T00:00:00Z' : cell;
  });
  writeFileSync(join(folder, 'more', 'transactions.csv'), [header.join(','), cells.join(',')].join('\n'));
}
