import { randomBytes } from 'node:crypto';
import type { Inbox } from '../../inbox/sealed-folders.ts';
import type { Scanner } from '../../inbox/scanner/port.ts';
import { requireRight } from '../../security/rights.ts';
import { type Deliveries, type KeptDelivery, noDelivery } from '../../state/deliveries.ts';
import type { Runs } from '../../state/runs.ts';
import type { Audit } from '../../vocabulary/audit.ts';
import type { AnnouncedFile, Delivery, DeliveryDesk, Recognition } from '../../vocabulary/delivery.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { DeliveryRequest, Preview } from '../../vocabulary/run.ts';
import type { Actor } from '../../vocabulary/scope.ts';
import { checkedSourceName } from '../../vocabulary/source.ts';
import { logged } from '../auditing.ts';
import { begun } from '../begun.ts';
import type { TakeDelivery } from '../delivery-jobs.ts';
import { checkedFileName } from './file-names.ts';
import { lookAtDelivery } from './look.ts';

export interface DeliveryDeskParts {
  readonly kept: Deliveries;
  readonly inbox: Inbox;
  /** Null: no file is scanned. */
  readonly scanner: Scanner | null;
  readonly recognise: (delivery: DeliveryRequest) => Promise<Recognition>;
  readonly preview: (delivery: DeliveryRequest) => Promise<Preview>;
  readonly take: TakeDelivery;
  readonly runs: Pick<Runs, 'list'>;
  readonly readyMappings: () => Promise<readonly string[]>;
  readonly fileBytesMax: number;
  readonly audit: Audit;
  readonly newId: () => string;
  readonly now: () => Date;
  readonly onTrouble: (error: unknown) => void;
}

/** The desk, what is done of itself, and how a delivery that was taken in is asked for once more. */
export interface DeliveryRoom {
  readonly desk: DeliveryDesk;
  /** Forgets deliveries whose time is over, with their files, and files that no delivery knows. */
  readonly sweep: () => Promise<void>;
  /** The request for a delivery that lies at a path and was confirmed; null where none does. */
  readonly requestAt: (path: string) => Promise<DeliveryRequest | null>;
}

const HOUR_MS = 3_600_000;

