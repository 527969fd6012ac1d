import { Command } from 'commander';
import { LIMITS } from '../vocabulary/limits.ts';
import type { FindingsPage, Services } from '../home/services.ts';
import type { FindingRow, RunRecord } from '../vocabulary/run.ts';
import type { CommandContext } from './context.ts';
import { runCommand } from './etl-run.ts';
import { examples, jsonOption, wholeOption } from './options.ts';
import { plainText, showTable } from './table.ts';

export function etlCommand(context: CommandContext): Command {
  return new Command('etl')
    .description('take in what the sources have; past runs, what they found, the rows that they set aside')
    .addCommand(runCommand(context))
    .addCommand(statusCommand(context))
    .addCommand(quarantineCommand(context))
    .addHelpText('after', examples('etl run', 'etl status', 'etl quarantine --json'));
}

function statusCommand(context: CommandContext): Command {
  return new Command('status')
    .description('the last runs, the newest first, and what the last of them with findings found')
    .option('--limit <runs>', 'how many', wholeOption(1, LIMITS.runs_kept_max), 20)
    .addOption(jsonOption())
    .addHelpText('after', examples('etl status --json'))
    .action(async ({ limit, json }: { limit: number; json?: true }) => {
      const services = await context.services();
      const runs = await services.runs({ limit });
      const last = runs.find(({ report }) => report !== null && report.findings.length > 0) ?? null;
      if (json) {
        const rows = last === null ? [] : await findingRows(services, last.run);
        const told = runs.map((run) => (run === last ? { ...run, findingRows: rows } : run));
        await context.terminal.out(`${JSON.stringify(told)}\n`);
      } else await context.terminal.out(`${showRuns(runs)}${last === null ? '' : showFindings(last)}`);
    });
}

async function findingRows(services: Services, run: string): Promise<readonly FindingRow[]> {
  const rows: FindingRow[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: FindingsPage = await services.findings({ run, after });
    rows.push(...page.rows);
    after = page.next;
  }
  return rows;
}

function showFindings({ run, report }: RunRecord): string {
  const lines = (report?.findings ?? []).map(
    ({ severity, code, text, rows }) => `${severity}: ${plainText(text)} (${code}, ${String(rows)})\n`,
  );
  return `\nRun ${run} found (--json gives the rows):\n${lines.join('')}`;
}

function quarantineCommand(context: CommandContext): Command {
  return new Command('quarantine')
    .description('the rows that were set aside, with their reasons')
    .option('--run <id>', 'only those of this run')
    .addOption(jsonOption())
    .addHelpText('after', examples('etl quarantine', 'etl quarantine --json'))
    .action(async (options: { run?: string; json?: true }) => {
      const services = await context.services();
      let found = false;
      for (let after: number | null = 0; after !== null;) {
        const page = await services.quarantine({ run: options.run ?? null, after });
        found ||= page.rows.length > 0;
        const text = page.rows.map((row) => {
          if (options.json) return `${JSON.stringify(row)}\n`;
          const line = row.line === null ? '' : `:${row.line}`;
          const column = row.column === null ? '' : ` [${row.column}]`;
          return `${plainText(`${row.table} ${row.file}${line}${column} ${row.reason}`)}\n`;
        });
        await context.terminal.out(text.join(''));
        after = page.next;
      }
      if (!found && !options.json) await context.terminal.out('No rows were set aside.\n');
    });
}

function showRuns(runs: readonly RunRecord[]): string {
  if (runs.length === 0) return 'Nothing has been imported yet; `askfolio import PATH` does that.\n';
  const columns = ['run', 'source', 'started', 'status', 'data as of', 'message'].map((label) => ({
    name: label,
    label,
    type: 'string' as const,
  }));
  return showTable(
    columns,
    runs.map(({ run, source, startedAt, status, asOf, message }) => [
      run,
      source,
      startedAt.slice(0, 19).replace('T', ' '),
      status,
      asOf,
      message ?? '',
    ]),
    runs.length,
  );
}
