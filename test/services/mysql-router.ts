import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { answers, fromMySqlRoot, inMySqlRoot } from './database-server.ts';
import type { MySqlGroup } from './mysql-group.ts';
import { freePort, launch, type PrivateServer, until } from './private-server.ts';

const run = promisify(execFile);
const ROUTER = 'usr/bin/mysqlrouter';
const START_MS_MAX = 60_000;
const CLUSTER = 'firm';
const ACCOUNT = 'router';

/** In the same folder as MySQL and with the same rule; where the mirror did not give it, .ci/run says so by `none`. */
export const routerIsMissing =
  !existsSync(inMySqlRoot(ROUTER)) &&
  (process.env['ASKFOLIO_TEST_MYSQL'] === undefined || process.env['ASKFOLIO_TEST_MYSQL_ROUTER'] === 'none');

/** MySQL Router before a group: one port leads to whoever takes writes, the other to whoever takes none. */
export interface MySqlRouter extends PrivateServer {
  readonly readingPort: number;
}

/**
 * Starts a Router that follows the group as that of an InnoDB Cluster does: it reads what it belongs to from the cluster's
 * metadata and who is the primary from the members, every half second.
 */
export async function startMySqlRouter(group: MySqlGroup): Promise<MySqlRouter> {
  await (await group.primary()).root(...(await metadataOf(group)));
  const folder = await mkdtemp(join(tmpdir(), 'askfolio-router-'));
  const [port, readingPort] = [await freePort(), await freePort()];
  const keyring = fromMySqlRoot('usr/bin/mysqlrouter_keyring');
  const [keys, master, state] = ['keyring', 'master.key', 'state.json'].map((name) => join(folder, name));
  const keyed = async (...command: readonly string[]): Promise<unknown> =>
    run(keyring.program, [...keyring.options, `--master-key-file=${master}`, ...command]);
  await keyed('init', `${keys}`);
  await keyed('set', `${keys}`, ACCOUNT, 'password', ACCOUNT);
  const servers = group.members.map((member) => `mysql://127.0.0.1:${member.port}`);
  await writeFile(
    `${state}`,
    JSON.stringify({
      version: '1.0.0',
      'metadata-cache': { 'group-replication-id': group.name, 'cluster-metadata-servers': servers },
    }),
  );
  const routes = [
    ['writing', port, 'PRIMARY', 'first-available'],
    ['reading', readingPort, 'SECONDARY', 'round-robin-with-fallback'],
  ] as const;
  const configuration = join(folder, 'router.conf');
  await writeFile(
    configuration,
    [
      '[DEFAULT]',
      `plugin_folder=${inMySqlRoot('usr/lib/mysqlrouter/plugin')}`,
      ...['logging', 'runtime', 'data'].map((name) => `${name}_folder=${folder}`),
      `keyring_path=${keys}`,
      `master_key_path=${master}`,
      `dynamic_state=${state}`,
      '[logger]',
      'level=INFO',
      '[metadata_cache:all]',
      'cluster_type=gr',
      'router_id=1',
      `user=${ACCOUNT}`,
      `metadata_cluster=${CLUSTER}`,
      'ttl=0.5',
      'connect_timeout=5',
      'read_timeout=5',
      ...routes.flatMap(([name, at, role, strategy]) => [
        `[routing:${name}]`,
        'bind_address=127.0.0.1',
        `bind_port=${at}`,
        `destinations=metadata-cache://${CLUSTER}/?role=${role}`,
        `routing_strategy=${strategy}`,
        'protocol=classic',
        'client_ssl_mode=PASSTHROUGH',
        'server_ssl_mode=AS_CLIENT',
      ]),
      '',
    ].join('\n'),
  );
  const router = fromMySqlRoot(ROUTER);
  const server = await launch({ ...router, options: [...router.options, '-c', configuration], port, folder });
  // It listens before it knows the group.
  await until(async () => (await answers(port)) && (await answers(readingPort)), START_MS_MAX);
  return { ...server, readingPort };
}

/** Files of a Router that speaks TLS alone: its own certificate, and who signed that of the server behind it. */
interface RouterCertificates {
  readonly certificate: string;
  readonly key: string;
  readonly serverAuthority: string;
}

