import { setTimeout as sleep } from 'node:timers/promises';
import type { ParcelPart } from '../store/port.ts';
import { FIGURE_TABLES } from './transform/account-rows.ts';
import { transform, type TransformRequest, type TransformResult } from './transform/transform.ts';
import { doneShare, makeShareFolder, type SplitTransform, takeUpShare } from './transform/share.ts';
import type { Workspace } from './stage/workspace.ts';

/** Has the shares of a transform worked out by whichever processes are free. */
export interface ShareOut {
  begin(split: SplitTransform): Promise<void>;
  /** Resolves when all of them are done. Rejects with the Problem that made one fail here. */
  done(): Promise<void>;
}

const LOOK_MS = 500;
/** What the checks after the transform read lies in the parcel itself. */
const IN_PARTS = FIGURE_TABLES.filter((table) => table !== 'positions');

/** The transform with its figures worked out in shares; `transform` in one piece comes to the same. */
export async function splitTransform(
  workspace: Workspace,
  home: string,
  shareOut: ShareOut,
  split: SplitTransform,
  request: TransformRequest,
): Promise<TransformResult & { readonly parts: readonly ParcelPart[] }> {
  const parts: ParcelPart[] = [];
  const result = await workspace.sharingStage(async () => {
    await makeShareFolder(home, split.run);
    await shareOut.begin(split);
    return transform({
      ...request,
      shares: async () => {
        await untilDone(shareOut, home, split, request.onProgress);
        const results = [];
        for (let n = 0; n < split.of; n += 1) {
          const share = await doneShare(home, split.run, n);
          if (!share) throw new Error('a share that was done is not there');
          results.push(await takeUpShare(workspace, share));
          parts.push({ ...share, tables: IN_PARTS });
        }
        return results;
      },
    });
  });
  return { ...result, parts };
}

async function untilDone(
  shareOut: ShareOut,
  home: string,
  { run, of }: SplitTransform,
  onProgress: TransformRequest['onProgress'],
): Promise<void> {
  const over = shareOut.done().then(() => true);
  while (!(await Promise.race([over, sleep(LOOK_MS, false)]))) {
    const done = await Promise.all(Array.from({ length: of }, (_, n) => doneShare(home, run, n)));
    onProgress?.(done.filter((share) => share !== null).length, of);
  }
}
