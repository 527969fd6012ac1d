import type { DatabaseServer } from './database-server.ts';
import { databaseServer } from './database-server.ts';
import { serverAddress } from './server-address.ts';

const PORTS = { mysql: 3_306, mariadb: 3_306, postgres: 5_432, postgresql: 5_432 } as const;
type Scheme = keyof typeof PORTS;

/** The schemes of addresses that are databases. */
export function isDatabaseScheme(scheme: string): scheme is Scheme {
  return Object.hasOwn(PORTS, scheme);
}

/** The database at an address; its driver is loaded with the first connection. */
export function databaseAt(scheme: Scheme, address: string, secret: string): DatabaseServer {
  const place = serverAddress(address, secret, PORTS[scheme]);
  return databaseServer(async () => {
    if (scheme === 'mysql' || scheme === 'mariadb') {
      const { openMysql } = await import('./mysql-link.ts');
      return openMysql(place);
    }
    const { openPostgres } = await import('./postgres-link.ts');
    return openPostgres(place);
  });
}

/** The database in a file. */
export function databaseInFile(path: string): DatabaseServer {
  return databaseServer(async () => {
    const { openSqlite } = await import('./sqlite-link.ts');
    return openSqlite(path);
  });
}
