import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../vocabulary/problem.ts';
import { openHome } from './home-folder.ts';
import { type HomeParts, ownHome, type Opened, servicesAtHome } from './own-or-ask.ts';
import type { Services } from './services.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-home-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Locks within this process; the real one, between processes, is tested beside it. */
const held = new Set<string>();
const lock = (path: string): (() => void) | null => {
  if (held.has(path)) return null;
  held.add(path);
  return () => held.delete(path);
};

interface Log {
  opened: number;
  closed: number;
}

const missing = (): Promise<never> => Promise.reject(new Problem('internal', 'not in this test'));

function parts(log: Log, services: Partial<Services> = {}): HomeParts<Opened> {
  return {
    lock,
    open: () => {
      log.opened += 1;
      return Promise.resolve({
        services: {
          ask: missing,
          figures: ({ scope }) =>
            Promise.resolve({ market_value: `${scope.portfolio ?? 'all'}:${log.opened}` }),
          sql: () => Promise.reject(new Problem('sql_refused', 'INSERT is not allowed.')),
          refresh: missing,
          addSource: missing,
          listSources: missing,
          checkSource: missing,
          changeSource: missing,
          removeSource: missing,
          runSource: missing,
          preview: missing,
          runs: () => Promise.resolve([]),
          quarantine: missing,
          findings: missing,
          explain: missing,
          replay: missing,
          custody: missing,
          feedback: missing,
          status: missing,
          view: missing,
          verified: missing,
          people: missing,
          deliveries: missing,
          ...services,
        },
        close: () => {
          log.closed += 1;
          return Promise.resolve();
        },
      });
    },
  };
}

const figuresOf = (portfolio: string) => ({
  as: null,
  scope: { portfolio },
  from: null,
  to: null,
  today: null,
});

describe('a home', () => {
  it('is made for its owner alone, and a file in its place is refused in one sentence', () => {
    const home = openHome(join(folder, 'a', 'b'));
    expect(statSync(home.path).mode & 0o777).toBe(0o700);
    writeFileSync(join(folder, 'file'), '');
    expect(() => openHome(join(folder, 'file'))).toThrow(/cannot be used: it is not a folder; mend that/);
  });

  it('with a path too long for a socket gets one elsewhere', () => {
    const home = openHome(join(folder, 'x'.repeat(60), 'y'.repeat(60)));
    expect(Buffer.byteLength(home.socket)).toBeLessThanOrEqual(103);
    expect(home.socket.startsWith(home.path)).toBe(false);
  });

  it('is opened once: a second command is served by the first, problems and progress included', async () => {
    const [first, second]: [Log, Log] = [
      { opened: 0, closed: 0 },
      { opened: 0, closed: 0 },
    ];
    const home = openHome(folder);
    const one = servicesAtHome(
      home,
      parts(first, {
        refresh: (_request, onProgress) => {
          onProgress({ step: 'extract', subject: 'accounts', done: 1, total: 2 });
          return Promise.reject(new Problem('source_unreadable', 'It cannot be read.'));
        },
      }),
    );
    await one.services.runs({ limit: 1 });
    expect(statSync(home.socket).mode & 0o077).toBe(0);

    const two = servicesAtHome(home, parts(second));
    expect(await two.services.figures(figuresOf('PF'))).toEqual({ market_value: 'PF:1' });
    await expect(
      two.services.sql({ sql: 'x', as: null, accounts: [], currency: null, explain: false }),
    ).rejects.toMatchObject({ name: 'Problem', code: 'sql_refused', message: 'INSERT is not allowed.' });
    const heard: unknown[] = [];
    await expect(
      two.services.refresh({ path: '/x', source: 's', mode: null, mapping: null }, (p) => heard.push(p)),
    ).rejects.toMatchObject({ code: 'source_unreadable' });
    expect(heard).toEqual([{ step: 'extract', subject: 'accounts', done: 1, total: 2 }]);
    expect([first.opened, second.opened]).toEqual([1, 0]);
    await two.close();
    await one.close();
    expect(first).toEqual({ opened: 1, closed: 1 });
  });

  it('keeps its owner until handed-over work is done; the next command then becomes the owner', async () => {
    const [first, second]: [Log, Log] = [
      { opened: 0, closed: 0 },
      { opened: 0, closed: 0 },
    ];
    const home = openHome(folder);
    const slow = parts(first, { runs: () => pause(150).then(() => []) });
    const one = servicesAtHome(home, slow);
    await one.services.figures(figuresOf('a'));
    const two = servicesAtHome(home, parts(second));
    await two.services.figures(figuresOf('b'));
    const work = two.services.runs({ limit: 1 });
    const closing = one.close();
    const three = servicesAtHome(home, parts(second));
    const late = three.services.figures(figuresOf('c'));
    expect(await work).toEqual([]);
    await two.close();
    await closing;
    expect(await late).toEqual({ market_value: 'c:1' });
    expect([first.closed, second.opened]).toEqual([1, 1]);
    await three.close();
  });

  it('whose owner ends in the middle of a call is taken over, and the call repeated', async () => {
    const [first, second]: [Log, Log] = [
      { opened: 0, closed: 0 },
      { opened: 0, closed: 0 },
    ];
    const home = openHome(folder);
    const owner = await ownHome(home, parts(first, { figures: () => new Promise(() => {}) }));
    const command = servicesAtHome(home, parts(second));
    const asked = command.services.figures(figuresOf('z'));
    await pause(50);
    await owner.close('now');
    expect(await asked).toEqual({ market_value: 'z:1' });
    await command.close();
    expect([first.closed, second.opened]).toEqual([1, 1]);
  });

  it('left behind by a process that was killed is taken over from its dead socket', async () => {
    const home = openHome(folder);
    const dead = createServer().listen(home.socket);
    await pause(20);
    dead.close();
    writeFileSync(home.socket, '');
    const log: Log = { opened: 0, closed: 0 };
    const command = servicesAtHome(home, parts(log));
    await command.services.runs({ limit: 1 });
    expect(log.opened).toBe(1);
    await command.close();
  });

  it('that a service has is refused to a second service', async () => {
    const home = openHome(folder);
    const log: Log = { opened: 0, closed: 0 };
    const owner = await ownHome(home, parts(log));
    await expect(ownHome(home, parts(log))).rejects.toThrow(/already serves this home; stop it first/);
    await owner.close('now');
    expect(log).toEqual({ opened: 1, closed: 1 });
  });

  it('that could not be opened is free again', async () => {
    const home = openHome(folder);
    const log: Log = { opened: 0, closed: 0 };
    const wrongKey = { lock, open: () => Promise.reject(new Problem('wrong_key', 'No.')) };
    await expect(servicesAtHome(home, wrongKey).services.runs({ limit: 1 })).rejects.toThrow('No.');
    const command = servicesAtHome(home, parts(log));
    await command.services.runs({ limit: 1 });
    await command.close();
  });
});
