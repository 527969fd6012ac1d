import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askfolio, writeDemoFirm } from './askfolio.ts';
import { EVERYDAY } from './everyday.ts';
import type { Measured } from './measured.ts';

const UNDERSTAND_MS_MAX = 5;
const UNDERSTAND_P99_MS_MAX = 20;
const ANSWER_MS_MAX = 25;
const ROUNDS = 4;
/** A language model that nobody serves: what a network that is cut looks like. */
const NETWORK_CUT = { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' };

export interface AskBenchOptions {
  /** A folder to import, and questions over it as `askfolio eval` takes them; null: a demo firm of its own. */
  readonly data: string | null;
  readonly users: string | null;
  readonly questions: string | null;
  readonly say: (line: string) => void;
}

export interface AskBenchResult {
  readonly rows: readonly Measured[];
  readonly asked: number;
  /** The share that was answered. */
  readonly helpfulness: number;
}

interface Report {
  readonly questions: number;
  readonly helpfulness: number;
  readonly latency: Readonly<
    Record<'total' | 'understand', { readonly p50: number; readonly p90: number; readonly p99: number }>
  >;
}

/**
 * Asks a set of questions one after the other in one process, several rounds: what understanding and the whole answer
 * took inside the product.
 */
export async function benchAsk({ data, users, questions, say }: AskBenchOptions): Promise<AskBenchResult> {
  const scratch = mkdtempSync(join(tmpdir(), 'askfolio-bench-'));
  const run = (...args: readonly string[]): Promise<string> => askfolio(join(scratch, 'home'), args);
  try {
    const folder = data ?? join(scratch, 'firm');
    if (data === null) {
      say('making a firm of 240 accounts, five years');
      await writeDemoFirm(join(scratch, 'home'), folder, { accounts: 240, years: 5, seed: 1 });
    }
    say('importing');
    await run('import', folder);
    if (users !== null) await run('users', 'import', users);
    const set =
      questions === null
        ? everyday(await accountIds(run))
        : readFileSync(questions, 'utf8').trim().split('\n');
    const file = join(scratch, 'questions.jsonl');
    writeFileSync(
      file,
      Array.from({ length: ROUNDS }, () => set)
        .flat()
        .join('\n'),
    );
    say(`asking ${String(set.length)} questions ${String(ROUNDS)} times`);
    const { latency, ...told } = JSON.parse(
      await run('eval', file, '--engine', 'offline', '--json'),
    ) as Report;
    say('asking them again with a language model that is out of reach');
    const cut = JSON.parse(
      await askfolio(join(scratch, 'home'), ['eval', file, '--engine', 'auto', '--json'], NETWORK_CUT),
    ) as Report;
    return {
      asked: told.questions,
      helpfulness: told.helpfulness,
      rows: [
        measured('understanding, median', latency.understand.p50, UNDERSTAND_MS_MAX),
        measured('understanding, 99th percentile', latency.understand.p99, UNDERSTAND_P99_MS_MAX),
        measured('whole answer, median', latency.total.p50, ANSWER_MS_MAX),
        measured(
          'whole answer, median, the language model out of reach',
          cut.latency.total.p50,
          ANSWER_MS_MAX,
        ),
        measured('whole answer, 90th percentile', latency.total.p90, null),
        measured('whole answer, 99th percentile', latency.total.p99, null),
      ],
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function measured(what: string, value: number, limit: number | null): Measured {
  return { what, value, unit: 'ms', limit };
}

/** Every question of the everyday ones for everything, and for ten accounts. */
function everyday(accounts: readonly string[]): readonly string[] {
  const scopes = [{}, ...accounts.slice(0, 10).map((account) => ({ account }))];
  return scopes.flatMap((scope) =>
    EVERYDAY.map((question, place) => JSON.stringify({ id: place, question, scope, kind: 'answer' })),
  );
}

async function accountIds(run: (...args: readonly string[]) => Promise<string>): Promise<readonly string[]> {
  const result = JSON.parse(
    await run('sql', 'SELECT account_id FROM accounts ORDER BY account_id LIMIT 10', '--json'),
  ) as {
    readonly rows: readonly (readonly string[])[];
  };
  return result.rows.flatMap(([id]) => (id === undefined ? [] : [id]));
}
