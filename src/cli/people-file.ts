import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Person, PERSON_ROLES, USER_PATTERN } from '../vocabulary/person.ts';
import { Problem } from '../vocabulary/problem.ts';

/** The columns of a file of people. */
export const PEOPLE_COLUMNS = ['user', 'name', 'role', 'advisor_id', 'client_id'] as const;

const PersonLine = z
  .object({
    user: z
      .string()
      .regex(USER_PATTERN, 'user must be 1 to 100 letters, digits or . _ @ + -')
      .refine((user) => user !== 'owner', "the user 'owner' is the installation's own"),
    name: z.string().min(1, 'name must not be empty').max(200, 'name must have at most 200 characters'),
    role: z.enum(PERSON_ROLES, `role must be one of ${PERSON_ROLES.join(', ')}`),
    advisor_id: z.string().max(200),
    client_id: z.string().max(200),
  })
  .refine(({ role, advisor_id }) => role !== 'advisor' || advisor_id !== '', 'an advisor needs an advisor_id')
  .refine(({ role, client_id }) => role !== 'client' || client_id !== '', 'a client needs a client_id');

/** Throws Problem `source_unreadable` that names the line; nothing is taken from a file with a bad one. */
export async function readPeople(path: string, shown: string): Promise<Person[]> {
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
  const missing = PEOPLE_COLUMNS.filter(
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
