import { Command, Option } from 'commander';
import type { CustodyVerb, CustodyWork } from '../vocabulary/custody.ts';
import { type Job, JOB_STATUSES, type JobStatus } from '../vocabulary/job.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Column } from '../vocabulary/rows.ts';
import type { CommandContext } from './context.ts';
import { asOption, examples, jsonOption, wholeOption } from './options.ts';
import { plainText, showTable } from './table.ts';

type Work = <K extends CustodyVerb>(
  verb: K,
  argument: CustodyWork[K]['takes'],
  as: string | undefined,
) => Promise<CustodyWork[K]['gives']>;

interface OneOptions {
  readonly as?: string;
  readonly json?: true;
}

const LISTED = 20;
const COLUMNS: readonly Column[] = ['job', 'what', 'lane', 'status', 'tries', 'asked for', 'why'].map(
  (name) => ({ name, label: name, type: 'string' }),
);

/** What is to be done and what was not: seen, tried again, stopped. */
export function jobsCommand(context: CommandContext): Command {
  const work: Work = async (verb, argument, as) =>
    (await context.services()).custody({ verb, argument, as: as ?? null });
  return new Command('jobs')
    .description('what is to be done, and what was given up: see, try again, stop')
    .addCommand(listCommand(context, work))
    .addCommand(oneCommand(context, work, 'show', 'findJob', 'how a job stands, and why its last try failed'))
    .addCommand(
      oneCommand(
        context,
        work,
        'retry',
        'retryJob',
        'have one done that failed, was set aside or was stopped',
      ),
    )
    .addCommand(oneCommand(context, work, 'cancel', 'cancelJob', 'stop one that waits or is being done'))
    .addHelpText('after', examples('jobs list --status set_aside', 'jobs retry ID'));
}

function listCommand(context: CommandContext, work: Work): Command {
  return new Command('list')
    .description('the newest jobs first, with why the last try of each failed')
    .addOption(new Option('--status <status>', 'only those that stand so').choices([...JOB_STATUSES]))
    .option('--limit <jobs>', 'at most so many', wholeOption(1, LIMITS.jobs_open_max), LISTED)
    .addOption(asOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('jobs list', 'jobs list --status set_aside --json'))
    .action(async (options: OneOptions & { status?: JobStatus; limit: number }) => {
      const argument = { status: options.status ?? null, limit: options.limit };
      const jobs = await work('listJobs', argument, options.as);
      await context.terminal.out(options.json ? `${JSON.stringify(jobs)}\n` : listText(jobs));
    });
}

function oneCommand(
  context: CommandContext,
  work: Work,
  name: string,
  verb: 'findJob' | 'retryJob' | 'cancelJob',
  description: string,
): Command {
  return new Command(name)
    .description(description)
    .argument('<id>', 'as `jobs list` shows it')
    .addOption(asOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(`jobs ${name} ID`))
    .action(async (id: string, { as, json }: OneOptions) => {
      const job = await work(verb, { id }, as);
      await context.terminal.out(json ? `${JSON.stringify(job)}\n` : jobText(job));
    });
}

function listText(jobs: readonly Job[]): string {
  if (jobs.length === 0) return 'No jobs are kept that stand so.\n';
  const rows = jobs.map(({ id, kind, lane, status, tries, tries_max: most, putAt, reason }) => [
    id,
    kind,
    lane,
    status,
    `${tries} of ${most}`,
    minute(putAt),
    reason?.code ?? '',
  ]);
  return showTable(COLUMNS, rows, rows.length);
}

function jobText(job: Job): string {
  const facts = {
    Job: job.id,
    What: job.kind,
    Lane: job.lane,
    Status: job.status,
    Tries: `${job.tries} of ${job.tries_max}`,
    'Asked for': minute(job.putAt),
    ...(job.finishedAt === null ? { Due: minute(job.dueAt) } : { Ended: minute(job.finishedAt) }),
    ...(job.reason === null ? {} : { Why: `${job.reason.message} (${job.reason.code})` }),
  };
  return Object.entries(facts)
    .map(([name, text]) => `${name.padEnd(10)} ${plainText(text)}\n`)
    .join('');
}

/** An instant to the minute, UTC. */
function minute(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}