/** Starts a Router before one server, with both of its links by TLS alone. */
export async function startMySqlRouterByTls(
  server: { readonly port: number },
  { certificate, key, serverAuthority }: RouterCertificates,
): Promise<PrivateServer> {
  const folder = await mkdtemp(join(tmpdir(), 'askfolio-router-'));
  const port = await freePort();
  const configuration = join(folder, 'router.conf');
  await writeFile(
    configuration,
    [
      '[DEFAULT]',
      `plugin_folder=${inMySqlRoot('usr/lib/mysqlrouter/plugin')}`,
      ...['logging', 'runtime', 'data'].map((name) => `${name}_folder=${folder}`),
      '[logger]',
      'level=INFO',
      '[routing:all]',
      'bind_address=127.0.0.1',
      `bind_port=${port}`,
      `destinations=localhost:${server.port}`,
      'routing_strategy=first-available',
      'protocol=classic',
      'client_ssl_mode=REQUIRED',
      `client_ssl_cert=${certificate}`,
      `client_ssl_key=${key}`,
      'server_ssl_mode=REQUIRED',
      'server_ssl_verify=VERIFY_CA',
      `server_ssl_ca=${serverAuthority}`,
      '',
    ].join('\n'),
  );
  const router = fromMySqlRoot(ROUTER);
  const started = await launch({
    ...router,
    options: [...router.options, '-c', configuration],
    port,
    folder,
  });
  await until(() => listens(port), START_MS_MAX);
  return started;
}

/** Whether anything listens at a port of this machine. */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/**
 * What MySQL Shell writes into a group when it makes an InnoDB Cluster of it, as far as the Router reads it
 * (version 2.2 of that schema); every table has the key that Group Replication asks for.
 */
async function metadataOf(group: MySqlGroup): Promise<readonly string[]> {
  const uuids = await Promise.all(group.members.map((member) => member.cell('SELECT @@server_uuid')));
  const instances = group.members.map(
    ({ port }, at) =>
      `(${at + 1}, 'c', '${uuids[at]}', '127.0.0.1:${port}', '127.0.0.1:${port}', '', '{}', 'member ${at + 1}')`,
  );
  return [
    'CREATE DATABASE mysql_innodb_cluster_metadata',
    table('versions', 'major INT PRIMARY KEY, minor INT, patch INT'),
    rows('versions', '(2, 2, 0)'),
    `CREATE VIEW mysql_innodb_cluster_metadata.schema_version AS
       SELECT major, minor, patch FROM mysql_innodb_cluster_metadata.versions`,
    table('v2_gr_clusters', 'cluster_id VARCHAR(36) PRIMARY KEY, cluster_name TEXT, group_name VARCHAR(36)'),
    rows('v2_gr_clusters', `('c', '${CLUSTER}', '${group.name}')`),
    table(
      'v2_instances',
      `instance_id INT PRIMARY KEY, cluster_id VARCHAR(36), mysql_server_uuid VARCHAR(36), address TEXT, endpoint TEXT,
       xendpoint TEXT, attributes JSON, label TEXT`,
    ),
    rows('v2_instances', instances.join(', ')),
    'CREATE FUNCTION mysql_innodb_cluster_metadata.this_server() RETURNS VARCHAR(36) NO SQL RETURN @@server_uuid',
    `CREATE VIEW mysql_innodb_cluster_metadata.v2_this_instance AS
       SELECT c.cluster_id, instance_id, cluster_name, 'gr' AS cluster_type
       FROM mysql_innodb_cluster_metadata.v2_gr_clusters c
         JOIN mysql_innodb_cluster_metadata.v2_instances i USING (cluster_id)
       WHERE mysql_server_uuid = mysql_innodb_cluster_metadata.this_server()`,
    // Of one cluster by itself, in no set of clusters.
    table(
      'v2_cs_members',
      'clusterset_id VARCHAR(36) PRIMARY KEY, cluster_id VARCHAR(36), member_role TEXT, invalidated INT',
    ),
    table('v2_cs_clustersets', 'clusterset_id VARCHAR(36) PRIMARY KEY, domain_name TEXT, view_id INT'),
    table(
      'v2_routers',
      `router_id INT PRIMARY KEY, router_name TEXT, product_name TEXT, address TEXT, version TEXT,
       last_check_in TIMESTAMP NULL, attributes JSON, options JSON`,
    ),
    rows('v2_routers', `(1, 'test', 'MySQL Router', '127.0.0.1', NULL, NULL, '{}', NULL)`),
    table('v2_router_options', 'router_id INT PRIMARY KEY, cluster_id VARCHAR(36), router_options JSON'),
    rows('v2_router_options', `(1, 'c', '{}')`),
    `CREATE USER ${ACCOUNT}@'%' IDENTIFIED BY '${ACCOUNT}'`,
    `GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE ON mysql_innodb_cluster_metadata.* TO ${ACCOUNT}@'%'`,
    `GRANT SELECT ON performance_schema.* TO ${ACCOUNT}@'%'`,
  ];
}

function table(name: string, columns: string): string {
  return `CREATE TABLE mysql_innodb_cluster_metadata.${name} (${columns})`;
}

function rows(name: string, values: string): string {
  return `INSERT INTO mysql_innodb_cluster_metadata.${name} VALUES ${values}`;
}
