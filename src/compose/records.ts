import { existsSync } from 'node:fs';
import type { Settings } from '../config.ts';
import type { Probe } from '../desk/checks.ts';
import type { Home } from '../home/home-folder.ts';
import type { MasterKey } from '../security/master-key.ts';
import type { Records } from '../state/records.ts';
import { Problem } from '../vocabulary/problem.ts';
import { now } from './clocks.ts';

const RECORDS_SETTING = 'ASKFOLIO_RECORDS';

/** What a home is made of besides its records. */
export const DATA_FILES = ['store.duckdb', 'store.duckdb.wal', 'stage.duckdb', 'stage.duckdb.wal'];

/** Whether the records are where several processes work on them. */
export function isShared({ records }: Pick<Settings, 'records'>): boolean {
  return records !== 'embedded';
}

/** Throws `settings_invalid` where processes share the records and could not share something else that they need. */
export function checkShared(settings: Settings): void {
  if (!isShared(settings)) return;
  const { store, queue, masterKey, masterKeyFile, keyService } = settings;
  const lacks = [
    ...(store === 'embedded' ? ['ASKFOLIO_STORE'] : []),
    ...(queue === 'embedded' ? ['ASKFOLIO_QUEUE'] : []),
    ...((masterKey ?? masterKeyFile ?? keyService)
      ? []
      : ['ASKFOLIO_MASTER_KEY_FILE or ASKFOLIO_KEY_SERVICE']),
  ];
  if (lacks.length === 0) return;
  throw new Problem(
    'settings_invalid',
    `Processes that share their records by ASKFOLIO_RECORDS share these, too: set ${lacks.join(', ')}.`,
  );
}

/** The installation's own records, with the keys that they keep. */
export async function openRecordsOf(settings: Settings, home: Home, master: MasterKey): Promise<Records> {
  if (isShared(settings)) {
    const { openServerRecords } = await import('../state/mysql/open-records.ts');
    const { addressOf, connectionsTo } = await import('../store/mysql/address.ts');
    const { flavourOf } = await import('../store/mysql/flavour.ts');
    const { PRIMARY_LOOK } = await import('../store/mysql/primary.ts');
    const { recordsProblem } = await import('../store/mysql/server-problems.ts');
    return openServerRecords({
      servers: connectionsTo(addressOf(settings.records, RECORDS_SETTING)),
      primary: PRIMARY_LOOK,
      wrapping: master.wrapping,
      collationOf: (version) => flavourOf(version).collation,
      problemOf: recordsProblem,
    });
  }
  const { openRecords } = await import('../state/sqlite/open-records.ts');
  // Homes of before data keys were kept have everything under keys derived from the master key: those come first then.
  const isOld = existsSync(home.records);
  return openRecords(home.records, master.wrapping, now, (purpose) => {
    if (!isOld || purpose === 'audit' || purpose === 'cache' || purpose === 'signin') return null;
    return master.derive?.(purpose === 'fields' ? 'seal' : purpose) ?? null;
  });
}

/** How `doctor` looks at records on a server; null where they are in the home. */
export function recordsProbe(settings: Settings): Probe | null {
  if (!isShared(settings)) return null;
  return {
    name: 'records',
    look: async () => {
      const { probeRecords } = await import('../state/mysql/probe-records.ts');
      const { addressOf, connectionsTo } = await import('../store/mysql/address.ts');
      const { serverProblem } = await import('../store/mysql/server-problems.ts');
      const servers = connectionsTo(addressOf(settings.records, RECORDS_SETTING));
      const said = await Promise.all(servers.map((server) => probeRecords(server, serverProblem)));
      return said.join('; ');
    },
  };
}

export async function masterKeyOf(settings: Settings, home: Home): Promise<MasterKey> {
  const { openMasterKey } = await import('../security/master-key.ts');
  const { keyService: address, keyServiceTokenFile: tokenFile } = settings;
  if ((address === null) !== (tokenFile === null)) {
    throw new Problem(
      'settings_invalid',
      'ASKFOLIO_KEY_SERVICE and ASKFOLIO_KEY_SERVICE_TOKEN_FILE go together; set both or neither.',
    );
  }
  return openMasterKey({
    home: home.path,
    setting: settings.masterKey,
    previous: settings.masterKeyPrevious,
    file: settings.masterKeyFile,
    service: address === null || tokenFile === null ? null : { address, tokenFile },
    data: ['store.duckdb', 'stage.duckdb', 'records.sqlite'],
  });
}
