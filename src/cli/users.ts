import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { z } from 'zod';
import type { PersonRow } from '../home/services.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { CommandContext } from './context.ts';
import { absolutePath, examples, jsonOption } from './options.ts';

const COLUMNS = ['user', 'name', 'role', 'advisor_id', 'client_id'] as const;

const ROLES = ['firm', 'advisor', 'client', 'operations', 'auditor', 'administrator'] as const;

const PersonLine = z
  .object({
    user: z
      .string()
      .regex(/^[\p{L}\p{N}._@+-]{1,100}$/u, 'user must be 1 to 100 letters, digits or . _ @ + -')
      .refine((user) => user !== 'owner', "the user 'owner' is the installation's own"),
    name: z.string().min(1, 'name must not be empty').max(200, 'name must have at most 200 characters'),
    role: z.enum(ROLES, `role must be one of ${ROLES.join(', ')}`),
    advisor_id: z.string().max(200),
    client_id: z.string().max(200),
  })
  .refine(({ role, advisor_id }) => role !== 'advisor' || advisor_id !== '', 'an advisor needs an advisor_id')
  .refine(({ role, client_id }) => role !== 'client' || client_id !== '', 'a client needs a client_id');

export function usersCommand(context: CommandContext): Command {
  return new Command('users')
    .description('people and what they may see')
    .addCommand(
      new Command('import')
        .description('add people, or bring those that are there up to date, from a CSV file')
        .argument('<file>', `a CSV file with the columns ${COLUMNS.join(', ')}`)
        .addOption(jsonOption())
        .addHelpText('after', examples('users import users.csv'))
        .action(async (file: string, { json }: { json?: true }) => {
          const people = await readPeople(absolutePath(context, file), file);
          const services = await context.services();
          const result = await services.importPeople(people);
          await context.terminal.out(
            json
              ? `${JSON.stringify(result)}\n`
              : `${result.added} people added, ${result.changed} brought up to date.\n`,
          );
        }),
    )
    .addHelpText('after', examples('users import users.csv'));
}

/** Throws Problem `source_unreadable` that names the line; nothing is taken from a file with a bad one. */
async function readPeople(path: string, shown: string): Promise<PersonRow[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Problem('source_unreadable', `The file ${shown} cannot be read; give the path of a CSV file.`, {
      cause: error,
    });
  });
  const { parse } = await import('csv-parse/sync');
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(text, { bom: true, columns: true, trim: true, skip_empty_lines: true, info: true });
  } catch (error) {
    throw new Problem(
      'source_unreadable',
      `The file ${shown} is no well-formed CSV; mend it and import it again.`,
      {
        cause: error,
      },
    );
  }
  const header = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '';
  const missing = COLUMNS.filter(
    (column) => !header.split(',').some((name) => name.trim().replaceAll('"', '') === column),
  );
  if (missing.length > 0) {
    throw new Problem(
      'source_unreadable',
      `The file ${shown} lacks the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}; add them to its first line.`,
    );
  }
  const seen = new Set<string>();
  return rows.map(({ record, info }) => {
    const read = PersonLine.safeParse(record);
    const wrong = read.success
      ? seen.has(read.data.user)
        ? 'the user stands there twice'
        : null
      : (read.error.issues[0]?.message ?? 'it is not well formed');
    if (wrong !== null || !read.success) {
      throw new Problem(
        'source_unreadable',
        `Line ${info.lines} of ${shown} cannot be used: ${wrong}; nothing was changed, mend it and import the file again.`,
      );
    }
    const { user, name, role, advisor_id, client_id } = read.data;
    seen.add(user);
    return { user, name, role, advisorId: advisor_id || null, clientId: client_id || null };
  });
}
