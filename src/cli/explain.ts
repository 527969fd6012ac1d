import { Command } from 'commander';
import type { Explanation, RunTrace } from '../vocabulary/explanation.ts';
import type { CommandContext } from './context.ts';
import { asOption, examples, jsonOption } from './options.ts';
import { plainText, showTable } from './table.ts';

const BOOKINGS_SHOWN_MAX = 20;

export function explainCommand(context: CommandContext): Command {
  return new Command('explain')
    .description('how an answer came about: its plan, its SQL, its data, and the source rows under it')
    .argument('<answer-id>', 'the `id` of an answer, as `askfolio ask --json` prints it')
    .addOption(asOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('explain 7c9e6679-7425-40de-944b-e07fc1f90ae7 --as eleanor --json'))
    .action(async (id: string, { as, json }: { as?: string; json?: true }) => {
      const services = await context.services();
      const explanation = await services.explain({ id, as: as ?? null });
      await context.terminal.out(json ? `${JSON.stringify(explanation)}\n` : showExplanation(explanation));
    });
}

function showExplanation(explanation: Explanation): string {
  const { question, user, at, answer } = explanation;
  const parts = [
    `${plainText(user)} asked on ${moment(at)}: ${plainText(question)}\n${plainText(answer.text, true)}\n`,
  ];
  if (answer.kind !== 'answer') return [...parts, showSent(explanation)].join('');
  parts.push(
    `\nUnderstood: ${plainText(answer.interpretation.text)}; data as of ${answer.asOf}.\n`,
    ...(answer.verified
      ? [
          `Verified by ${plainText(answer.verified.by)} on ${answer.verified.at.slice(0, 10)} (${answer.verified.id}).\n`,
        ]
      : []),
    ...answer.caveats.map((caveat) => `Note: ${plainText(caveat)}\n`),
    answer.plan === null
      ? '\nFree query: a language model wrote this SQL, for no plan can say what was asked.\n'
      : `\nPlan: ${plainText(JSON.stringify(answer.plan))}\n`,
    `\nSQL:\n${plainText(answer.sql, true)}\n-- parameters: ${plainText(JSON.stringify(answer.parameters))}\n`,
    `\nData version ${answer.dataVersion}${explanation.run ? `, published by ${runWords(explanation.run)}` : ''}.\n`,
    showSent(explanation),
    showGrounds(explanation),
  );
  return parts.join('');
}

/** What left the house, word for word; the instructions by their length, for they are the same for every question. */
function showSent({ sent }: Explanation): string {
  return sent
    .map(({ at, host, model, messages, hidden, outcome, reply, tokens }) => {
      const lines = messages.map(({ role, content }) =>
        role === 'system'
          ? `  (instructions of ${String(content.length)} characters; --json shows them)\n`
          : `  ${role}: ${plainText(content, true).replaceAll('\n', '\n    ')}\n`,
      );
      const count =
        tokens === null ? '' : `, ${String(tokens.input)} tokens in and ${String(tokens.output)} out`;
      const end = reply === null ? `  no reply: ${outcome}\n` : `  reply: ${plainText(reply)}\n`;
      const legend = Object.entries(hidden).map(([placeholder, text]) => `${placeholder} for ${text}`);
      const kept = legend.length === 0 ? '' : `  not sent: ${plainText(legend.join(', '))}\n`;
      return [`\nSent on ${moment(at)} to ${host} (${model}${count}):\n`, ...lines, kept, end].join('');
    })
    .join('');
}

function showGrounds({ answer, grounds, deliveries }: Explanation): string {
  if (grounds === null || answer.kind !== 'answer') return '';
  const moved =
    grounds.dataVersion === answer.dataVersion
      ? ''
      : `The data have moved on since, to version ${grounds.dataVersion}: the bookings below are those of now.\n`;
  const span = grounds.from === null ? `until ${grounds.to}` : `from ${grounds.from} to ${grounds.to}`;
  const accounts = grounds.accounts === 1 ? '1 account' : `${grounds.accounts} accounts`;
  const bookings = grounds.count === 1 ? '1 booking' : `${grounds.count} bookings`;
  const files = grounds.files.map(({ file, run, bookings: count }) => {
    const delivery = deliveries.find((each) => each.run === run);
    const sum = delivery?.received?.files.find((each) => each.file === file)?.sha256 ?? null;
    const path = delivery === undefined || delivery.path === null ? '' : ` in ${delivery.path}`;
    const where = delivery ? `${path}, ${runWords(delivery)}` : '';
    return `  ${count} from ${file ?? 'unknown'}${where}${sum === null ? '' : ` (SHA-256 ${sum})`}\n`;
  });
  const columns = ['day', 'account', 'type', 'security', 'booking', 'file', 'line'].map((name) => ({
    name,
    label: name,
    type: 'string' as const,
  }));
  const rows = grounds.bookings.map((booking) => [
    booking.tradeDate,
    booking.account,
    booking.type,
    booking.security ?? '',
    booking.transaction,
    booking.file ?? '',
    booking.line === null ? '' : String(booking.line),
  ]);
  return [
    moved,
    `\nIts figures rest on ${bookings} in ${accounts}, ${span}:\n`,
    ...files.map((line) => plainText(line, true)),
    rows.length > 0 ? `\n${showTable(columns, rows, BOOKINGS_SHOWN_MAX)}` : '',
  ].join('');
}

function runWords({ run, source, startedAt }: RunTrace): string {
  return `run ${run} of the source ${source} on ${moment(startedAt)}`;
}

function moment(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}
