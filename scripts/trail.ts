import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What says nothing about anybody is shorter or stands for many. */
const CHARS_MIN = 6;
const PLANTED_MIN = 50;

/**
 * Looks what the processes of the suite logged and measured through for the names, account numbers and secrets that
 * they worked with; gives what is wrong, empty where nothing is.
 */
export function lookThrough(folder: string): readonly string[] {
  const read = (kind: string): string =>
    readdirSync(folder)
      .filter((name) => name.startsWith(`${kind}-`))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
  const planted = [...new Set(read('planted').split('\n'))].filter(({ length }) => length >= CHARS_MIN);
  const wrong: string[] = [];
  if (planted.length < PLANTED_MIN) wrong.push(`only ${planted.length} names and secrets were planted`);
  for (const kind of ['log', 'metrics']) {
    const text = read(kind);
    if (text.trim() === '') wrong.push(`no ${kind} was kept`);
    for (const each of planted) if (text.includes(each)) wrong.push(`the ${kind} says ${each}`);
  }
  return wrong;
}
