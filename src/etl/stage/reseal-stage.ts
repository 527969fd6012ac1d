import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { attach, attachStage, STAGE_FILE } from './attach.ts';
import { openWorkspace, type WorkspaceOptions } from './workspace.ts';

/**
 * Puts the staged rows under the newest key: a copy is made beside them and takes their place when it is whole. Cut off
 * anywhere they lie under one of the keys, and the next call goes on. Parcels under an older key have been published
 * or are made anew: they are removed.
 */
export async function resealStage(options: WorkspaceOptions): Promise<void> {
  const file = join(options.home, STAGE_FILE);
  const copy = `${file}.next`;
  const workspace = await openWorkspace(options);
  const leave = await options.takeStage();
  try {
    await workspace.removeParcels();
    for (const left of [copy, `${copy}.wal`]) await rm(left, { force: true });
    if (!existsSync(file)) return;
    const { connection } = workspace;
    if ((await attachStage(connection, options, false)) === options.stageKey) return;
    await attach(connection, copy, 'resealed', options.stageKey);
    await workspace.run('COPY FROM DATABASE stage TO resealed');
    for (const name of ['resealed', 'stage']) {
      await workspace.run(`CHECKPOINT ${name}`);
      await workspace.run(`DETACH ${name}`);
    }
    // A log belongs to the file beside it: one that stayed would be replayed into the other.
    if (existsSync(`${file}.wal`))
      throw new Error('the staged rows were closed and their log is still there');
    await moveInto(copy, file);
  } finally {
    workspace.close();
    await leave();
  }
}

/** The name changes in one step, and only when the bytes are on the disk. */
async function moveInto(from: string, to: string): Promise<void> {
  for (const step of [() => sync(from), () => rename(from, to), () => sync(join(to, '..'))]) await step();
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
