import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { caseOf, isJudged, type FeedbackCase } from '../evaluation/from-feedback.ts';
import { EvaluatedQuestion } from '../evaluation/question-set.ts';
import { evaluationOf, judged } from '../evaluation/report.ts';
import type { Evaluation, Judged } from '../evaluation/report.ts';
import { GOOD } from '../evaluation/judge.ts';
import type { FeedbackPage, Services } from '../home/services.ts';
import type { Answer } from '../vocabulary/answer.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem, asProblem } from '../vocabulary/problem.ts';
import type { EngineChoice } from '../vocabulary/question.ts';
import type { CommandContext } from './context.ts';
import { absolutePath, examples, jsonOption } from './options.ts';
import { scopeOf } from './scope-words.ts';
import { plainText, showTable } from './table.ts';

/** Asked by the owner of the installation: the set names nobody. */
const OWNER_NAME = 'owner';

interface EvalOptions {
  readonly engine: EngineChoice;
  readonly minAccuracy?: number;
  readonly maxWrong?: number;
  readonly verbose?: true;
  readonly json?: true;
  readonly fromFeedback?: true;
  readonly out?: string;
}

export function evalCommand(context: CommandContext): Command {
  return new Command('eval')
    .description('ask a set of questions with known answers and report how many came right')
    .argument('[file]', 'a JSON object a line: question, scope, kind, gold (see docs/evaluation.md)')
    .option('--from-feedback', 'what readers thought of answers, as a set')
    .option('--out <file>', 'with --from-feedback: write the set there instead of asking it')
    .addOption(
      new Option('--engine <engine>', 'what understands the questions')
        .choices(['auto', 'offline', 'openai'])
        .default('auto'),
    )
    .option('--min-accuracy <share>', 'fail below this share of right answers, 0 to 1', shareOption)
    .option('--max-wrong <count>', 'fail above so many wrong answers', Number)
    .option('--verbose', 'show every question that did not come right')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'eval questions.jsonl',
        'eval questions.jsonl --max-wrong 0 --json',
        'eval --from-feedback --out feedback.jsonl',
      ),
    )
    .action(async (file: string | undefined, options: EvalOptions) => {
      if ((file === undefined) !== (options.fromFeedback === true)) {
        throw new Problem('usage', 'Give a file of questions or --from-feedback, one of the two.');
      }
      const services = await context.services('engine');
      const cases = file === undefined ? await feedbackCases(services) : [];
      if (options.out !== undefined) {
        await writeCases(context, absolutePath(context, options.out), cases);
        return;
      }
      const questions =
        file === undefined
          ? cases.filter(isJudged).map((each) => EvaluatedQuestion.parse(each))
          : await readQuestions(absolutePath(context, file));
      if (cases.length > questions.length)
        context.terminal.err(`${unjudgedWords(cases.length - questions.length)}\n`);
      const all = await askAll(services, questions, options.engine);
      const evaluation = evaluationOf(all);
      await context.terminal.out(
        options.json ? `${JSON.stringify(evaluation)}\n` : show(evaluation, options.verbose ? all : []),
      );
      refuseBelow(evaluation, options);
    });
}

async function feedbackCases(services: Services): Promise<readonly FeedbackCase[]> {
  const cases: FeedbackCase[] = [];
  for (let after: number | null = 0; after !== null;) {
    const { items, next }: FeedbackPage = await services.feedback({ after });
    cases.push(...items.map((feedback) => caseOf(feedback, OWNER_NAME)));
    after = next;
  }
  return cases;
}

async function writeCases(
  { terminal }: CommandContext,
  path: string,
  cases: readonly FeedbackCase[],
): Promise<void> {
  // It holds questions and figures of clients: for this user alone.
  await writeFile(path, cases.map((each) => `${JSON.stringify(each)}\n`).join(''), { mode: 0o600 }).catch(
    (error: unknown) => {
      throw new Problem('usage', 'The set cannot be written there; choose another file.', { cause: error });
    },
  );
  const unjudged = cases.filter((each) => !isJudged(each)).length;
  await terminal.out(`${cases.length} cases written.${unjudged > 0 ? ` ${unjudgedWords(unjudged)}` : ''}\n`);
}

function unjudgedWords(count: number): string {
  return `${count === 1 ? '1 answer was' : `${count} answers were`} found bad: write what should have come as its gold (--out FILE).`;
}

function shareOption(text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || value > 1)
    throw new InvalidArgumentError('It must be a share from 0 to 1.');
  return value;
}

/** Throws a Problem, `usage`, that names the first line that is no question. */
async function readQuestions(path: string): Promise<readonly EvaluatedQuestion[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Problem('usage', 'The file of questions cannot be read; check its path.', { cause: error });
  });
  const lines = text.split('\n');
  if (lines.length > LIMITS.batch_lines_max) {
    throw new Problem(
      'too_large',
      `A set may have at most ${String(LIMITS.batch_lines_max)} lines; split the file.`,
    );
  }
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [questionOf(line, index + 1)]));
}

