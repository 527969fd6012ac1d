import { isPassing, isReadOnly, readOnlyError } from './server-problems.ts';

/** How a server is asked whether it takes writes: in a group the primary does, and a member that has left none. */
export const READ_ONLY_LOOK = 'SELECT @@GLOBAL.read_only AS read_only';

export function takesWrites(row: Readonly<Record<string, unknown>> | undefined): boolean {
  return Number(row?.['read_only'] ?? 0) === 0;
}

/** The same for the records, which lie on such servers, too. */
export const PRIMARY_LOOK = {
  sql: READ_ONLY_LOOK,
  isPrimary: takesWrites,
  elsewhere: readOnlyError,
  mayPass: (error: unknown): boolean => isPassing(error) || isReadOnly(error),
};
