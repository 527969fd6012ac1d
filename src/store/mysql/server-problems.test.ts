import { expect, test } from 'vitest';
import { Problem, PROBLEMS } from '../../vocabulary/problem.ts';
import { publishProblem, recordsProblem, statementProblem } from './server-problems.ts';

/** As MySQL 9 and MariaDB 10.11 say it, seen on a disk that was filled to its last byte. */
const FULL_DISK = [
  { errno: 1114, code: 'ER_RECORD_FILE_FULL', sqlState: 'HY000', sqlMessage: "The table 'jobs' is full" },
  {
    errno: 3675,
    code: 'ER_DISK_FULL_NOWAIT',
    sqlState: 'HY000',
    sqlMessage: 'Create table failed, as disk is full',
  },
  {
    errno: 3,
    code: 'EE_WRITE',
    sqlState: 'HY000',
    sqlMessage: "Error writing file './d/t.frm' (Errcode: 28)",
  },
  {
    errno: 1021,
    code: 'ER_DISK_FULL',
    sqlState: 'HY000',
    sqlMessage: 'Disk full; waiting for someone to free space',
  },
  { errno: 1026, code: 'ER_ERROR_ON_WRITE', sqlState: 'HY000', sqlMessage: "Error writing file 'binlog'" },
];
/** What passes by itself: whoever asked is told to try again, and a job is tried again. */
const PASSING = [
  { errno: 1205, code: 'ER_LOCK_WAIT_TIMEOUT', sqlState: 'HY000' },
  { errno: 1213, code: 'ER_LOCK_DEADLOCK', sqlState: '40001' },
  { errno: 1020, code: 'ER_CHECKREAD', sqlState: 'HY000' },
  { errno: 1053, code: 'ER_SERVER_SHUTDOWN', sqlState: '08S01', fatal: true },
  { code: 'ECONNREFUSED', fatal: true },
  // MySQL Router 9.7, while it reaches no server that takes writes.
  { errno: 2003, sqlState: '', sqlMessage: "Can't connect to remote MySQL server" },
];

const driverError = (fields: object): Error => Object.assign(new Error('of the driver'), fields);
const remedyOf = (error: unknown): string =>
  error instanceof Problem ? PROBLEMS[error.code].remedy : 'none: it is no problem';

test.each([...FULL_DISK, ...PASSING])(
  'a publish and the records that meet $code are to be tried again',
  (fields) => {
    expect(remedyOf(publishProblem(driverError(fields)))).toBe('retry');
    expect(remedyOf(recordsProblem(driverError(fields)))).toBe('retry');
  },
);

test.each(FULL_DISK)('whoever publishes or writes records at $code is told of the disk', (fields) => {
  expect(publishProblem(driverError(fields)).message).toContain('disk of the database server is full');
  expect(recordsProblem(driverError(fields))).toMatchObject({ code: 'store_unavailable' });
});

test('a statement that needs more room than a temporary table has is to be put another way', () => {
  expect(statementProblem(driverError({ errno: 1114, sqlState: 'HY000' }))).toMatchObject({
    code: 'sql_limit',
  });
});

test('what is about a statement of the records stays what it is', () => {
  const duplicate = driverError({ errno: 1062, code: 'ER_DUP_ENTRY', sqlState: '23000' });
  expect(recordsProblem(duplicate)).toBe(duplicate);
});
