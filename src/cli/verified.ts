import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { readPlan } from '../model/plan-schema.ts';
import type { Plan } from '../vocabulary/plan.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { VerifiedQuestion, VerifiedVerb, VerifiedWork } from '../vocabulary/verified.ts';
import type { CommandContext } from './context.ts';
import { absolutePath, asOption, examples, jsonOption } from './options.ts';
import { plainText, showTable } from './table.ts';

interface Options {
  readonly as?: string;
  readonly json?: true;
}

export function verifiedCommand(context: CommandContext): Command {
  return new Command('verified')
    .description('questions whose meaning was settled by somebody who knows, for all who ask them')
    .addCommand(listCommand(context))
    .addCommand(addCommand(context))
    .addCommand(removeCommand(context))
    .addHelpText('after', examples('verified list', 'verified add 7c9e6679-7425-40de-944b-e07fc1f90ae7'));
}

async function work<K extends VerifiedVerb>(
  context: CommandContext,
  verb: K,
  argument: VerifiedWork[K]['takes'],
  as: string | undefined,
): Promise<VerifiedWork[K]['gives']> {
  return (await context.services()).verified({ verb, argument, as: as ?? null });
}

function listCommand(context: CommandContext): Command {
  return new Command('list')
    .description('the verified questions, the newest first')
    .addOption(asOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('verified list --json'))
    .action(async ({ as, json }: Options) => {
      const found = await work(context, 'list', {}, as);
      await context.terminal.out(json ? `${JSON.stringify(found)}\n` : tableOf(found));
    });
}

function addCommand(context: CommandContext): Command {
  return new Command('add')
    .description(
      'verify an answer: the same question is answered by its plan from now on, for whoever asks it',
    )
    .argument('<answer-id>', 'the `id` of the answer, as `askfolio ask --json` prints it')
    .option('--plan <file>', 'a JSON file with what the question means, where that is not what was answered')
    .addOption(asOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('verified add 7c9e6679-7425-40de-944b-e07fc1f90ae7 --plan plan.json --as ada'),
    )
    .action(async (answer: string, { as, json, plan }: Options & { readonly plan?: string }) => {
      const corrected = plan === undefined ? null : await planIn(absolutePath(context, plan));
      const verified = await work(context, 'add', { answer, plan: corrected }, as);
      await context.terminal.out(
        json
          ? `${JSON.stringify(verified)}\n`
          : `Verified: ${plainText(verified.question)} (${verified.id})\n`,
      );
    });
}

function removeCommand(context: CommandContext): Command {
  return new Command('remove')
    .description('take a verification back')
    .argument('<id>', 'its id, as `verified list` shows it')
    .addOption(asOption())
    .addHelpText('after', examples('verified remove 6f0c2f0e-7a55-4f0e-9c7a-0a1b2c3d4e5f'))
    .action(async (id: string, { as }: Options) => {
      await work(context, 'remove', { id }, as);
      await context.terminal.out('It is not verified any more.\n');
    });
}

async function planIn(file: string): Promise<Plan> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null)
    throw new Problem('usage', `The file ${file} cannot be read; name one with a plan as JSON.`);
  const plan = readPlan(parsed(text));
  if (plan !== null) return plan;
  throw new Problem('usage', 'That is no plan; take the `plan` of an answer (`ask --json`) and change it.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function tableOf(found: readonly VerifiedQuestion[]): string {
  if (found.length === 0)
    return 'No question is verified yet; `askfolio verified add ANSWER_ID` does that.\n';
  const columns = ['id', 'question', 'by', 'on'].map((label) => ({
    name: label,
    label,
    type: 'string' as const,
  }));
  const rows = found.map(({ id, question, byName, at }) => [
    id,
    plainText(question),
    plainText(byName),
    at.slice(0, 10),
  ]);
  return showTable(columns, rows, rows.length);
}
