import { existsSync } from 'node:fs';
import type { Settings } from '../config.ts';
import type { Home } from '../home/home-folder.ts';
import type { MasterKey } from '../security/master-key.ts';
import type { Records } from '../state/records.ts';
import { Problem } from '../vocabulary/problem.ts';
import { now } from './clocks.ts';

/** What a home is made of besides its records. */
export const DATA_FILES = ['store.duckdb', 'store.duckdb.wal', 'stage.duckdb', 'stage.duckdb.wal'];

/** The home's own records, with the keys that they keep. */
export async function openRecordsOf(home: Home, master: MasterKey): Promise<Records> {
  const { openRecords } = await import('../state/sqlite/open-records.ts');
  // Homes of before data keys were kept have everything under keys derived from the master key: those come first then.
  const isOld = existsSync(home.records);
  return openRecords(home.records, master.wrapping, now, (purpose) => {
    if (!isOld || purpose === 'audit' || purpose === 'cache' || purpose === 'signin') return null;
    return master.derive?.(purpose === 'fields' ? 'seal' : purpose) ?? null;
  });
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
