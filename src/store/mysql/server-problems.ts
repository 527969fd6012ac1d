import { z } from 'zod';
import { certificateTrouble } from '../../vocabulary/certificate-trouble.ts';
import { Problem } from '../../vocabulary/problem.ts';

/** What the driver puts into its errors. */
const DriverError = z.object({
  errno: z.number().optional(),
  code: z.string().optional(),
  sqlState: z.string().optional(),
  fatal: z.boolean().optional(),
});

/** The server's numbers, by what they mean for a statement. */
const TOO_SLOW: ReadonlySet<number> = new Set([1317, 1969, 3024, 4163]);
const TOO_LARGE: ReadonlySet<number> = new Set([3, 1037, 1038, 1041, 1114, 1116, 1153, 1436, 3170, 3171]);
const NOT_ALLOWED: ReadonlySet<number> = new Set([1044, 1142, 1143, 1227, 1290, 1370, 1792, 1836]);
const DENIED: ReadonlySet<number> = new Set([1045, 1049, 1130, 1698, 1862, 4151]);
const DISK_FULL: ReadonlySet<number> = new Set([1021, 1026, 1030, 3675]);
/** What a full disk comes to besides where something is written; of a read these say that it is too large. */
const FULL_FOR_WRITERS: ReadonlySet<number> = new Set([3, 1114]);
/** Deadlock, lock wait, a row that another changed, too many connections, a server or a node that stops. */
const PASSING: ReadonlySet<number> = new Set([
  1020, 1040, 1053, 1079, 1203, 1205, 1213, 1226, 1412, 1927, 1080, 3032, 3101, 3100, 3169,
]);
/** What a router before the servers says, in the words of a client, while it reaches none that would do. */
const BEHIND_ROUTER_AWAY: ReadonlySet<number> = new Set([2002, 2003, 2006, 2013]);
/** The server is no primary, or not any more. */
const READ_ONLY: ReadonlySet<number> = new Set([1290, 1836]);
const TABLE_GONE: ReadonlySet<number> = new Set([1146, 1412, 1051, 1932]);
const LOCAL_OFF: ReadonlySet<number> = new Set([1148, 3948, 4166]);

function read(error: unknown): z.infer<typeof DriverError> {
  return DriverError.safeParse(error).data ?? {};
}

/** The connection is gone, or the server will not take work for a while: the same work may succeed a moment later. */
export function isPassing(error: unknown): boolean {
  const { errno, code, fatal } = read(error);
  if (errno !== undefined && DENIED.has(errno)) return false;
  if (errno !== undefined && (PASSING.has(errno) || BEHIND_ROUTER_AWAY.has(errno))) return true;
  return (
    fatal === true ||
    /^(PROTOCOL_CONNECTION_LOST|PROTOCOL_PACKETS|PROTOCOL_SEQUENCE_TIMEOUT|ECONN|EPIPE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOENT|EAI_AGAIN|ERR_STREAM)/.test(
      code ?? '',
    )
  );
}

/** Nobody took up when the server was dialled. */
export function isSilence(error: unknown): boolean {
  return read(error).code === 'ETIMEDOUT';
}

/** The server takes no writes: another one of its group may. */
export function isReadOnly(error: unknown): boolean {
  return READ_ONLY.has(read(error).errno ?? 0);
}

/** As a server says that it takes no writes. */
export function readOnlyError(): Error {
  return Object.assign(new Error('the server takes no writes'), { errno: 1836 });
}

/** A table of the version that was read is not there any more. */
export function isTableGone(error: unknown): boolean {
  return TABLE_GONE.has(read(error).errno ?? 0);
}

/** The server, or this user, may not load rows from its client. */
export function isLocalLoadOff(error: unknown): boolean {
  return LOCAL_OFF.has(read(error).errno ?? 0);
}

/** The server's error as a Problem that reveals none of the data: its own text may quote values of rows. */
export function statementProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { errno = 0, sqlState = '' } = read(error);
  const problem = (code: Problem['code'], message: string): Problem =>
    new Problem(code, message, { cause: error });
  if (TOO_SLOW.has(errno)) return problem('sql_limit', TOO_SLOW_MESSAGE);
  if (TOO_LARGE.has(errno))
    return problem('sql_limit', 'The statement needs more memory than it may use; ask for less at once.');
  if (NOT_ALLOWED.has(errno))
    return problem(
      'sql_refused',
      'The statement does something that a reader may not do, which is not allowed.',
    );
  if (DENIED.has(errno) || DISK_FULL.has(errno) || isPassing(error)) return serverProblem(error);
  if (errno === 1064) return problem('sql_invalid', 'The statement is not well formed; check its syntax.');
  if (errno === 1146 || errno === 1305)
    return problem('sql_invalid', 'A table or function in the statement does not exist; check the names.');
  if (sqlState.startsWith('42'))
    return problem(
      'sql_invalid',
      'A column or function in the statement does not exist, or does not take what it is given; check the names and types.',
    );
  if (/^(21|22)/.test(sqlState) || errno === 1267 || errno === 1210)
    return problem(
      'sql_invalid',
      'A value in the statement is not one that its place takes; check the values, types and arguments.',
    );
  return serverProblem(error);
}

export const TOO_SLOW_MESSAGE = 'The statement took longer than it may; ask for less at once.';

/** Why a publish failed: where a table takes no more rows, the disk is full that it lies on. */
export function publishProblem(error: unknown): Problem {
  return isFullForWriters(error) ? diskFull(error) : statementProblem(error);
}

/**
 * What the server says of itself to the records, as a Problem whose remedy is to try again: that it is away, or that its
 * disk is full. Errors that are about a statement stay as they are.
 */
export function recordsProblem(error: unknown): unknown {
  if (isFullForWriters(error)) return diskFull(error);
  return isPassing(error) || isReadOnly(error) ? serverProblem(error) : error;
}

function isFullForWriters(error: unknown): boolean {
  const { errno = 0 } = read(error);
  return FULL_FOR_WRITERS.has(errno) || DISK_FULL.has(errno);
}

function diskFull(cause: unknown): Problem {
  return new Problem(
    'store_unavailable',
    'The disk of the database server is full; free some space and try again: nothing that was published is lost.',
    { cause },
  );
}

/** Why the server could not be used, in words that name neither its address nor a user. */
export function serverProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { errno = 0, code = '' } = read(error);
  const unavailable = (message: string): Problem =>
    new Problem('store_unavailable', message, { cause: error });
  if (errno === 1049)
    return unavailable('The database named in the setting does not exist; create it, as docs/mysql.md says.');
  if (DENIED.has(errno))
    return unavailable('The database server refuses the user or the password of the setting; correct them.');
  if (errno === 1044 || errno === 1142)
    return unavailable('The database user lacks a right that it needs; grant what docs/mysql.md lists.');
  if (DISK_FULL.has(errno)) return diskFull(error);
  if (READ_ONLY.has(errno))
    return unavailable(
      'No database server of the setting takes writes just now; name the primary, or try again in a moment.',
    );
  if (/^HANDSHAKE|SSL|CERT/.test(code))
    return unavailable(
      `No encrypted connection to the database server came about; ${certificateTrouble(error) ?? 'check its certificate'}.`,
    );
  if (isPassing(error))
    return unavailable('The database server does not answer just now; start it, or try again in a moment.');
  return unavailable('The database failed in an unexpected way; try again, and report it if it stays.');
}
