import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { z } from 'zod';
import type { AskRequest } from '../home/services.ts';
import type { Answer } from '../vocabulary/answer.ts';
import type { Day } from '../vocabulary/day.ts';
import type { EngineChoice } from '../vocabulary/question.ts';
import { Problem } from '../vocabulary/problem.ts';
import { type JsonObject, runBatch } from './batch.ts';
import type { CommandContext, Terminal } from './context.ts';
import { accountsOption, asOption, batchOption, examples, jsonOption, todayOption } from './options.ts';
import { dayText, scopeOf } from './scope-words.ts';
import { plainText, showTable } from './table.ts';

interface AskOptions {
  readonly account?: readonly string[];
  readonly portfolio?: string;
  readonly client?: string;
  readonly as?: string;
  readonly today?: Day;
  readonly engine: EngineChoice;
  readonly batch?: string;
  readonly verbose?: true;
  readonly json?: true;
}

const ROWS_SHOWN_MAX = 40;

const AskLine = z.object({
  question: z.string(),
  account: z.string().optional(),
  accounts: z.array(z.string()).optional(),
  portfolio: z.string().optional(),
  client: z.string().optional(),
  advisor: z.string().optional(),
  as: z.string().optional(),
  today: dayText.nullish(),
  conversation: z.union([z.string(), z.number()]).nullish(),
});
type AskLine = z.infer<typeof AskLine>;

export function askCommand(context: CommandContext): Command {
  return new Command('ask')
    .description('answer a question about the accounts in view')
    .argument('[question]', 'the question, in plain words')
    .addOption(accountsOption())
    .option('--portfolio <id>', 'only this portfolio')
    .option('--client <id>', 'only this client')
    .addOption(asOption())
    .addOption(todayOption())
    .addOption(
      new Option('--engine <engine>', 'what understands the question')
        .choices(['auto', 'offline', 'openai'])
        .default('auto'),
    )
    .addOption(batchOption())
    .option('--verbose', 'show the SQL that was run')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'ask "How much is my portfolio worth?" --as eleanor',
        'ask "Top 5 holdings" --account H-1003 --json',
        'ask --batch questions.jsonl --json',
      ),
    )
    .action(async (question: string | undefined, options: AskOptions) => {
      if ((question === undefined) === (options.batch === undefined)) {
        throw new Problem(
          'usage',
          'Give either one question in quotes or --batch FILE; see `askfolio ask --help`.',
        );
      }
      if (options.batch !== undefined) return askBatch(context, options.batch, options);
      const services = await context.services('engine');
      const answer = await services.ask({ ...requestOf(options), question: question ?? '', dialogue: null });
      if (options.json) await context.terminal.out(`${JSON.stringify(answer)}\n`);
      else await showAnswer(context.terminal, answer, options.verbose === true);
      if (answer.kind === 'error') throw new Problem('internal', plainText(answer.text));
    });
}

function requestOf(options: AskOptions): Omit<AskRequest, 'question' | 'dialogue'> {
  return {
    as: options.as ?? null,
    scope: scopeOf({ ...options, accounts: options.account }),
    today: options.today ?? null,
    engine: options.engine,
  };
}

async function askBatch(context: CommandContext, file: string, options: AskOptions): Promise<void> {
  const services = await context.services('engine');
  const batch = randomUUID();
  const dialogueOf = (line: AskLine): string | null =>
    line.conversation === undefined || line.conversation === null ? null : `${batch}:${line.conversation}`;
  const base = requestOf(options);
  await runBatch(context, file, {
    schema: AskLine,
    dialogue: dialogueOf,
    echo: ({ id }) => ({ id: id ?? null }),
    run: async (line): Promise<JsonObject> => {
      const { account, accounts, ...rest } = line;
      const own = scopeOf({
        ...rest,
        accounts: account === undefined ? accounts : [account, ...(accounts ?? [])],
      });
      return {
        answer: await services.ask({
          question: line.question,
          as: line.as ?? base.as,
          scope: Object.keys(own).length > 0 ? own : base.scope,
          today: line.today ?? base.today,
          engine: base.engine,
          dialogue: dialogueOf(line),
        }),
      };
    },
  });
}

/** An answer as a person reads it. `verbose`: with its SQL. */
export async function showAnswer(terminal: Terminal, answer: Answer, verbose: boolean): Promise<void> {
  const parts = [`${plainText(answer.text, true)}\n`];
  if (answer.kind === 'answer') {
    const alone = answer.rows.length === 1 && answer.columns.length === 1;
    if (!alone && answer.rows.length > 0) {
      parts.push(`\n${showTable(answer.columns, answer.rows, ROWS_SHOWN_MAX)}`);
    }
    parts.push(`\n${plainText(answer.interpretation.text)}; data as of ${answer.asOf}.\n`);
    if (answer.verified)
      parts.push(`Verified by ${plainText(answer.verified.by)} on ${answer.verified.at.slice(0, 10)}.\n`);
    parts.push(...answer.caveats.map((caveat) => `Note: ${plainText(caveat)}\n`));
    if (verbose) parts.push(`\n${answer.sql}\n`, `-- parameters: ${JSON.stringify(answer.parameters)}\n`);
  }
  if (answer.kind === 'clarification') {
    parts.push(
      ...answer.choices.map(
        ({ question, figure }) =>
          `  - ${plainText(question)}${figure === undefined ? '' : ` (${plainText(figure)})`}\n`,
      ),
    );
  } else if (answer.suggestions.length > 0) {
    parts.push(
      `\nYou could also ask:\n${answer.suggestions.map((text) => `  - ${plainText(text)}\n`).join('')}`,
    );
  }
  await terminal.out(parts.join(''));
}
