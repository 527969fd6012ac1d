import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, DeliveryDesk, DeliveryVerb, DeliveryWork } from '../../vocabulary/delivery.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { OWNER_ACTOR } from '../actors.ts';

type Work = {
  readonly [K in DeliveryVerb]: (argument: DeliveryWork[K]['takes']) => Promise<DeliveryWork[K]['gives']>;
};

const LOOK_MS = 100;

/** Files by hand as commands do it, in the owner's name: a look is waited for. */
export function createDeliveryWork(desk: DeliveryDesk): Work {
  const looked = async (id: string, mapping: string | null): Promise<Delivery> => {
    await desk.look(OWNER_ACTOR, id, mapping);
    for (;;) {
      const delivery = await desk.find(OWNER_ACTOR, id);
      if (delivery.state !== 'looking') return delivery;
      await sleep(LOOK_MS);
    }
  };
  return {
    handIn: async ({ paths, mapping }) => {
      let id: string | null = null;
      for (const path of paths) id = await handIn(desk, path, id);
      if (id === null) throw new Problem('usage', 'Name the files that are handed in.');
      return looked(id, mapping);
    },
    list: () => desk.list(OWNER_ACTOR),
    find: ({ id }) => desk.find(OWNER_ACTOR, id),
    look: ({ id, mapping }) => looked(id, mapping),
    confirm: ({ id, source, mode }) => desk.confirm(OWNER_ACTOR, id, { source, mode }),
    remove: async ({ id }) => {
      await desk.remove(OWNER_ACTOR, id);
      return null;
    },
  };
}

async function handIn(desk: DeliveryDesk, path: string, id: string | null): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true) {
    throw new Problem(
      'source_unreadable',
      `There is no file at ${path}; hand in files, and folders as a ZIP file.`,
    );
  }
  const file = { name: basename(path), bytes: found.size, delivery: id };
  const { delivery, number } = await desk.announce(OWNER_ACTOR, file);
  await desk.append(OWNER_ACTOR, { id: delivery.id, number, offset: 0 }, bytesOf(path));
  return delivery.id;
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) {
    if (chunk instanceof Uint8Array) yield chunk;
  }
}
