import type { Restored, RestoreOrder } from '../cli/context.ts';
import { readSettings } from '../config.ts';
import { openHome } from '../home/home-folder.ts';
import { Problem } from '../vocabulary/problem.ts';
import { placeAtHome } from './installation.ts';
import { DATA_FILES, masterKeyOf } from './records.ts';

/** Puts a backup back, then opens it as any command would: what is restored is what works. */
export async function restore(order: RestoreOrder): Promise<Restored> {
  const { restoreHome } = await import('../desk/restore.ts');
  const settings = readSettings();
  const home = openHome(settings.home);
  const fromOutside = settings.masterKey ?? settings.masterKeyFile ?? settings.keyService;
  const wrapping = fromOutside === null ? null : (await masterKeyOf(settings, home)).wrapping;
  const { madeAt, files } = await restoreHome({ home: home.path, wrapping, dataFiles: DATA_FILES }, order);
  const place = await placeAtHome();
  try {
    const argument = { noted: null };
    const verdict = await place.services.custody({ verb: 'verifyAudit', argument, as: null });
    if (verdict.faults.length > 0) {
      throw new Problem(
        'audit_broken',
        'The audit log in the backup is not whole; `askfolio audit verify` says where.',
      );
    }
    return { madeAt, files, entries: verdict.entries };
  } finally {
    await place.close();
  }
}
