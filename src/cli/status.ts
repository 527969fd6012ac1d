import { Command } from 'commander';
import type { Status } from '../vocabulary/status.ts';
import type { UsedBudget } from '../vocabulary/usage.ts';
import type { CommandContext } from './context.ts';
import { examples, jsonOption } from './options.ts';
import { plainText } from './table.ts';

/** What each part says of itself, in the order in which it is shown: a line or a few. */
const PARTS: readonly ((status: Status) => readonly string[])[] = [dataLines, runLines, modelLines];

export function statusCommand(context: CommandContext): Command {
  return new Command('status')
    .description('how the installation stands: data, last runs, what the language model took')
    .addOption(jsonOption())
    .addHelpText('after', examples('status', 'status --json'))
    .action(async ({ json }: { json?: true }) => {
      const services = await context.services();
      const status = await services.status({ as: null });
      await context.terminal.out(json ? `${JSON.stringify(status)}\n` : showStatus(status));
    });
}

function showStatus(status: Status): string {
  const troubles = status.troubles.map(({ part, message }) => line(part, message));
  return [...PARTS.flatMap((part) => part(status)), ...troubles]
    .map((text) => plainText(text, true))
    .join('');
}

function line(name: string, text: string): string {
  return `${name.padEnd(9)} ${text}\n`;
}

function dataLines({ data, troubles }: Status): readonly string[] {
  if (data === null) {
    const unknown = troubles.some(({ part }) => part === 'data');
    return unknown ? [] : [line('data', 'nothing has been imported yet; `askfolio import PATH` does that')];
  }
  const { version, asOf, daysBehind, publishedAt } = data;
  const behind = daysBehind === 0 ? 'up to today' : `${counted(daysBehind, 'day')} behind today`;
  return [line('data', `as of ${asOf} (${behind}), version ${version}, published ${moment(publishedAt)}`)];
}

function runLines({ runs }: Status): readonly string[] {
  return (runs ?? []).map(({ run, source, status, startedAt, message }) =>
    line(
      'run',
      `${status}, ${source}, ${moment(startedAt)} (${run})${message === null ? '' : `: ${message}`}`,
    ),
  );
}

function modelLines({ model }: Status): readonly string[] {
  if (model === null) return [];
  if (model.model === null) return [line('model', 'none is set up: nothing leaves the house')];
  const { host, name } = model.model;
  return [
    line('model', `${name} at ${host}`),
    ...(model.firm === null ? [] : [line('budget', `all together today: ${used(model.firm)}`)]),
    line('budget', `you today: ${used(model.own)}`),
  ];
}

function used({ calls, tokens, money }: UsedBudget): string {
  const sum = tokens.input + tokens.output;
  const most = tokens.max === null ? '' : ` of ${tokens.max.toLocaleString('en-US')}`;
  const cost =
    money === null ? '' : `, ${money.used}${money.max === null ? '' : ` of ${money.max}`} ${money.currency}`;
  return `${counted(calls, 'call')}, ${sum.toLocaleString('en-US')}${most} tokens${cost}`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

function moment(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}
