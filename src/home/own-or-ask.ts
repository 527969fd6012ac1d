import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../vocabulary/problem.ts';
import { callOwner, type OwnerConnection, OwnerGone } from './call-owner.ts';
import type { Home } from './home-folder.ts';
import { serveCalls } from './serve-calls.ts';
import type { Services } from './services.ts';
import { WIRE_VERSION } from './wire.ts';

/** What it takes to own a home: opened only by the process that does. */
export interface Opened {
  readonly services: Services;
  close(): Promise<void>;
}

export interface HomeParts<T extends Opened> {
  /** Takes the lock of the file at `path` until it is released or the process ends; null where another has it. */
  readonly lock: (path: string) => (() => void) | null;
  readonly open: () => Promise<T>;
}

const WAIT_FOR_OWNER_MS_MAX = 30_000;
const TRIES_MAX = 5;

/** The home, owned: `opened` is ours until it is closed. */
export interface OwnedHome<T extends Opened> {
  readonly opened: T;
  /** `drain` first lets the commands of others that are under way finish. */
  close(how: 'drain' | 'now'): Promise<void>;
}

type Place<T extends Opened> =
  | { readonly kind: 'owner'; readonly home: OwnedHome<T> }
  | { readonly kind: 'guest'; readonly connection: OwnerConnection };

/**
 * The services of a home for one command: those of the process that owns it, or our own where nobody does. A call
 * whose owner ends in the middle is repeated at the next owner's: every verb may be repeated.
 */
export function servicesAtHome<T extends Opened>(
  home: Home,
  parts: HomeParts<T>,
): { readonly services: Services; close(): Promise<void> } {
  let place: Promise<Place<T>> | null = null;
  const current = (): Promise<Place<T>> => (place ??= takePlace(home, parts));

  const call = async <R>(run: (services: Services) => Promise<R>): Promise<R> => {
    for (let tries = 1; ; tries += 1) {
      const mine = current();
      const at = await mine;
      try {
        return await run(at.kind === 'owner' ? at.home.opened.services : at.connection.services);
      } catch (error) {
        if (!(error instanceof OwnerGone)) throw error;
        if (tries >= TRIES_MAX) {
          throw new Problem(
            'store_unavailable',
            'The process that owns the home ended again and again before it answered; look at what it printed, then run this command again.',
          );
        }
        if (place === mine) place = null;
      }
    }
  };
  return {
    services: {
      ask: (request) => call((services) => services.ask(request)),
      figures: (request) => call((services) => services.figures(request)),
      sql: (request) => call((services) => services.sql(request)),
      refresh: (request, onProgress) => call((services) => services.refresh(request, onProgress)),
      preview: (request) => call((services) => services.preview(request)),
      addSource: (request) => call((services) => services.addSource(request)),
      listSources: () => call((services) => services.listSources()),
      checkSource: (request) => call((services) => services.checkSource(request)),
      changeSource: (request) => call((services) => services.changeSource(request)),
      removeSource: (request) => call((services) => services.removeSource(request)),
      runSource: (request, onProgress) => call((services) => services.runSource(request, onProgress)),
      runs: (request) => call((services) => services.runs(request)),
      quarantine: (request) => call((services) => services.quarantine(request)),
      findings: (request) => call((services) => services.findings(request)),
      explain: (request) => call((services) => services.explain(request)),
      replay: (request) => call((services) => services.replay(request)),
      custody: (request) => call((services) => services.custody(request)),
      feedback: (request) => call((services) => services.feedback(request)),
      status: () => call((services) => services.status()),
      view: (request) => call((services) => services.view(request)),
      verified: (request) => call((services) => services.verified(request)),
      people: (request) => call((services) => services.people(request)),
      deliveries: (request) => call((services) => services.deliveries(request)),
    },
    close: async () => {
      if (!place) return;
      const at = await place.catch(() => null);
      if (at?.kind === 'owner') await at.home.close('drain');
      else at?.connection.close();
    },
  };
}

/** Owns the home until it is closed; waits for a command that has it, and refuses where a service does. */
export async function ownHome<T extends Opened>(home: Home, parts: HomeParts<T>): Promise<OwnedHome<T>> {
  const end = Date.now() + WAIT_FOR_OWNER_MS_MAX;
  for (;;) {
    const owned = await becomeOwner(home, parts, 'service');
    if (owned) return owned;
    const connection = await callOwner(home.socket);
    connection?.close();
    if (connection?.hello.owner === 'service' && !connection.hello.closing) {
      throw new Problem(
        'home_unusable',
        `Another askfolio (process ${connection.hello.pid}) already serves this home; stop it first, or set ASKFOLIO_HOME to another folder.`,
      );
    }
    if (Date.now() > end) throw silentOwner();
    await pause(100);
  }
}

async function takePlace<T extends Opened>(home: Home, parts: HomeParts<T>): Promise<Place<T>> {
  let end = Date.now() + WAIT_FOR_OWNER_MS_MAX;
  for (;;) {
    const connection = await callOwner(home.socket);
    if (connection && !connection.hello.closing) {
      if (connection.hello.version !== WIRE_VERSION) {
        connection.close();
        throw new Problem(
          'home_unusable',
          `Another version of askfolio (process ${connection.hello.pid}) serves this home; stop it, then run this command again.`,
        );
      }
      return { kind: 'guest', connection };
    }
    if (connection) {
      await connection.ended;
      end = Date.now() + WAIT_FOR_OWNER_MS_MAX;
    }
    const owned = await becomeOwner(home, parts, 'command');
    if (owned) return { kind: 'owner', home: owned };
    if (Date.now() > end) throw silentOwner();
    await pause(25);
  }
}

/** Null where another process has the lock. With it, a socket that is still there is a dead process's. */
async function becomeOwner<T extends Opened>(
  home: Home,
  parts: HomeParts<T>,
  owner: 'service' | 'command',
): Promise<OwnedHome<T> | null> {
  const unlock = parts.lock(home.lock);
  if (!unlock) return null;
  try {
    rmSync(home.socket, { force: true });
    const opened = await parts.open();
    try {
      const server = await serveCalls(home.socket, owner, opened.services);
      return {
        opened,
        close: async (how) => {
          try {
            await (how === 'drain' ? server.drain() : server.close());
            await opened.close();
          } finally {
            unlock();
          }
        },
      };
    } catch (error) {
      await opened.close();
      throw error;
    }
  } catch (error) {
    unlock();
    throw error;
  }
}

function silentOwner(): Problem {
  return new Problem(
    'home_unusable',
    'Another askfolio process has this home open but does not answer; wait until it has ended, or stop it, then run this command again.',
  );
}
