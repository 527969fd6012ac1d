import { Command } from 'commander';
import { z } from 'zod';
import { Problem } from '../vocabulary/problem.ts';
import { type JsonObject, runBatch } from './batch.ts';
import type { SqlResult } from '../home/services.ts';
import type { CommandContext } from './context.ts';
import { accountsOption, asOption, batchOption, currencyOption, examples, jsonOption } from './options.ts';
import { showTable } from './table.ts';
import { tellProblem } from './tell-problem.ts';

interface SqlOptions {
  readonly account?: readonly string[];
  readonly as?: string;
  readonly currency?: string;
  readonly batch?: string;
  readonly explain?: true;
  readonly json?: true;
}

const ROWS_SHOWN_MAX = 100;

const SqlLine = z.object({
  sql: z.string(),
  account: z.string().optional(),
  accounts: z.array(z.string()).optional(),
  as: z.string().optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
});

export function sqlCommand(context: CommandContext): Command {
  return new Command('sql')
    .description('run a read-only query over the accounts in view, guarded like generated SQL')
    .argument('[statement]', 'one SELECT')
    .addOption(accountsOption())
    .addOption(asOption())
    .option(
      '--currency <code>',
      "amounts in this reporting currency instead of each account's own",
      currencyOption,
    )
    .option('--explain', 'only what it would read: the statement is judged, and not run')
    .addOption(batchOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'sql "SELECT symbol, market_value FROM holdings ORDER BY market_value DESC LIMIT 5" --account H-1003',
        'sql --batch statements.jsonl --json',
      ),
    )
    .action(async (statement: string | undefined, options: SqlOptions) => {
      if ((statement === undefined) === (options.batch === undefined)) {
        throw new Problem(
          'usage',
          'Give either one statement in quotes or --batch FILE; see `askfolio sql --help`.',
        );
      }
      if (options.batch !== undefined) return sqlBatch(context, options.batch, options);
      try {
        const services = await context.services('engine');
        const result = await services.sql({
          sql: statement ?? '',
          as: options.as ?? null,
          accounts: options.account ?? [],
          currency: options.currency ?? null,
          explain: options.explain === true,
        });
        if (options.json) await context.terminal.out(`${JSON.stringify(result)}\n`);
        else {
          if (options.explain !== true)
            await context.terminal.out(showTable(result.columns, result.rows, ROWS_SHOWN_MAX));
          await context.terminal.out(`${costSentence(result, options.explain === true)}\n`);
          if (result.cut) context.terminal.err('The limit on rows cut the result.\n');
        }
      } catch (error) {
        await tellProblem(context, error, options.json === true);
      }
    });
}

async function sqlBatch(context: CommandContext, file: string, options: SqlOptions): Promise<void> {
  const services = await context.services('engine');
  await runBatch(context, file, {
    schema: SqlLine,
    dialogue: () => null,
    echo: ({ id }) => ({ id: id ?? null }),
    run: async ({ sql, account, accounts, as, currency }): Promise<JsonObject> => {
      const own = account === undefined ? accounts : [account, ...(accounts ?? [])];
      return {
        result: await services.sql({
          sql,
          as: as ?? options.as ?? null,
          accounts: own ?? options.account ?? [],
          currency: currency ?? options.currency ?? null,
          explain: options.explain === true,
        }),
      };
    },
  });
}

/** `3 rows in 4.1 ms; read holdings (120 rows in reach)`. */
function costSentence({ rows, cost }: SqlResult, explained: boolean): string {
  const read = cost.relations.map(
    ({ name, rowsInReach }) => `${name} (${rowsInReach.toLocaleString('en-US')} rows in reach)`,
  );
  const from = read.length === 0 ? 'no relation' : read.join(', ');
  if (explained) return `It may be run, and would read ${from}.`;
  const count = rows.length.toLocaleString('en-US');
  return `${count} ${rows.length === 1 ? 'row' : 'rows'} in ${cost.milliseconds.toFixed(1)} ms; read ${from}.`;
}
