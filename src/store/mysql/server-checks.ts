import { type Address, staysHere } from './address.ts';
import { encryptionChecks } from './encryption-checks.ts';
import { serverProblem } from './server-problems.ts';
import { openSession, type Purpose, type Session } from './session.ts';

/** One thing that was looked at, in the form in which `doctor` tells it. */
export interface ServerCheck {
  readonly name: string;
  readonly state: 'well' | 'note' | 'wrong';
  readonly finding: string;
  readonly remedy: string | null;
}

const NAME = 'database server';
const PACKET_BYTES_MIN = 16_777_216;
const WRITES = /\b(ALL PRIVILEGES|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|SUPER|FILE)\b/;

/** What `doctor` says of the server that keeps the product store: that it answers, and how it is set up. */
export async function serverChecks(reader: Address, writer: Address): Promise<readonly ServerCheck[]> {
  return [
    ...(await looked(reader, 'read', readerChecks)),
    ...(await looked(writer, 'write', (session) => writerChecks(session))),
  ];
}

async function looked(
  address: Address,
  purpose: Purpose,
  look: (session: Session, address: Address) => Promise<readonly ServerCheck[]>,
): Promise<readonly ServerCheck[]> {
  try {
    const session = await openSession(address, purpose, 0);
    try {
      return await look(session, address);
    } finally {
      await session.end();
    }
  } catch (error) {
    const who = purpose === 'read' ? 'the user that reads' : 'the user that publishes';
    return [{ name: NAME, state: 'wrong', finding: `${who}: ${serverProblem(error).message}`, remedy: null }];
  }
}

async function readerChecks(session: Session, address: Address): Promise<readonly ServerCheck[]> {
  const { family, version } = session.flavour;
  const grants = await session.query('SHOW GRANTS');
  const mayWrite = grants.some((row) => Object.values(row).some((grant) => WRITES.test(String(grant))));
  return [
    well(`${family === 'mariadb' ? 'MariaDB' : 'MySQL'} ${version} answers the user that reads`),
    address.tls === 'verify' || staysHere(address.hosts)
      ? well('the connection is encrypted, or never leaves this machine')
      : note(
          'the connection is plain text',
          'On another machine than the server leave out `tls=off`, so that it is encrypted.',
        ),
    mayWrite
      ? note('the user that reads may write, too', 'Grant it SELECT on the database alone (docs/mysql.md).')
      : well('the user that reads may do nothing else'),
  ];
}

async function writerChecks(session: Session): Promise<readonly ServerCheck[]> {
  const [row] = await session.query(
    `SELECT @@GLOBAL.local_infile AS local, @@GLOBAL.innodb_flush_log_at_trx_commit AS flush,
     @@GLOBAL.max_allowed_packet AS packet`,
  );
  const value = (name: string): number => Number(row?.[name] ?? 0);
  return [
    value('local') === 1
      ? well('it takes rows by LOAD DATA LOCAL')
      : note('local_infile is off, so publishing is slow', 'Set local_infile = ON at the server.'),
    value('flush') === 1
      ? well('what was published survives a power cut')
      : note(
          'a power cut can lose the latest publish',
          'Set innodb_flush_log_at_trx_commit = 1 at the server.',
        ),
    ...(value('packet') >= PACKET_BYTES_MIN
      ? []
      : [note('max_allowed_packet is small', 'Set max_allowed_packet = 64M at the server.')]),
    ...(await encryptionChecks(session)),
  ];
}

function well(finding: string): ServerCheck {
  return { name: NAME, state: 'well', finding, remedy: null };
}

function note(finding: string, remedy: string): ServerCheck {
  return { name: NAME, state: 'note', finding, remedy };
}
