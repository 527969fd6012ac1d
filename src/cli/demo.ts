import { Command, Option } from 'commander';
import { type Day, dayOf } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { CommandContext } from './context.ts';
import { absolutePath, dayOption, examples, wholeOption } from './options.ts';
import { progressView } from './progress.ts';

interface DemoOptions {
  readonly out: string;
  readonly accounts: number;
  readonly years: number;
  readonly seed: number;
  readonly end: Day;
  readonly format: 'csv' | 'parquet';
}

/** The size of the firm that `start` makes in an empty home. */
export const DEMO_SIZE = { accounts: 240, years: 5, seed: 1 } as const;

/** Fixed, so that the same seed gives the same bytes on any day. */
const END = dayOf('2025-12-31');

export function demoCommand(context: CommandContext): Command {
  return new Command('demo')
    .description('write a synthetic firm in the canonical form; the same seed gives the same bytes')
    .requiredOption('--out <folder>', 'the folder to write to')
    .option(
      '--accounts <n>',
      'how many accounts',
      wholeOption(1, LIMITS.demo_accounts_max),
      DEMO_SIZE.accounts,
    )
    .option(
      '--years <n>',
      'how many years of history',
      wholeOption(1, LIMITS.demo_years_max),
      DEMO_SIZE.years,
    )
    .option('--seed <n>', 'what chance starts from', wholeOption(0, 4_294_967_295), DEMO_SIZE.seed)
    .addOption(new Option('--end <day>', 'the last day of its history').argParser(dayOption).default(END))
    .addOption(new Option('--format <format>', 'of the files').choices(['csv', 'parquet']).default('csv'))
    .addHelpText('after', examples('demo --out demo-firm --accounts 1000 --years 10 --seed 7'))
    .action(async (options: DemoOptions) => {
      const view = await progressView(context.terminal, false);
      try {
        await context.writeDemo({ ...options, out: absolutePath(context, options.out) }, (progress) =>
          view.show(progress),
        );
      } finally {
        view.end();
      }
      await context.terminal.out(
        `The firm lies in ${options.out}; \`askfolio import ${options.out}\` takes it in.\n`,
      );
    });
}
