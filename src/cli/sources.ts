import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { Problem } from '../vocabulary/problem.ts';
import type { Preview } from '../vocabulary/run.ts';
import type { CommandContext } from './context.ts';
import { absolutePath, examples, jsonOption } from './options.ts';
import { registeredSourceCommands } from './registered-sources.ts';
import { addressOf, deliveryPlace, mappingPath } from './source-place.ts';
import { showPreviewRows } from './preview-rows.ts';
import { plainText } from './table.ts';

export function sourcesCommand(context: CommandContext): Command {
  const command = new Command('sources').description('where data come from');
  for (const each of registeredSourceCommands(context)) command.addCommand(each);
  return command
    .addCommand(previewCommand(context))
    .addCommand(inferCommand(context))
    .addHelpText(
      'after',
      examples(
        'sources add custodian /srv/deliveries/custodian',
        'sources preview export.csv --mapping schwab',
      ),
    );
}

interface PreviewOptions {
  readonly mapping?: string;
  readonly secretFile?: string;
  readonly json?: true;
}

function previewCommand(context: CommandContext): Command {
  return new Command('preview')
    .description('what an import would make of a delivery, without importing it')
    .argument('<path>', 'a folder, a file, a statement, or the address of a server')
    .option(
      '--mapping <file>',
      'how its tables and columns become the canonical ones: a file, or the name of a ready one',
    )
    .option('--secret-file <file>', 'holds the password or token that opens it')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('sources preview statement.ofx', 'sources preview export.csv --mapping mine.yaml --json'),
    )
    .action(async (path: string, options: PreviewOptions) => {
      const services = await context.services();
      const preview = await services.preview({
        ...deliveryPlace(context, path, options.secretFile),
        source: 'main',
        mode: null,
        mapping: mappingPath(context, options.mapping),
      });
      await context.terminal.out(options.json ? `${JSON.stringify(preview)}\n` : showPreview(preview));
    });
}

function inferCommand(context: CommandContext): Command {
  return new Command('infer')
    .description('propose a mapping for tables that are not in the canonical form, to be edited')
    .argument('<path>', 'a folder, a file, or the address of a database or an interface')
    .option('--secret-file <file>', 'holds the password or token that opens it')
    .option('--out <file>', 'where to write it, in place of standard output; a file that is there is kept')
    .addHelpText(
      'after',
      examples(
        'sources infer export.csv --out mine.yaml',
        'sources infer postgres://reader@books.example/ledger',
      ),
    )
    .action(async (path: string, options: { readonly secretFile?: string; readonly out?: string }) => {
      const { address, secret } = addressOf(context, path, options.secretFile);
      const mapping = await context.inferMapping({ path: address, secret });
      if (options.out === undefined) return context.terminal.out(mapping);
      writeNew(absolutePath(context, options.out), mapping);
      const doubts = mapping.split('doubtful:').length - 1;
      return context.terminal.out(
        `Wrote ${options.out}${doubts === 0 ? '' : `; ${String(doubts)} things in it are doubtful`}. See what it makes: askfolio sources preview ${path} --mapping ${options.out}\n`,
      );
    });
}

function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    throw new Problem(
      'usage',
      'The file of --out is there already or cannot be written; give another name.',
      {
        cause: error,
      },
    );
  }
}

function showPreview(preview: Preview): string {
  if (preview.failed !== undefined) return `Nothing could be read: ${plainText(preview.failed)}\n`;
  const refused = preview.refused.map((table) => `The table ${table} would be refused whole.\n`);
  const rest =
    preview.unmapped.length === 0 ? '' : `Not taken in: ${plainText(preview.unmapped.join(', '))}.\n`;
  return [showPreviewRows(preview), ...refused, rest].join('');
}
