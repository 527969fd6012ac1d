import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { recogniseDelivery } from '../../etl/extract/recognise/recognise.ts';
import { preview } from '../../etl/preview.ts';
import { commandScanner } from '../../inbox/scanner/command.ts';
import { sealedFolders } from '../../inbox/sealed-folders.ts';
import { sealingWith, type Records } from '../../state/records.ts';
import { openRecords } from '../../state/sqlite/open-records.ts';
import { dayOf } from '../../vocabulary/day.ts';
import type { Delivery } from '../../vocabulary/delivery.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { DeliveryRequest } from '../../vocabulary/run.ts';
import type { Actor } from '../../vocabulary/scope.ts';
import type { DeliveryDeskParts, DeliveryRoom } from './delivery-desk.ts';
import { deliveryRoomOn } from './delivery-room.fixture.ts';

const SAMPLES = new URL('../../../test/statements/samples/', import.meta.url);
const CANARY = 'CANARY-OF-A-CLIENT';
const ann: Actor = {
  user: 'ann',
  name: 'Ann',
  role: 'operations',
  advisorId: null,
  clientId: null,
  accounts: [],
};
const bob: Actor = { ...ann, user: 'bob', name: 'Bob' };

let folder = '';
let records: Records;
let clock = new Date('2026-05-04T10:00:00Z');
const taken: DeliveryRequest[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deliveries-'));
  mkdirSync(join(folder, 'home'));
  clock = new Date('2026-05-04T10:00:00Z');
  taken.length = 0;
  records = await openRecords(join(folder, 'records.sqlite'), sealingWith(['ab'.repeat(32)]), () => clock);
});
afterEach(async () => {
  await records.db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

const inbox = (): string => join(folder, 'inbox');
const reading: Partial<DeliveryDeskParts> = {
  recognise: (delivery) => recogniseDelivery(delivery, join(folder, 'scratch')),
  preview: (delivery) =>
    preview(
      {
        home: join(folder, 'home'),
        stageKey: '0a'.repeat(32),
        parcelKey: '0b'.repeat(32),
        run: 'r1',
        firmCurrency: 'USD',
        badRowsShareMax: 0.05,
        today: dayOf('2026-05-04'),
        takeStage: () => Promise.resolve(() => Promise.resolve()),
      },
      delivery,
    ),
  take: (request) => {
    taken.push(request);
    return new Promise(() => undefined);
  },
};
const room = (parts: Partial<DeliveryDeskParts> = {}): DeliveryRoom =>
  deliveryRoomOn(records, sealedFolders(inbox()), { ...reading, ...parts });

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function handIn(
  { desk }: DeliveryRoom,
  name: string,
  content: string | Buffer,
  to: string | null = null,
): Promise<string> {
  const bytes = Buffer.from(content);
  const { delivery, number } = await desk.announce(ann, { name, bytes: bytes.length, delivery: to });
  await desk.append(ann, { id: delivery.id, number, offset: 0 }, once(bytes));
  return delivery.id;
}

async function looked({ desk }: DeliveryRoom, id: string, mapping: string | null = null): Promise<Delivery> {
  await desk.look(ann, id, mapping);
  return vi.waitFor(
    async () => {
      const found = await desk.find(ann, id);
      expect(found.state).not.toBe('looking');
      return found;
    },
    { timeout: 30_000, interval: 20 },
  );
}

describe('files that are handed in', () => {
  test('are recognised, shown by their first rows, and become a run of their source once', async () => {
    const desks = room();
    const id = await handIn(desks, 'fidelity.csv', readFileSync(new URL('fidelity.csv', SAMPLES)));
    const { state, look } = await looked(desks, id);
    expect([state, look?.files, look?.mapping, look?.source]).toEqual([
      'looked',
      [{ name: 'fidelity.csv', kind: 'export', format: 'Fidelity Investments' }],
      'fidelity',
      'fidelity',
    ]);
    expect(look?.tables.transactions).toMatchObject({ count: 4, rows: [{ type: 'DIVIDEND' }, {}, {}, {}] });
    expect(look?.unmapped).toContain('fidelity.csv: Cash Balance ($)');

    const choice = { source: null, mode: null };
    const tabs = await Promise.allSettled([
      desks.desk.confirm(ann, id, choice),
      desks.desk.confirm(ann, id, choice),
    ]);
    expect(tabs.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(taken).toMatchObject([{ source: 'fidelity', mode: null, path: join(inbox(), id) }]);
    expect(await desks.requestAt(join(inbox(), id))).toEqual(taken[0]);
    expect(readdirSync(join(folder, 'scratch'))).toEqual([]);
  });

  test('can be confirmed again where the queue was full', async () => {
    const desks = room({ take: () => Promise.reject(new Problem('busy', 'Too many imports are waiting.')) });
    const id = await handIn(desks, 'clients.csv', 'client_id,name\nC1,Ann\n');
    await looked(desks, id);
    const choice = { source: 'main', mode: null };
    await expect(desks.desk.confirm(ann, id, choice)).rejects.toMatchObject({ code: 'busy' });
    expect(await room().desk.confirm(ann, id, choice)).toMatchObject({ state: 'taken', source: 'main' });
  });

  test('wait encrypted, go on where they broke off, and are never added to in two places at once', async () => {
    const { desk } = room();
    const bytes = Buffer.from(`transaction_id,description\n1,${CANARY}\n`);
    const { delivery } = await desk.announce(ann, {
      name: 'transactions.csv',
      bytes: bytes.length,
      delivery: null,
    });
    const at = (offset: number) => ({ id: delivery.id, number: 1, offset });
    const broken = (async function* () {
      yield bytes.subarray(0, 10);
      throw new Error('reset');
    })();
    await expect(desk.append(ann, at(0), broken)).rejects.toThrow('reset');
    expect((await desk.find(ann, delivery.id)).files[0]?.received).toBe(10);
    await expect(desk.append(ann, at(0), once(bytes))).rejects.toMatchObject({ code: 'upload_conflict' });
    await expect(desk.look(ann, delivery.id, null)).rejects.toMatchObject({ code: 'upload_conflict' });
    const tabs = await Promise.allSettled(
      [1, 2].map(() => desk.append(ann, at(10), once(bytes.subarray(10)))),
    );
    expect(tabs.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const held = readFileSync(join(inbox(), delivery.id, '1.sealed'));
    expect(held.length).toBeGreaterThan(bytes.length);
    expect(held.includes(CANARY)).toBe(false);
  });

  test('are gone when the scanner finds something in them, and the log says who brought it', async () => {
    const scanner = commandScanner(['/bin/sh', '-c', 'if grep -q EICAR; then echo Eicar-Test; exit 1; fi']);
    const desks = room({ scanner });
    const id = await handIn(desks, 'transactions.csv', 'transaction_id\nEICAR\n');
    const { state, message } = await looked(desks, id);
    expect([state, message]).toEqual(['refused', expect.stringContaining('Eicar-Test in transactions.csv')]);
    expect(readdirSync(inbox())).toEqual([]);
    await expect(desks.desk.confirm(ann, id, { source: 'x', mode: null })).rejects.toMatchObject({
      code: 'usage',
    });
    const away = room({ scanner: commandScanner(['/nowhere']) });
    const other = await handIn(away, 'transactions.csv', 'transaction_id\n1\n');
    const unseen = await looked(away, other);
    expect([unseen.look, unseen.message]).toEqual([null, expect.stringContaining('scanner')]);
  });

  test.each([
    ['x.pdf', '%PDF-1.7', 'PDF'],
    ['transactions.zip', 'PK\u0003\u0004 no archive', 'could not be unpacked'],
    ['notes.txt', 'dear colleague', 'no table that Askfolio knows'],
  ])('that cannot be read say why and cannot be confirmed: %s', async (name, content, why) => {
    const desks = room();
    const id = await handIn(desks, name, content);
    const { look, message } = await looked(desks, id);
    expect(message ?? look?.failed).toContain(why);
    await expect(desks.desk.confirm(ann, id, { source: 'x', mode: null })).rejects.toBeInstanceOf(Problem);
    expect(taken).toEqual([]);
  });

  test('can be read by a mapping that the person mends', async () => {
    const desks = room();
    const id = await handIn(desks, 'quotes.csv', 'what,day,how much\nX1,2026-04-30,12.50\n');
    const mapping = `name: Quotes\ninputs:\n  q: { file: '*.csv' }\ntables:\n  prices:\n    columns: { security_id: what, price_date: day, close: num("how much") }\n`;
    const { look } = await looked(desks, id, mapping.replace('price_date: day', 'price_date: nowhere'));
    expect(look?.failed).toContain('nowhere');
    const mended = await looked(desks, id, mapping);
    // The price of a security that nobody knows is set aside, and the reason names it.
    expect(mended.look).toMatchObject({ failed: null, mapping, quarantined: 1 });
  });
});

describe('a delivery', () => {
  test('is its own person’s alone, and needs the right', async () => {
    const { desk } = room();
    const { delivery } = await desk.announce(ann, { name: 'a.csv', bytes: 3, delivery: null });
    await expect(desk.find(bob, delivery.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await desk.list(bob)).toEqual([]);
    await expect(desk.remove(bob, delivery.id)).rejects.toMatchObject({ code: 'not_found' });
    for (const role of ['client', 'advisor', 'firm', 'auditor', 'administrator'] as const) {
      await expect(
        desk.announce({ ...ann, role }, { name: 'a.csv', bytes: 3, delivery: null }),
      ).rejects.toMatchObject({ code: 'not_permitted' });
    }
  });

  test('has no file whose name is more than a name', async () => {
    const { desk } = room();
    const names = [
      '../../etc/passwd',
      '..',
      '.htaccess',
      'a/b.csv',
      'a\\b.csv',
      'C:x.csv',
      'a\0.csv',
      'a\u202Evsc.csv',
    ];
    for (const name of [...names, 'x'.repeat(201)]) {
      const order = { name, bytes: 1, delivery: null };
      expect([name, await desk.announce(ann, order).catch((error: unknown) => error)]).toMatchObject([
        name,
        { code: 'usage' },
      ]);
    }
  });

  test('has no empty file, none that is too large, and no two of one name', async () => {
    const { desk } = room();
    await expect(desk.announce(ann, { name: 'a.csv', bytes: 0, delivery: null })).rejects.toMatchObject({
      code: 'usage',
    });
    await expect(
      desk.announce(ann, { name: 'a.csv', bytes: 2_147_483_648, delivery: null }),
    ).rejects.toMatchObject({ code: 'too_large' });
    const { delivery } = await desk.announce(ann, { name: 'a.csv', bytes: 1, delivery: null });
    await expect(
      desk.announce(ann, { name: 'A.csv', bytes: 1, delivery: delivery.id }),
    ).rejects.toMatchObject({ code: 'usage' });
  });

  test('that nobody confirms is forgotten with its files', async () => {
    const desks = room();
    const id = await handIn(desks, 'a.csv', 'half');
    mkdirSync(join(inbox(), '00000000-0000-4000-8000-000000000000'));
    await desks.sweep();
    expect(readdirSync(inbox())).toHaveLength(2);
    clock = new Date(Date.now() + (LIMITS.delivery_hours_max + 2) * 3_600_000);
    await expect(desks.desk.find(ann, id)).rejects.toMatchObject({ code: 'not_found' });
    await desks.sweep();
    expect(readdirSync(inbox())).toEqual([]);
    expect(await desks.desk.list(ann)).toEqual([]);
  });

  test('is one of no more than a person may have', async () => {
    const { desk } = room();
    for (let made = 0; made < LIMITS.deliveries_per_person_max; made += 1) {
      await desk.announce(ann, { name: 'a.csv', bytes: 1, delivery: null });
    }
    await expect(desk.announce(ann, { name: 'a.csv', bytes: 1, delivery: null })).rejects.toMatchObject({
      code: 'too_large',
    });
  });
});
