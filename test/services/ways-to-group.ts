import { MYSQL } from './database-server.ts';
import type { MySqlGroup } from './mysql-group.ts';
import { routerIsMissing, startMySqlRouter } from './mysql-router.ts';

/** How an installation finds the servers of a group: what stands for the hosts in its addresses. */
export interface OpenWay {
  readonly reading: string;
  readonly writing: string;
  close(): Promise<void>;
}

/** A way to a group that tests go, and whether this machine lacks what it takes. */
export interface WayToGroup {
  readonly way: string;
  readonly missing: boolean;
  readonly open: (group: MySqlGroup) => Promise<OpenWay>;
}

export const WAYS_TO_GROUP: readonly WayToGroup[] = [
  {
    way: 'each of them named',
    missing: MYSQL.missing,
    open: async ({ members }) => {
      const hosts = members.map(({ port }) => `127.0.0.1:${port}`).join(',');
      return { reading: hosts, writing: hosts, close: async () => undefined };
    },
  },
  {
    way: 'behind MySQL Router',
    missing: routerIsMissing,
    open: async (group) => {
      const router = await startMySqlRouter(group);
      return {
        reading: `127.0.0.1:${router.readingPort}`,
        writing: `127.0.0.1:${router.port}`,
        close: () => router.stop(),
      };
    },
  },
];
