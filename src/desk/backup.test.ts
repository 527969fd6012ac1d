import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMasterKey } from '../security/master-key.ts';
import { auditLogOf } from '../state/audit/log.ts';
import { peopleOf } from '../state/people.ts';
import type { Records } from '../state/records.ts';
import { copyRecords } from '../state/sqlite/copy-records.ts';
import { openRecords } from '../state/sqlite/open-records.ts';
import { createBackup } from './backup.ts';
import { restoreHome } from './restore.ts';
import { createRotateKeys, type ResealFiles } from './rotate-keys.ts';

let folder = '';
let home = '';
let records: Records;
let written: (path: string) => Promise<unknown>;
const now = (): Date => new Date('2026-03-02T10:00:00Z');
const at = (...names: string[]) => join(folder, ...names);
const optionsOf = (place: string) => ({
  home: place,
  setting: null,
  previous: null,
  file: null,
  service: null,
  data: ['records.sqlite'],
});
const ann = { user: 'ann', name: 'CANARY', role: 'client', advisorId: null, clientId: 'C1' } as const;
const nothing = (): Promise<void> => Promise.resolve();
const NO_FILES: ResealFiles = { store: nothing, stage: nothing, whileNothingIsTakenIn: (work) => work() };
const DATA_FILES = ['store.duckdb', 'stage.duckdb'];
/** More than one piece of an archive. */
const STORE = Buffer.alloc(2_500_000, 'store file ');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-backup-'));
  home = at('home');
  const master = await openMasterKey(optionsOf(home));
  records = await openRecords(join(home, 'records.sqlite'), master.wrapping, now);
  await peopleOf(records).save([ann]);
  await auditLogOf(records).append({ kind: 'ask', user: 'ann', details: { question: 'q' } });
  writeFileSync(join(home, 'store.duckdb'), STORE);
  writeFileSync(join(home, 'stage.duckdb'), '');
  written = createBackup({
    master,
    home,
    temporary: join(home, 'tmp'),
    dataFiles: DATA_FILES,
    copyRecords: (to) => copyRecords(join(home, 'records.sqlite'), to),
    whileNothingIsTakenIn: (work) => work(),
    now,
  });
});
afterEach(async () => {
  await records.db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

const restored = (key: string | null, from = at('b1')) =>
  restoreHome({ home: at('other'), wrapping: null, dataFiles: DATA_FILES }, { backup: from, key });

describe('a backup', () => {
  it('is restored into an empty place, with the key of its time, after the keys were rotated', async () => {
    const key = at('old.key');
    writeFileSync(key, readFileSync(join(home, 'master.key')));
    expect(await written(at('b1'))).toMatchObject({
      files: ['records.sqlite', 'store.duckdb', 'stage.duckdb'],
    });
    expect(statSync(at('b1')).mode & 0o777).toBe(0o600);
    await createRotateKeys(records, await openMasterKey(optionsOf(home)), NO_FILES, 0)(null);
    await peopleOf(records).save([{ ...ann, name: 'Later' }]);
    await expect(restored(join(home, 'master.key'))).rejects.toMatchObject({ code: 'wrong_key' });
    expect(await restored(key)).toMatchObject({ madeAt: now().toISOString() });
    expect(readFileSync(at('other', 'store.duckdb')).equals(STORE)).toBe(true);
    const master = await openMasterKey(optionsOf(at('other')));
    const again = await openRecords(at('other', 'records.sqlite'), master.wrapping, now);
    expect(await peopleOf(again).find('ann')).toMatchObject({ name: 'CANARY' });
    expect(await auditLogOf(again).verify(null)).toMatchObject({ entries: 1, faults: [] });
    await again.db.destroy();
    await expect(restored(key)).rejects.toMatchObject({ code: 'home_unusable' });
  });

  it('shows nothing of what is in it, needs its key, and takes no place of another file', async () => {
    await written(at('b1'));
    const bytes = readFileSync(at('b1')).toString('latin1');
    for (const word of ['CANARY', 'store file', 'SQLite format']) expect(bytes).not.toContain(word);
    await expect(restored(null)).rejects.toMatchObject({ code: 'wrong_key' });
    await expect(written(at('b1'))).rejects.toMatchObject({ code: 'usage' });
    await expect(written(at('nowhere', 'b1'))).rejects.toMatchObject({ code: 'usage' });
  });

  it('that was changed, cut off or put together anew at any place is refused', async () => {
    await written(at('b1'));
    const whole = readFileSync(at('b1'));
    const body = whole.indexOf(10) + 1;
    const pieces = [...Array(40).keys()].map(
      (index) => body + Math.floor(((whole.length - body) * index) / 40),
    );
    const damaged = [
      ...pieces.map((place) => {
        const copy = Buffer.from(whole);
        copy[place] = (copy[place] ?? 0) ^ 1;
        return copy;
      }),
      whole.subarray(0, whole.length - 1),
      whole.subarray(0, Math.floor(whole.length / 2)),
      Buffer.from('no backup'),
    ];
    for (const copy of damaged) {
      writeFileSync(at('bad'), copy);
      rmSync(at('other'), { recursive: true, force: true });
      await expect(restored(join(home, 'master.key'), at('bad'))).rejects.toMatchObject({
        code: 'backup_unreadable',
      });
    }
    rmSync(at('other'), { recursive: true, force: true });
    await restored(join(home, 'master.key'));
  });
});
