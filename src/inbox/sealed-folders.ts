import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Manifest, partName, partPath, writeManifest } from '../security/sealed-delivery.ts';
import { appendSealed, readSealed, sealedBytes } from '../security/sealed-file.ts';
import { Problem } from '../vocabulary/problem.ts';

/** Where the files wait that people hand in: encrypted from their first byte, a folder a delivery, a key a delivery. */
export interface Inbox {
  /** The folder of a delivery. */
  readonly folderOf: (id: string) => string;
  /** How many bytes of a file have come. */
  readonly received: (id: string, number: number) => Promise<number>;
  /**
   * Adds what comes behind `offset` and gives how many bytes are there then. Rejects with `upload_conflict` where the
   * file ends elsewhere or somebody is adding to it, with `too_large` past `bytesMax`; what came is kept.
   */
  readonly append: (
    part: Part & { readonly offset: number; readonly bytesMax: number },
    source: AsyncIterable<Uint8Array>,
  ) => Promise<number>;
  readonly read: (part: Part) => AsyncIterable<Uint8Array>;
  readonly note: (id: string, keyHex: string, manifest: Manifest) => Promise<void>;
  /** The bytes of everything that waits. */
  readonly bytes: () => Promise<number>;
  /** The deliveries that lie here, with when they were last added to. */
  readonly list: () => Promise<readonly { readonly id: string; readonly changedAt: Date }[]>;
  readonly remove: (id: string) => Promise<void>;
}

export interface Part {
  readonly id: string;
  readonly number: number;
  readonly keyHex: string;
}

const ID = /^[0-9a-f-]{36}$/;

/** `root`: an absolute path; made where it is missing. */
export function sealedFolders(root: string): Inbox {
  const busy = new Set<string>();
  const folderOf = (id: string): string => {
    if (!ID.test(id)) throw new Problem('not_found', 'There is no such delivery.');
    return join(root, id);
  };
  return {
    folderOf,
    received: (id, number) => sealedBytes(partPath(folderOf(id), number)),
    append: async ({ id, number, keyHex, offset, bytesMax }, source) => {
      const path = partPath(folderOf(id), number);
      if (busy.has(path)) throw conflict('Another upload of this file is under way; wait until it is done.');
      busy.add(path);
      try {
        await mkdir(folderOf(id), { recursive: true, mode: 0o700 });
        if ((await sealedBytes(path)) !== offset) {
          throw conflict(
            'This file ends elsewhere than the upload goes on; ask where it ends and go on from there.',
          );
        }
        return await appendSealed(path, keyHex, partName(id, number), { source, bytesMax });
      } finally {
        busy.delete(path);
      }
    },
    read: ({ id, number, keyHex }) =>
      readSealed(partPath(folderOf(id), number), keyHex, partName(id, number)),
    note: async (id, keyHex, manifest) => {
      await mkdir(folderOf(id), { recursive: true, mode: 0o700 });
      await writeManifest(folderOf(id), id, keyHex, manifest);
    },
    bytes: async () => {
      let bytes = 0;
      for (const id of await idsIn(root)) {
        for (const name of await readdir(join(root, id)).catch(() => [])) {
          bytes += (await stat(join(root, id, name)).catch(() => null))?.size ?? 0;
        }
      }
      return bytes;
    },
    list: async () => {
      const found: { id: string; changedAt: Date }[] = [];
      for (const id of await idsIn(root)) {
        const about = await stat(join(root, id)).catch(() => null);
        if (about !== null) found.push({ id, changedAt: about.mtime });
      }
      return found;
    },
    remove: (id) => rm(folderOf(id), { recursive: true, force: true }),
  };
}

async function idsIn(root: string): Promise<readonly string[]> {
  return (await readdir(root).catch(() => [])).filter((name) => ID.test(name));
}

function conflict(message: string): Problem {
  return new Problem('upload_conflict', message);
}
