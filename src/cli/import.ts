import { Command, Option } from 'commander';
import { Problem } from '../vocabulary/problem.ts';
import type { RunReport, TableCounts } from '../vocabulary/run.ts';
import type { CommandContext } from './context.ts';
import { examples, jsonOption } from './options.ts';
import { progressView } from './progress.ts';
import { deliveryPlace, mappingPath } from './source-place.ts';
import { plainText, showTable } from './table.ts';

interface ImportOptions {
  readonly source: string;
  readonly mapping?: string;
  readonly secretFile?: string;
  readonly full?: true;
  readonly incremental?: true;
  readonly json?: true;
}

export function importCommand(context: CommandContext): Command {
  return new Command('import')
    .description('take in a delivery: check it, compute the figures and publish them')
    .argument(
      '<path>',
      'a folder of CSV or Parquet files, a statement (OFX, Flex, MT940, camt.053), the address of a server, or anything with a mapping',
    )
    .option('--source <name>', 'the name of the source that the delivery comes from', 'main')
    .option(
      '--mapping <file>',
      'how its tables and columns become the canonical ones: a file, or the name of a ready one',
    )
    .option('--secret-file <file>', 'holds the password or token that opens it')
    .addOption(
      new Option('--full', 'it holds everything: what is missing is deleted').conflicts('incremental'),
    )
    .option('--incremental', 'it holds what is new or changed')
    .addOption(jsonOption())
    .addHelpText('after', examples('import deliveries/2026-03-31', 'import deliveries/all --full --json'))
    .action(async (path: string, options: ImportOptions) => {
      const services = await context.services();
      const view = await progressView(context.terminal, options.json === true && !context.terminal.watched);
      let report: RunReport;
      try {
        report = await services.refresh(
          {
            ...deliveryPlace(context, path, options.secretFile),
            source: options.source,
            mode: options.full ? 'full' : options.incremental ? 'incremental' : null,
            mapping: mappingPath(context, options.mapping),
          },
          (progress) => view.show(progress),
        );
      } finally {
        view.end();
      }
      await context.terminal.out(options.json ? `${JSON.stringify(report)}\n` : showReport(report));
      if (report.status === 'refused' || report.status === 'failed') throw refusalOf(report);
    });
}

export function refusalOf(report: RunReport): Problem {
  const refused = Object.entries(report.tables).find(([, counts]) => counts.refused);
  const finding = report.findings.find(({ severity }) => severity === 'error');
  const why = refused?.[1].reason ?? finding?.text ?? 'see its findings';
  const what = refused ? `The table ${refused[0]} was refused` : `The delivery was ${report.status}`;
  return new Problem(
    'delivery_refused',
    `${what}: ${plainText(why).replace(/\.$/, '')}; mend it and import again (\`askfolio etl quarantine\` lists the rows set aside).`,
  );
}

const COUNTS = ['read', 'loaded', 'quarantined', 'new', 'changed', 'unchanged', 'stale', 'deleted'] as const;

export function showReport(report: RunReport): string {
  const columns = [
    { name: 'table', label: 'table', type: 'string' as const },
    ...COUNTS.map((name) => ({ name, label: name, type: 'integer' as const })),
  ];
  const rows = Object.entries(report.tables).map(([table, counts]: [string, TableCounts]) => [
    table,
    ...COUNTS.map((name) => counts[name]),
  ]);
  const { touched, total } = report.accounts;
  return [
    `Run ${report.run}: ${report.status} in ${report.seconds.toFixed(1)} s; ${touched} of ${total} accounts touched.\n`,
    `\n${showTable(columns, rows, rows.length)}`,
    ...report.findings.map(({ severity, text }) => `${severity}: ${plainText(text)}\n`),
  ].join('');
}
