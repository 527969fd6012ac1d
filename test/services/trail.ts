import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the whole suite leaves behind: what its processes logged and measured, and the names, account numbers and secrets
 * that were in their data and settings meanwhile. scripts/trail.ts looks the first through for the second. Nothing is
 * kept where nobody will look.
 */
const FOLDER = process.env['ASKFOLIO_TEST_TRAIL'] ?? '';

/** A secret of every process of the suite. */
export const TRAIL_TOKEN = 'zq-planted-token-of-the-suite';

/** Settings of a process that leaves a trail: everything is logged, and what is measured can be read. */
export const trailSettings: Readonly<Record<string, string>> =
  FOLDER === '' ? {} : { ASKFOLIO_LOG_LEVEL: 'debug', ASKFOLIO_METRICS_TOKEN: TRAIL_TOKEN };

function keep(kind: 'planted' | 'log' | 'metrics', text: string): void {
  if (FOLDER !== '' && text !== '') appendFileSync(join(FOLDER, `${kind}-${process.pid}`), `${text}\n`);
}

/** Keeps the lines of the log among what a process has written. */
export function keepLog(written: string): void {
  const lines = written.split('\n').filter((line) => line.startsWith('{"level"'));
  keep('log', lines.join('\n'));
}

/** Keeps what a running process measures. */
export async function keepMetrics(address: string, token = TRAIL_TOKEN): Promise<void> {
  if (FOLDER === '') return;
  const response = await fetch(`${address}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  if (response.ok) keep('metrics', await response.text());
}

/** Keeps who and what is in a firm's delivery, to be looked for. */
export function keepPlanted(delivery: string): void {
  if (FOLDER === '') return;
  const columns = {
    clients: ['name', 'email'],
    accounts: ['account_number'],
    advisors: ['name', 'email'],
  };
  const found = [TRAIL_TOKEN];
  for (const [table, wanted] of Object.entries(columns)) {
    const path = join(delivery, `${table}.csv`);
    if (!existsSync(path)) continue;
    const [head = '', ...rows] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
    for (const column of wanted) {
      const at = head.split(',').indexOf(column);
      // A cell with a comma in quotes is left out: there are enough of the others.
      if (at >= 0)
        found.push(...rows.filter((row) => !row.includes('"')).map((row) => row.split(',')[at] ?? ''));
    }
  }
  keep('planted', found.join('\n'));
}
