import { openWorkspace, type Workspace } from './workspace.ts';

/** A workspace with its staged rows attached for as long as it is open; for tests. */
export async function openStagedWorkspace(home: string): Promise<Workspace> {
  const workspace = await openWorkspace({
    home,
    stageKey: 'ab'.repeat(32),
    parcelKey: 'cd'.repeat(32),
    takeStage: () => Promise.resolve(() => Promise.resolve()),
  });
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  const { promise: never } = Promise.withResolvers<void>();
  workspace
    .withStage(() => {
      resolve();
      return never;
    })
    .catch(reject);
  await ready;
  return workspace;
}
