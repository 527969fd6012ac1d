import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { LIMITS } from '../vocabulary/limits.ts';
import { asProblem, Problem } from '../vocabulary/problem.ts';
import { absolutePath } from './options.ts';
import type { CommandContext } from './context.ts';

/** Lines that are worked on at the same time. */
const AT_ONCE = 4;

/** What of a command's context a batch needs. */
export type BatchContext = Pick<CommandContext, 'terminal' | 'workingFolder'>;

export type JsonObject = Readonly<Record<string, unknown>>;

export interface BatchWork<T> {
  readonly schema: z.ZodType<T>;
  /** Lines with the same one are worked on one after the other; null: on their own. */
  readonly dialogue: (line: T) => string | null;
  /** What is added to the answer line; a Problem it rejects with becomes `problem`. */
  readonly run: (line: T) => Promise<JsonObject>;
  /** What of the line is repeated in the answer line. */
  readonly echo: (line: JsonObject) => JsonObject;
}

/**
 * Works through a file of JSON lines and writes a line for each, in the same order. A line that is no JSON or does
 * not fit gets a `problem`, and the rest goes on. Throws Problem `usage` when the file cannot be read.
 */
export async function runBatch<T>(context: BatchContext, path: string, work: BatchWork<T>): Promise<void> {
  const waiting: Promise<JsonObject>[] = [];
  const dialogues = new Map<string, Promise<unknown>>();
  let count = 0;
  const writeFirst = async (): Promise<void> => {
    const first = waiting.shift();
    if (first) await context.terminal.out(`${JSON.stringify(await first)}\n`);
  };
  for await (const text of linesOf(context, path)) {
    if (text.trim() === '') continue;
    count += 1;
    if (count > LIMITS.batch_lines_max) {
      throw new Problem(
        'too_large',
        `A batch may have at most ${LIMITS.batch_lines_max} lines; split the file.`,
      );
    }
    waiting.push(answerLine(text, work, dialogues));
    if (waiting.length >= AT_ONCE) await writeFirst();
  }
  while (waiting.length > 0) await writeFirst();
}

async function answerLine<T>(
  text: string,
  work: BatchWork<T>,
  dialogues: Map<string, Promise<unknown>>,
): Promise<JsonObject> {
  const json = parseObject(text);
  if (!json) return { id: null, problem: problemOf('The line is no JSON object.') };
  const echo = work.echo(json);
  const read = work.schema.safeParse(json);
  if (!read.success) return { ...echo, problem: problemOf(firstIssue(read.error)) };
  const dialogue = work.dialogue(read.data);
  const before = dialogue === null ? undefined : dialogues.get(dialogue);
  const result = (async () => {
    await before;
    try {
      return { ...echo, ...(await work.run(read.data)) };
    } catch (error) {
      const { code, message } = asProblem(error);
      return { ...echo, problem: { code, message } };
    }
  })();
  if (dialogue !== null) dialogues.set(dialogue, result);
  return result;
}

async function* linesOf(context: BatchContext, path: string): AsyncGenerator<string> {
  const file = path === '-' ? null : absolutePath(context, path);
  if (file !== null) {
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) {
      throw new Problem(
        'usage',
        `The batch file ${path} cannot be read; give the path of a file of JSON lines.`,
      );
    }
  }
  const input = file === null ? process.stdin : createReadStream(file, 'utf8');
  let failure: unknown = null;
  input.on('error', (error: unknown) => {
    failure = error;
  });
  let first = true;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    yield first ? line.replace(/^\uFEFF/, '') : line;
    first = false;
  }
  if (failure !== null) {
    throw new Problem('usage', `The batch file ${path} cannot be read; mend its rights or give another.`);
  }
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : null;
  } catch {
    return null;
  }
}

function problemOf(message: string): JsonObject {
  return { code: 'usage', message };
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const where = issue?.path.join('.') ?? '';
  return `The line's ${where === '' ? 'content' : `"${where}"`} is not as it must be: ${issue?.message ?? 'unknown'}.`;
}