export function createDeliveryDesk(parts: DeliveryDeskParts): DeliveryRoom {
  const { kept, inbox, audit, now } = parts;
  const looking = new Set<string>();

  const own = async (actor: Actor, id: string): Promise<KeptDelivery> => {
    const found = await kept.find(id);
    if (found === null || found.user !== actor.user || isOver(found, now())) throw noDelivery();
    return found;
  };
  const shown = async (held: KeptDelivery): Promise<Delivery> => {
    const { id, state, createdAt, expiresAt, look, message, source } = held;
    const files = await Promise.all(
      held.files.map(async (file) => ({ ...file, received: await inbox.received(id, file.number) })),
    );
    return { id, state, files, createdAt, expiresAt, look, message, source, run: await runOf(held) };
  };
  const runOf = async ({ id, state }: KeptDelivery): Promise<string | null> => {
    if (state !== 'taken') return null;
    const path = inbox.folderOf(id);
    const runs = await parts.runs.list(LIMITS.status_runs_max);
    return runs.find((run) => run.path === path)?.run ?? null;
  };
  const requestOf = ({ id, key, source, mode }: KeptDelivery): DeliveryRequest => ({
    path: inbox.folderOf(id),
    secret: key,
    source: source ?? 'main',
    mode,
    mapping: null,
  });
  const later = (hours: number): string => new Date(now().getTime() + hours * HOUR_MS).toISOString();

  const announce = async (
    actor: Actor,
    file: AnnouncedFile,
  ): Promise<{ held: KeptDelivery; number: number }> => {
    const name = checkedFileName(file.name);
    checkBytes(file.bytes, parts.fileBytesMax);
    if (file.delivery === null && (await inbox.bytes()) + file.bytes > LIMITS.deliveries_waiting_bytes_max) {
      throw new Problem(
        'busy',
        'Too much waits to be taken in; confirm or remove deliveries, and try again.',
      );
    }
    if (file.delivery !== null) {
      await own(actor, file.delivery);
      const held = await kept.change(file.delivery, (before) => withFile(before, name, file.bytes));
      return { held, number: held.files.length };
    }
    const held: KeptDelivery = {
      id: parts.newId(),
      user: actor.user,
      createdAt: now().toISOString(),
      expiresAt: later(LIMITS.delivery_hours_max),
      key: randomBytes(32).toString('hex'),
      state: 'receiving',
      files: [{ number: 1, name, bytes: file.bytes }],
      look: null,
      message: null,
      source: null,
      mode: null,
    };
    await kept.add(held);
    await audit({
      kind: 'delivery',
      user: actor.user,
      details: { verb: 'announce', id: held.id, bytes: file.bytes },
    });
    return { held, number: 1 };
  };

  const beginLook = async (held: KeptDelivery, user: string, mapping: string | null): Promise<void> => {
    if (looking.has(held.id)) return;
    looking.add(held.id);
    await lookAtDelivery({ ...parts, later }, held, user, mapping)
      .catch(parts.onTrouble)
      .finally(() => looking.delete(held.id));
  };

  const desk: DeliveryDesk = {
    announce: async (actor, file) => {
      requireRight(actor, 'runs.start');
      const { held, number } = await announce(actor, file);
      return { delivery: await shown(held), number };
    },
    append: async (actor, { id, number, offset }, bytes) => {
      requireRight(actor, 'runs.start');
      const held = await own(actor, id);
      const file = held.files.find((each) => each.number === number);
      if (file === undefined) throw noDelivery();
      if (held.state !== 'receiving') throw noMoreFiles();
      const received = await inbox.append(
        { id, number, keyHex: held.key, offset, bytesMax: file.bytes },
        bytes,
      );
      await kept.change(id, (before) => ({ ...before, expiresAt: later(LIMITS.delivery_hours_max) }));
      return received;
    },
    list: async (actor) => {
      requireRight(actor, 'runs.start');
      const at = now();
      return Promise.all((await kept.list(actor.user)).filter((held) => !isOver(held, at)).map(shown));
    },
    find: async (actor, id) => {
      requireRight(actor, 'runs.start');
      return shown(await own(actor, id));
    },
    look: async (actor, id, mapping) => {
      requireRight(actor, 'runs.start');
      if (mapping !== null && Buffer.byteLength(mapping) > LIMITS.mapping_bytes_max) {
        throw new Problem('too_large', 'The mapping is too large; a mapping has a few hundred lines.');
      }
      await checkComplete(inbox, await own(actor, id));
      const held = await kept.change(id, (before) => {
        if (before.state === 'taken') throw takenAlready();
        if (before.state === 'refused')
          throw new Problem('file_infected', before.message ?? 'The files are gone.');
        // One that is marked and that nobody here looks at was left so by a process that ended.
        if (before.state === 'looking' && looking.has(id)) {
          throw new Problem('already_running', 'These files are being looked at; wait until that is done.');
        }
        return { ...before, state: 'looking', message: null };
      });
      void beginLook(held, actor.user, mapping);
      return shown(held);
    },
    confirm: async (actor, id, choice) => {
      requireRight(actor, 'runs.start');
      const before = await own(actor, id);
      const source = checkedSourceName(choice.source ?? before.look?.source ?? '');
      return logged(
        async () => {
          const held = await kept.change(id, (current) => {
            if (current.state === 'taken') throw takenAlready();
            if (current.state !== 'looked' || current.look === null) throw notLooked();
            if (current.look.failed !== null) {
              throw new Problem(
                'source_unreadable',
                'Nothing could be read in these files; choose another mapping first.',
              );
            }
            const expiresAt = later(LIMITS.delivery_hours_after_run_max);
            return { ...current, state: 'taken', source, mode: choice.mode, expiresAt };
          });
          try {
            const key = `delivery:${id}:${now().toISOString()}`;
            await begun(
              parts.take(requestOf(held), () => undefined, key),
              parts.onTrouble,
            );
          } catch (error) {
            // Nobody took it up: it can be confirmed again.
            await kept.change(id, (current) => ({ ...current, state: 'looked' }));
            throw error;
          }
          return shown(held);
        },
        () => ({}),
        { kind: 'delivery', user: actor.user, asked: { verb: 'confirm', id, source, mode: choice.mode } },
        audit,
      );
    },
    remove: async (actor, id) => {
      requireRight(actor, 'runs.start');
      const held = await own(actor, id);
      if (held.state === 'taken' && (await isUnderWay(held))) {
        throw new Problem('already_running', 'It is being taken in; wait until its run is over.');
      }
      await kept.remove(id);
      await inbox.remove(id);
      await audit({ kind: 'delivery', user: actor.user, details: { verb: 'remove', id } });
    },
    readyMappings: parts.readyMappings,
  };

  async function isUnderWay(held: KeptDelivery): Promise<boolean> {
    const id = await runOf(held);
    const runs = await parts.runs.list(LIMITS.status_runs_max);
    return id === null ? false : runs.find(({ run }) => run === id)?.status === 'running';
  }

  return {
    desk,
    sweep: async () => {
      const at = now();
      const known = await kept.ids();
      const over = new Set(
        known.filter(({ expiresAt }) => Date.parse(expiresAt) <= at.getTime()).map(({ id }) => id),
      );
      const alive = new Set(known.map(({ id }) => id).filter((id) => !over.has(id)));
      for (const { id, changedAt } of await inbox.list()) {
        // A folder that was just made may be of a delivery that is being written down.
        if (!alive.has(id) && at.getTime() - changedAt.getTime() > HOUR_MS) await inbox.remove(id);
      }
      for (const id of over) {
        await inbox.remove(id);
        await kept.remove(id);
      }
      if (over.size > 0)
        await audit({ kind: 'delivery', user: null, details: { verb: 'expire', count: over.size } });
    },
    requestAt: async (path) => {
      const id = path.split('/').at(-1) ?? '';
      const held = /^[0-9a-f-]{36}$/.test(id) ? await kept.find(id) : null;
      return held?.state === 'taken' && inbox.folderOf(id) === path ? requestOf(held) : null;
    },
  };
}

