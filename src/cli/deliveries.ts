import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { Delivery } from '../vocabulary/delivery.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { CommandContext } from './context.ts';
import { absolutePath, examples, jsonOption } from './options.ts';
import { showPreviewRows } from './preview-rows.ts';
import { plainText, showTable } from './table.ts';

/** Files by hand: handed in, looked at, and taken in after a word. */
export function deliveriesCommand(context: CommandContext): Command {
  return new Command('deliveries')
    .description('files by hand: hand them in, look at what they are, confirm')
    .addCommand(addCommand(context))
    .addCommand(listCommand(context))
    .addCommand(lookCommand(context))
    .addCommand(confirmCommand(context))
    .addCommand(removeCommand(context))
    .addHelpText(
      'after',
      examples('deliveries add statement.ofx', 'deliveries confirm ID --source custodian'),
    );
}

interface LookOptions {
  readonly mapping?: string;
  readonly json?: true;
}

function addCommand(context: CommandContext): Command {
  return new Command('add')
    .description('hand files in as one delivery, and show what they are; nothing is taken in yet')
    .argument('<file...>', 'the files')
    .addOption(mappingOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('deliveries add statement.ofx', 'deliveries add export.csv --mapping schwab'),
    )
    .action(async (files: readonly string[], options: LookOptions) => {
      const paths = files.map((file) => absolutePath(context, file));
      const services = await context.services();
      const argument = { paths, mapping: mappingIn(context, options.mapping) };
      await tell(context, await services.deliveries({ verb: 'handIn', argument }), options.json);
    });
}

function lookCommand(context: CommandContext): Command {
  return new Command('show')
    .description('what a delivery is; with another mapping, what that makes of it')
    .argument('<id>', 'as `deliveries list` shows it')
    .addOption(mappingOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('deliveries show ID', 'deliveries show ID --mapping mine.yaml'))
    .action(async (id: string, options: LookOptions) => {
      const services = await context.services();
      const mapping = mappingIn(context, options.mapping);
      const delivery =
        mapping === null
          ? await services.deliveries({ verb: 'find', argument: { id } })
          : await services.deliveries({ verb: 'look', argument: { id, mapping } });
      await tell(context, delivery, options.json);
    });
}

function listCommand(context: CommandContext): Command {
  return new Command('list')
    .description('the deliveries that wait or were taken in')
    .addOption(jsonOption())
    .addHelpText('after', examples('deliveries list'))
    .action(async (options: { readonly json?: true }) => {
      const services = await context.services();
      const items = await services.deliveries({ verb: 'list', argument: null });
      if (options.json) return context.terminal.out(`${JSON.stringify(items)}\n`);
      const rows = items.map(({ id, state, files, source, run }) => [
        id,
        state,
        plainText(files.map(({ name }) => name).join(', ')),
        plainText(source ?? ''),
        run ?? '',
      ]);
      const heads = ['delivery', 'state', 'files', 'source', 'run'].map((label) => ({
        name: label,
        label,
        type: 'string' as const,
      }));
      return context.terminal.out(showTable(heads, rows, rows.length));
    });
}

interface ConfirmOptions {
  readonly source?: string;
  readonly full?: true;
  readonly incremental?: true;
  readonly json?: true;
}

function confirmCommand(context: CommandContext): Command {
  return new Command('confirm')
    .description('take a delivery in: it becomes a run')
    .argument('<id>', 'as `deliveries list` shows it')
    .option('--source <name>', 'the source that it is taken in as; the proposed one where none is named')
    .addOption(new Option('--full', 'it speaks for everything').conflicts('incremental'))
    .addOption(new Option('--incremental', 'it says what changed').conflicts('full'))
    .addOption(jsonOption())
    .addHelpText('after', examples('deliveries confirm ID', 'deliveries confirm ID --source custodian'))
    .action(async (id: string, { source, full, incremental, json }: ConfirmOptions) => {
      const services = await context.services();
      const mode = full ? 'full' : incremental ? 'incremental' : null;
      const delivery = await services.deliveries({
        verb: 'confirm',
        argument: { id, source: source ?? null, mode },
      });
      await context.terminal.out(
        json
          ? `${JSON.stringify(delivery)}\n`
          : `It is being taken in as ${plainText(delivery.source ?? '')}; \`askfolio etl status\` says what becomes of it.\n`,
      );
    });
}

function removeCommand(context: CommandContext): Command {
  return new Command('remove')
    .description('give a delivery up, with its files')
    .argument('<id>', 'as `deliveries list` shows it')
    .addHelpText('after', examples('deliveries remove ID'))
    .action(async (id: string) => {
      const services = await context.services();
      await services.deliveries({ verb: 'remove', argument: { id } });
      await context.terminal.out('Removed.\n');
    });
}

function mappingOption(): Option {
  return new Option('--mapping <file>', 'read it so: a file, the name of a ready mapping, or `none`');
}

/** A file's text, a ready mapping's name; null: whatever fits. */
function mappingIn(context: CommandContext, given: string | undefined): string | null {
  if (given === undefined) return null;
  if (given === 'none') return '';
  if (/^[a-z0-9-]+$/.test(given)) return given;
  try {
    return readFileSync(absolutePath(context, given), 'utf8');
  } catch (error) {
    throw new Problem(
      'mapping_invalid',
      `There is no mapping at ${given}; give a YAML file, or the name of a ready one.`,
      {
        cause: error,
      },
    );
  }
}

async function tell({ terminal }: CommandContext, delivery: Delivery, json: true | undefined): Promise<void> {
  await terminal.out(json ? `${JSON.stringify(delivery)}\n` : showDelivery(delivery));
}

function showDelivery({ id, state, look, message }: Delivery): string {
  const lines = [`Delivery ${id}: ${state}.\n`];
  if (message !== null) lines.push(`${plainText(message)}\n`);
  if (look === null) return lines.join('');
  for (const { name, kind, format } of look.files) {
    lines.push(plainText(`${name}: ${kind}${format === null ? '' : ` (${format})`}`), '\n');
  }
  if (look.failed !== null) return [...lines, `Nothing could be read: ${plainText(look.failed)}\n`].join('');
  const { again, doubts, refused, unmapped, quarantined } = look;
  lines.push('\n', showPreviewRows({ ...rowsOf(look), quarantine: look.quarantine }));
  if (again !== null) lines.push(`The same file was taken in before, as ${plainText(again.source)}.\n`);
  for (const table of refused) lines.push(`The table ${table} would be refused whole.\n`);
  for (const doubt of doubts) lines.push(`Doubtful: ${plainText(doubt)}\n`);
  if (quarantined > 0) lines.push(`${String(quarantined)} rows would be set aside.\n`);
  if (unmapped.length > 0) lines.push(`Not taken in: ${plainText(unmapped.join(', '))}.\n`);
  if (state === 'looked')
    lines.push(`Take it in: askfolio deliveries confirm ${id} --source ${plainText(look.source)}\n`);
  return lines.join('');
}

function rowsOf({ tables }: NonNullable<Delivery['look']>): Parameters<typeof showPreviewRows>[0] {
  const { accounts, securities, transactions, holdings, balances } = tables;
  return {
    accounts: accounts.rows,
    securities: securities.rows,
    transactions: transactions.rows,
    holdings: holdings.rows,
    balances: balances.rows,
    quarantine: [],
  };
}
