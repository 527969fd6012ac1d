import { Command, Option } from 'commander';
import { z } from 'zod';
import type { Day } from '../vocabulary/day.ts';
import type { FigureSet } from '../vocabulary/figures.ts';
import { runBatch } from './batch.ts';
import type { CommandContext } from './context.ts';
import {
  accountsOption,
  asOption,
  batchOption,
  dayOption,
  examples,
  jsonOption,
  todayOption,
} from './options.ts';
import { dayText, scopeOf } from './scope-words.ts';
import { plainText } from './table.ts';
import { tellProblem } from './tell-problem.ts';

interface FiguresOptions {
  readonly account?: readonly string[];
  readonly portfolio?: string;
  readonly client?: string;
  readonly advisor?: string;
  readonly from?: Day;
  readonly to?: Day;
  readonly as?: string;
  readonly today?: Day;
  readonly batch?: string;
  readonly json?: true;
}

const FiguresLine = z.object({
  account: z.string().optional(),
  accounts: z.array(z.string()).optional(),
  portfolio: z.string().optional(),
  client: z.string().optional(),
  advisor: z.string().optional(),
  from: dayText.nullish(),
  to: dayText.nullish(),
  as: z.string().optional(),
  today: dayText.nullish(),
});

export function figuresCommand(context: CommandContext): Command {
  return new Command('figures')
    .description('every metric for one scope and period')
    .addOption(accountsOption())
    .option('--portfolio <id>', 'only this portfolio')
    .option('--client <id>', 'only this client')
    .option('--advisor <id>', "only this advisor's clients")
    .addOption(
      new Option('--from <day>', "the period's first day (unset: since inception)").argParser(dayOption),
    )
    .addOption(new Option('--to <day>', "the period's last day (unset: today)").argParser(dayOption))
    .addOption(asOption())
    .addOption(todayOption())
    .addOption(batchOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figures --portfolio PF-001 --from 2017-01-01 --to 2017-12-31 --json',
        'figures --batch scopes.jsonl --json',
      ),
    )
    .action(async (options: FiguresOptions) => {
      if (options.batch !== undefined) return figuresBatch(context, options.batch, options);
      try {
        const services = await context.services('engine');
        const figures = await services.figures({
          as: options.as ?? null,
          scope: scopeOf({ ...options, accounts: options.account }),
          from: options.from ?? null,
          to: options.to ?? null,
          today: options.today ?? null,
        });
        await context.terminal.out(options.json ? `${JSON.stringify(figures)}\n` : showFigures(figures));
      } catch (error) {
        await tellProblem(context, error, options.json === true);
      }
    });
}

async function figuresBatch(context: CommandContext, file: string, options: FiguresOptions): Promise<void> {
  const services = await context.services('engine');
  await runBatch(context, file, {
    schema: FiguresLine,
    dialogue: () => null,
    echo: (line) => line,
    run: async ({ account, accounts, from, to, as, today, ...rest }) => ({
      figures: await services.figures({
        as: as ?? options.as ?? null,
        scope: scopeOf({
          ...rest,
          accounts: account === undefined ? accounts : [account, ...(accounts ?? [])],
        }),
        from: from ?? null,
        to: to ?? null,
        today: today ?? options.today ?? null,
      }),
    }),
  });
}

function showFigures(figures: FigureSet): string {
  const names = Object.keys(figures);
  const width = Math.max(0, ...names.map((name) => name.length));
  return names.map((name) => `${name.padEnd(width)}  ${plainText(String(figures[name] ?? '–'))}\n`).join('');
}