function isOver({ expiresAt }: KeptDelivery, at: Date): boolean {
  return Date.parse(expiresAt) <= at.getTime();
}

function withFile(held: KeptDelivery, name: string, bytes: number): KeptDelivery {
  if (held.state !== 'receiving') throw noMoreFiles();
  if (held.files.length >= LIMITS.delivery_files_max) {
    throw new Problem('too_large', 'A delivery has no more files than that; pack them into one ZIP file.');
  }
  if (held.files.some((file) => file.name.toLowerCase() === name.toLowerCase())) {
    throw new Problem('usage', 'The delivery has a file of that name already; hand it in by itself.');
  }
  return { ...held, files: [...held.files, { number: held.files.length + 1, name, bytes }] };
}

function checkBytes(bytes: number, bytesMax: number): void {
  if (bytes <= 0) throw new Problem('usage', 'The file is empty; export it again.');
  if (bytes > bytesMax) {
    throw new Problem(
      'too_large',
      `A file may have ${String(Math.floor(bytesMax / 1_048_576))} MiB here; pack or split it, or let it be read from a folder by \`askfolio sources add\`.`,
    );
  }
}

async function checkComplete(inbox: Inbox, { id, files }: KeptDelivery): Promise<void> {
  for (const { number, bytes } of files) {
    if ((await inbox.received(id, number)) !== bytes) {
      throw new Problem(
        'upload_conflict',
        'Not everything has come yet; let the upload come to its end first.',
      );
    }
  }
}

function takenAlready(): Problem {
  return new Problem(
    'already_running',
    'This delivery has been confirmed already; its run says what became of it.',
  );
}

function notLooked(): Problem {
  return new Problem(
    'usage',
    'Nobody has looked at these files yet; look at what they are before they are confirmed.',
  );
}

function noMoreFiles(): Problem {
  return new Problem('upload_conflict', 'This delivery takes no more files; begin another one.');
}
