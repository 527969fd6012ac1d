import { Command } from 'commander';
import { asProblem, Problem } from '../vocabulary/problem.ts';
import type { Services } from '../home/services.ts';
import type { RunReport } from '../vocabulary/run.ts';
import type { CommandContext } from './context.ts';
import { refusalOf, showReport } from './import.ts';
import { examples, jsonOption } from './options.ts';
import { progressView } from './progress.ts';
import { plainText } from './table.ts';

interface RunOptions {
  readonly full?: true;
  readonly json?: true;
}

export function runCommand(context: CommandContext): Command {
  return new Command('run')
    .description('take in what the remembered sources have: one, or all of them, one after the other')
    .argument('[source]', 'only the source of this name')
    .option('--full', 'everything, whatever was read before; what is missing is deleted')
    .addOption(jsonOption())
    .addHelpText('after', examples('etl run', 'etl run custodian --full --json'))
    .action(async (source: string | undefined, options: RunOptions) => {
      const services = await context.services();
      const names = source === undefined ? (await services.listSources()).map(({ name }) => name) : [source];
      if (names.length === 0) {
        throw new Problem('not_found', 'No source is remembered; `askfolio sources add NAME URL` does that.');
      }
      // A source that fails does not keep the others from being taken in.
      const failures: { readonly name: string; readonly problem: Problem }[] = [];
      for (const name of names) {
        try {
          const report = await runOne(context, services, name, options);
          if (report.status === 'refused' || report.status === 'failed') throw refusalOf(report);
        } catch (error) {
          failures.push({ name, problem: asProblem(error) });
        }
      }
      throwFirst(context, failures, names.length);
    });
}

async function runOne(
  context: CommandContext,
  services: Services,
  name: string,
  options: RunOptions,
): Promise<RunReport> {
  const view = await progressView(context.terminal, options.json === true && !context.terminal.watched);
  try {
    const report = await services.runSource({ name, full: options.full === true }, (progress) =>
      view.show(progress),
    );
    await context.terminal.out(
      options.json ? `${JSON.stringify(report)}\n` : `${name}: ${showReport(report)}`,
    );
    return report;
  } finally {
    view.end();
  }
}

function throwFirst(
  { terminal }: CommandContext,
  failures: readonly { readonly name: string; readonly problem: Problem }[],
  all: number,
): void {
  const [first] = failures;
  if (first === undefined) return;
  if (all === 1) throw first.problem;
  for (const { name, problem } of failures) terminal.err(`${name}: ${plainText(problem.message)}\n`);
  throw new Problem(
    first.problem.code,
    `${String(failures.length)} of ${String(all)} sources were not taken in; what is to be done stands above.`,
  );
}
