import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { type Day, parseDay } from '../vocabulary/day.ts';
import type { CommandContext } from './context.ts';

/** Readers of option values; commander turns their InvalidArgumentError into one sentence and exit status 2. */
export function dayOption(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new InvalidArgumentError('It must be a day such as 2026-03-31.');
  return day;
}

export function wholeOption(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high) {
      throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
    }
    return value;
  };
}

export function currencyOption(text: string): string {
  if (!/^[A-Z]{3}$/.test(text)) throw new InvalidArgumentError('It must be a currency code such as USD.');
  return text;
}

/** For an option that may be given several times. */
export function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

export const accountsOption = (): Option =>
  new Option('--account <id>', 'only this account; may be given several times').argParser(collect);
export const asOption = (): Option =>
  new Option('--as <user>', 'as this person, who sees only what he or she may');
export const todayOption = (): Option =>
  new Option('--today <day>', "the day that counts as 'today'").argParser(dayOption);
export const jsonOption = (): Option => new Option('--json', 'print JSON');
export const batchOption = (): Option =>
  new Option(
    '--batch <file>',
    'a JSON object a line in, one out, in the same order (- reads standard input)',
  );

export function absolutePath(context: Pick<CommandContext, 'workingFolder'>, path: string): string {
  return resolve(context.workingFolder, path);
}

/** What `--help` shows below the options. */
export function examples(...lines: readonly string[]): string {
  return `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.map((line) => `  $ askfolio ${line}\n`).join('')}`;
}
