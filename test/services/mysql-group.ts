import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { type PrivateServer, startMySql } from './database-server.ts';
import { freePort } from './private-server.ts';

const ONLINE_MS_MAX = 120_000;
const ONLINE = `SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE member_state = 'ONLINE'`;
const PRIMARY_PORT = `SELECT member_port FROM performance_schema.replication_group_members WHERE member_role = 'PRIMARY'`;

/** What InnoDB Cluster is made of: servers of MySQL in one group, one of which takes writes at a time. */
export interface MySqlGroup {
  /** The group's own, a UUID. */
  readonly name: string;
  readonly members: readonly PrivateServer[];
  /** The member that takes writes, as another one sees it. */
  primary(): Promise<PrivateServer>;
  /** Resolves when so many are online, as the primary sees it. */
  online(count: number): Promise<void>;
  /** Takes a member in again that was killed and has started. */
  rejoin(member: PrivateServer): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a group of private servers in single-primary mode, each with the others as its seeds. */
export async function startMySqlGroup(count: number): Promise<MySqlGroup> {
  const places = await Promise.all(
    Array.from({ length: count }, async () => `127.0.0.1:${await freePort()}`),
  );
  const name = randomUUID();
  const members = await Promise.all(
    places.map((place, at) =>
      startMySql(tmpdir(), [
        `--server-id=${at + 1}`,
        '--report-host=127.0.0.1',
        '--log-bin=log',
        '--gtid-mode=ON',
        '--enforce-gtid-consistency=ON',
        '--plugin-load-add=group_replication.so',
        `--group-replication-group-name=${name}`,
        `--group-replication-local-address=${place}`,
        `--group-replication-group-seeds=${places.join(',')}`,
        '--group-replication-start-on-boot=OFF',
        // Who has started and is not in the group yet takes no writes; joining lifts it at the primary.
        '--super-read-only=ON',
        // Who has not been heard of for five seconds is taken out at once, not five seconds later.
        '--group-replication-member-expel-timeout=0',
      ]),
    ),
  );
  const primary = async (): Promise<PrivateServer> => {
    const end = Date.now() + ONLINE_MS_MAX;
    for (;;) {
      for (const member of members) {
        const port = await member.cell(PRIMARY_PORT).catch(() => '');
        const found = members.find((each) => String(each.port) === port);
        const takesWrites = await found?.cell('SELECT @@GLOBAL.super_read_only').catch(() => '1');
        if (found && takesWrites === '0') return found;
      }
      if (Date.now() > end) throw new Error('the group has no primary');
      await sleep(100);
    }
  };
  const online = async (wanted: number): Promise<void> => {
    const end = Date.now() + ONLINE_MS_MAX;
    while (Number(await (await primary()).cell(ONLINE)) !== wanted) {
      if (Date.now() > end) throw new Error(`${wanted} members did not come online`);
      await sleep(100);
    }
  };
  const [first, ...others] = members;
  await first?.root('SET GLOBAL group_replication_bootstrap_group = ON');
  if (first) await join(first);
  await first?.root('SET GLOBAL group_replication_bootstrap_group = OFF');
  for (const other of others) await join(other);
  await online(count);
  return {
    name,
    members,
    primary,
    online,
    rejoin: async (member) => {
      const end = Date.now() + ONLINE_MS_MAX;
      for (;;) {
        const failure = await join(member).then(
          () => null,
          (error: unknown) => error,
        );
        if (failure === null) return;
        if (Date.now() > end) throw failure;
        await sleep(500);
      }
    },
    stop: async () => void (await Promise.all(members.map((member) => member.stop()))),
  };
}

function join(member: PrivateServer): Promise<void> {
  return member.root(
    `CHANGE REPLICATION SOURCE TO SOURCE_USER = 'root' FOR CHANNEL 'group_replication_recovery'`,
    'START GROUP_REPLICATION',
  );
}