function questionOf(line: string, number: number): EvaluatedQuestion {
  const refuse = (why: string): never => {
    throw new Problem(
      'usage',
      `Line ${String(number)} is no question of a set: ${why}; see docs/evaluation.md.`,
    );
  };
  let json: unknown = null;
  try {
    json = JSON.parse(line);
  } catch {
    refuse('it is no JSON');
  }
  const parsed = EvaluatedQuestion.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse(`${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}

/** One after the other: the times are those of a single asker. */
async function askAll(
  services: Services,
  questions: readonly EvaluatedQuestion[],
  engine: EngineChoice,
): Promise<readonly Judged[]> {
  const run = randomUUID();
  const all: Judged[] = [];
  for (const question of questions) {
    const { question: text, scope, today, conversation } = question;
    const { as, account, accounts, ...rest } = scope;
    const answer = await services
      .ask({
        question: text,
        as: as ?? null,
        scope: scopeOf({
          ...rest,
          accounts: account === undefined ? accounts : [account, ...(accounts ?? [])],
        }),
        today: today ?? null,
        engine,
        dialogue: conversation === undefined ? null : `${run}:${conversation}`,
      })
      .catch((error: unknown): Answer | null => {
        if (asProblem(error).code === 'no_data') throw error;
        return null;
      });
    all.push(judged(question, answer));
  }
  return all;
}

function refuseBelow(
  { accuracy, wrong_but_confident: wrong, leaks }: Evaluation,
  { minAccuracy, maxWrong }: EvalOptions,
): void {
  if (minAccuracy !== undefined && accuracy < minAccuracy) {
    throw new Problem(
      'not_good_enough',
      `Only ${percent(accuracy)} came right, less than ${percent(minAccuracy)}; --verbose shows which did not.`,
    );
  }
  if (maxWrong !== undefined && (wrong > maxWrong || leaks > 0)) {
    throw new Problem(
      'not_good_enough',
      `${String(wrong)} answers were wrong and ${String(leaks)} leaked, more than ${String(maxWrong)}; --verbose shows which.`,
    );
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function show(evaluation: Evaluation, all: readonly Judged[]): string {
  const { latency, clarifications, declines, categories } = evaluation;
  const lines = [
    `${String(evaluation.questions)} questions, ${String(evaluation.answerable)} answerable: ${String(evaluation.right)} right (${percent(evaluation.accuracy)}), ${String(evaluation.wrong_but_confident)} wrong but confident, ${percent(evaluation.helpfulness)} answered at all.`,
    `Clarifications ${String(clarifications.right)} of ${String(clarifications.of)}, declines ${String(declines.right)} of ${String(declines.of)}, leaks ${String(evaluation.leaks)}, failed ${String(evaluation.failed)}.`,
    `Milliseconds at 50, 90 and 99 %: whole ${times(latency.total)}; understanding ${times(latency.understand)}.`,
  ];
  const columns = ['category', 'questions', 'good', 'other'].map((name) => ({
    name,
    label: name,
    type: 'string' as const,
  }));
  const rows = Object.entries(categories)
    .toSorted(([left], [right]) => left.localeCompare(right))
    .map(([category, counts]) => {
      const entries = Object.entries(counts);
      const total = (some: typeof entries): string => String(some.reduce((sum, [, count]) => sum + count, 0));
      const others = entries.filter(([verdict]) => !isGood(verdict));
      return [
        category,
        total(entries),
        total(entries.filter(([verdict]) => isGood(verdict))),
        others.map(([verdict, count]) => `${verdict} ${String(count)}`).join(', '),
      ];
    });
  const bad = all.filter(({ verdict }) => !GOOD.has(verdict)).map(showBad);
  return `${lines.join('\n')}\n\n${showTable(columns, rows, rows.length)}${bad.join('')}`;
}

function isGood(verdict: string): boolean {
  return [...GOOD].some((each) => each === verdict);
}

function times({ p50, p90, p99 }: Evaluation['latency']['total']): string {
  return [p50, p90, p99].map((ms) => ms.toFixed(1)).join(' / ');
}

function showBad({ question, answer, verdict }: Judged): string {
  const expected = question.gold ? JSON.stringify(question.gold.rows) : (question.reason ?? question.kind);
  const got =
    answer?.kind === 'answer' ? JSON.stringify(answer.rows.slice(0, 5)) : (answer?.kind ?? 'nothing');
  return `\n${question.id} ${verdict}: ${plainText(question.question)}\n  expected ${plainText(expected)}\n  got      ${plainText(got)}\n  ${plainText(answer?.text ?? '')}\n`;
}
