import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Mapping } from '../mapping/mapping.ts';
import { mappedServerSource } from '../mapping/mapped-server-source.ts';
import { resumingSource } from '../resuming-source.ts';
import type { Position, Source } from '../source.ts';
import { SourceUnavailable } from '../source.ts';
import type { DatabaseServer } from './database-server.ts';
import { databaseSource } from './database-source.ts';
import { databaseAt, databaseInFile, isDatabaseScheme } from './open-database.ts';
import { openPassage } from './servers.fixture.ts';
import type { DatabaseRig, TestDatabase } from './servers.fixture.ts';

const BOOKINGS = 6_000;
const CUTS = 6;
/** Making its files takes a server long on a machine that is busy. */
const START_MS_MAX = 120_000;

/** A pseudo-random sequence from 0 to 1, the same at every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

export function serverAt(address: string): DatabaseServer {
  const scheme = address.split('://')[0] ?? '';
  return isDatabaseScheme(scheme) ? databaseAt(scheme, address, '') : databaseInFile(address);
}

type Row = readonly (string | null)[];

interface Read {
  readonly rows: readonly Row[];
  /** The last position that came. */
  readonly position: Position | null;
}

/** Reads a table, at most so many batches of it. */
export async function readTable(
  source: Source,
  table: string,
  columns: readonly string[],
  since: Position | null = null,
  batches = Infinity,
): Promise<Read> {
  const stream = (await source.list()).streams.find((each) => each.table === table);
  if (stream === undefined) throw new Error(`no stream ${table}`);
  const rows: Row[] = [];
  let position = since;
  let count = 0;
  if (batches === 0) return { rows, position };
  for await (const batch of source.read(stream, columns, since)) {
    for (const place of batch.lines.keys()) rows.push(batch.values.map((column) => column[place] ?? null));
    expect(batch.faults.every((fault) => fault === null)).toBe(true);
    position = batch.position ?? position;
    count += 1;
    if (count >= batches && batch.position !== null) break;
  }
  return { rows, position };
}

const patient = (source: Source): Source =>
  resumingSource(source, { triesMax: 4, sleep: () => Promise.resolve(), random: () => 0 });

/** Every database runs this against the real server. */
export function databaseConformance(rig: DatabaseRig): void {
  describe.skipIf(rig.missing)(`${rig.name} as a source`, () => {
    let database: TestDatabase | null = null;
    const own = (): TestDatabase => {
      if (database === null) throw new Error('the database is there');
      return database;
    };
    beforeAll(async () => {
      database = await rig.make();
      await fillBooks(database, rig);
    }, START_MS_MAX);
    afterAll(() => database?.drop());
    contents(own, rig);
    resuming(own);
    changes(own);
    mapped(own);
  });
}

async function fillBooks(database: TestDatabase, { types, backslash }: DatabaseRig): Promise<void> {
  const { moment, decimal, text } = types;
  const run: TestDatabase['run'] = (...statements) => database.run(...statements);
  await run(
    `CREATE TABLE clients (client_id ${text} NOT NULL PRIMARY KEY, name ${text}, note ${text})`,
    `INSERT INTO clients VALUES ('C1', 'Zoë Ångström 株式', ''), ('C2', 'O''Hara ${backslash} "quoted"', NULL)`,
    `CREATE TABLE prices (security_id ${text} NOT NULL, price_date date NOT NULL, close ${decimal}, PRIMARY KEY (security_id, price_date))`,
    `CREATE TABLE transactions (transaction_id bigint NOT NULL PRIMARY KEY, account_id ${text} NOT NULL, trade_date date, amount ${decimal}, updated_at ${moment})`,
    'CREATE TABLE other_things (id integer)',
    'CREATE VIEW holdings AS SELECT account_id, transaction_id AS security_id, trade_date AS as_of_date, amount AS quantity FROM transactions',
  );
  for (let from = 1; from <= BOOKINGS; from += 1_000) {
    const rows = Array.from({ length: 1_000 }, (_, at) => booking(from + at));
    await run(`INSERT INTO transactions VALUES ${rows.join(', ')}`);
  }
  const days = Array.from({ length: 28 }, (_, day) => `2026-02-${String(day + 1).padStart(2, '0')}`);
  const ids = Array.from({ length: 60 }, (_, n) => `S${String(n)}''${backslash}`);
  const prices = ids.flatMap((id) => days.map((day) => `('${id}', '${day}', 10.25)`));
  await run(`INSERT INTO prices VALUES ${prices.join(', ')}`);
}

function booking(id: number): string {
  const time = `${String(Math.floor(id / 600) % 24).padStart(2, '0')}:${String(Math.floor(id / 10) % 60).padStart(2, '0')}`;
  return `(${String(id)}, 'A${String(id % 7)}', '2026-01-15', ${String(id)}.5, '2026-03-01 ${time}:00')`;
}

function idOf(place: number): string {
  return `B${String(place).padStart(5, '0')}`;
}

const ALL_IDS = Array.from({ length: BOOKINGS }, (_, at) => String(at + 1));
const idsOf = ({ rows }: Read): string[] => rows.map(([id]) => id ?? '');

function contents(own: () => TestDatabase, rig: DatabaseRig): void {
  test('lists its canonical tables, gives their values as text and names the others', async () => {
    const source = databaseSource(serverAt(own().address));
    await source.check();
    const { streams, declared, ignored } = await source.list();
    expect(streams.map(({ table }) => table)).toEqual(['clients', 'prices', 'transactions', 'holdings']);
    expect([declared, ignored]).toEqual(['full', ['other_things']]);
    expect((await readTable(source, 'clients', ['client_id', 'name'])).rows).toEqual([
      ['C1', 'Zoë Ångström 株式'],
      ['C2', `O'Hara \\ "quoted"`],
    ]);
    const { rows } = await readTable(source, 'transactions', [
      'transaction_id',
      'trade_date',
      'amount',
      'updated_at',
    ]);
    expect(rows).toHaveLength(BOOKINGS);
    expect(rows[600]?.map((value) => value?.replace(/(\.\d*?)0+$/, '$1').replace('.000000', ''))).toEqual([
      '601',
      '2026-01-15',
      '601.5',
      rig.name === 'SQLite' ? '2026-03-01 01:00:00' : '2026-03-01T01:00:00Z',
    ]);
    expect((await readTable(source, 'holdings', ['security_id'])).rows).toHaveLength(BOOKINGS);
    await source.close();
  });

  test('gives values as they are, whatever marks stand in them, and every row once', async () => {
    const names = Array.from({ length: BOOKINGS }, (_, at) =>
      at % 2_000 === 1_500 ? `a\u001Fb\u001E${String(at)}` : `n${String(at)}`,
    );
    await own().run(
      `CREATE TABLE benchmarks (benchmark_id ${rig.types.text} NOT NULL PRIMARY KEY, name ${rig.types.text})`,
    );
    for (let from = 0; from < BOOKINGS; from += 1_000) {
      const rows = names.slice(from, from + 1_000).map((name, at) => `('${idOf(from + at)}', '${name}')`);
      await own().run(`INSERT INTO benchmarks VALUES ${rows.join(', ')}`);
    }
    const source = databaseSource(serverAt(own().address));
    const { rows } = await readTable(source, 'benchmarks', ['benchmark_id', 'name']);
    await source.close();
    await own().run('DROP TABLE benchmarks');
    expect(rows).toEqual(names.map((name, at) => [idOf(at), name]));
  });

  test('shows one moment, whatever is changed while it is read', async () => {
    const source = databaseSource(serverAt(own().address));
    const columns = ['transaction_id', 'amount'];
    const before = await readTable(source, 'transactions', columns, null, 1);
    await own().run(
      'UPDATE transactions SET amount = -1 WHERE transaction_id > 5000',
      'DELETE FROM transactions WHERE transaction_id = 5500',
      `INSERT INTO transactions VALUES ${booking(20_000)}`,
    );
    const rest = await readTable(source, 'transactions', columns, before.position);
    expect([...idsOf(before), ...idsOf(rest)]).toEqual(ALL_IDS);
    expect(rest.rows.some(([, amount]) => amount?.startsWith('-') === true)).toBe(false);
    await source.close();
    await own().run(
      'UPDATE transactions SET amount = transaction_id + 0.5',
      'DELETE FROM transactions WHERE transaction_id = 20000',
      `INSERT INTO transactions VALUES ${booking(5_500)}`,
    );
  });

  test('does not take what may be written', async () => {
    const server = serverAt(own().address);
    const mapping = bookings({ query: 'DELETE FROM clients' });
    await expect(mappedServerSource(server, mapping).check()).rejects.toMatchObject({
      code: 'source_unreadable',
    });
    const twice = bookings({ query: 'SELECT 1 AS id) q; DROP TABLE clients; SELECT * FROM (SELECT 1' });
    await expect(mappedServerSource(server, twice).check()).rejects.toMatchObject({
      code: expect.stringMatching(/source_unreadable|mapping_invalid/),
    });
    await server.close();
    const source = databaseSource(serverAt(own().address));
    expect((await readTable(source, 'clients', ['client_id'])).rows).toHaveLength(2);
    await source.close();
  });
}

function resuming(own: () => TestDatabase): void {
  test('ended at any place and opened again gives every row once, in tables with one key column or two', async () => {
    const random = sequence(7);
    const keys = { transactions: ['transaction_id'], prices: ['security_id', 'price_date'] };
    for (const [table, columns] of Object.entries(keys)) {
      const whole = databaseSource(serverAt(own().address));
      const expected = (await readTable(whole, table, columns)).rows;
      await whole.close();
      for (let cut = 0; cut < CUTS; cut += 1) {
        const first = databaseSource(serverAt(own().address));
        const before = await readTable(first, table, columns, null, 1 + Math.floor(random() * 3));
        await first.close();
        const second = databaseSource(serverAt(own().address));
        const finished = before.rows.length === expected.length;
        const after = finished ? [] : (await readTable(second, table, columns, before.position)).rows;
        await second.close();
        expect([...before.rows, ...after]).toEqual(expected);
      }
    }
  });

  test('goes on by itself when its connection breaks, as often as it does', async () => {
    if (!own().address.includes('://')) return;
    const random = sequence(11);
    const url = new URL(own().address);
    const passage = await openPassage(Number(url.port));
    url.port = String(passage.port);
    for (let round = 0; round < CUTS / 2; round += 1) {
      // Each connection comes a little further than the one before, and the last one to the end.
      passage.breakAfter([20_000, 50_000, 80_000].map((bytes) => bytes + Math.floor(random() * 60_000)));
      const source = patient(databaseSource(serverAt(url.href)));
      const read = await readTable(source, 'transactions', ['transaction_id', 'account_id', 'updated_at']);
      await source.close();
      expect(idsOf(read)).toEqual(ALL_IDS);
    }
    passage.close();
  });

  test('says whether a failure may pass: silence and absence may, a wrong name may not', async () => {
    if (!own().address.includes('://')) {
      const absent = databaseSource(databaseInFile('/nowhere/books.db'));
      await expect(absent.check()).rejects.toMatchObject({ code: 'source_unreadable' });
      return;
    }
    const url = new URL(own().address);
    const passage = await openPassage(Number(url.port));
    const silent = new URL(url.href);
    silent.port = String(passage.port);
    silent.searchParams.set('timeout', '1');
    const source = databaseSource(serverAt(silent.href));
    await source.check();
    passage.silence();
    await expect(readTable(source, 'transactions', ['transaction_id'])).rejects.toBeInstanceOf(
      SourceUnavailable,
    );
    passage.close();
    await expect(databaseSource(serverAt(silent.href)).check()).rejects.toBeInstanceOf(SourceUnavailable);
    const unknown = new URL(url.href);
    unknown.pathname = '/askfolio_no_such_database';
    const refused = databaseSource(serverAt(unknown.href)).check();
    await expect(refused).rejects.not.toBeInstanceOf(SourceUnavailable);
    await expect(refused).rejects.toMatchObject({ code: 'source_unreadable' });
    url.searchParams.set('allowLoadLocalInfile', 'true');
    expect(() => serverAt(url.href)).toThrow(/option that is not known/);
  });
}

function changes(own: () => TestDatabase): void {
  test('changed while its connection is broken gives nothing twice, and the next time all that was missed', async () => {
    if (!own().address.includes('://')) return;
    const url = new URL(own().address);
    const passage = await openPassage(Number(url.port));
    url.port = String(passage.port);
    passage.breakAfter([120_000]);
    let broken = 0;
    const source = resumingSource(databaseSource(serverAt(url.href)), {
      triesMax: 4,
      random: () => 0,
      // The reading goes on at another moment than the one at which it began: rows before and behind its place differ.
      sleep: async () => {
        broken += 1;
        await own().run(
          `UPDATE transactions SET amount = -1, updated_at = '2026-03-05 09:00:00' WHERE transaction_id IN (3, 5990)`,
          'DELETE FROM transactions WHERE transaction_id IN (4, 5991)',
          `INSERT INTO transactions VALUES (0, 'A1', '2026-03-01', 8, '2026-03-05 09:00:00')`,
          `INSERT INTO transactions VALUES (20003, 'A1', '2026-03-01', 9, '2026-03-05 09:00:00')`,
        );
      },
    });
    const columns = ['transaction_id', 'amount'];
    const first = await readTable(source, 'transactions', columns);
    expect(broken).toBe(1);
    expect(new Set(idsOf(first)).size).toBe(first.rows.length);
    const second = await readTable(source, 'transactions', columns, first.position);
    await source.close();
    passage.close();
    const merged = new Map([...first.rows, ...second.rows].map(([id, amount]) => [id, Number(amount)]));
    const whole = databaseSource(serverAt(own().address));
    const { rows } = await readTable(whole, 'transactions', columns);
    await whole.close();
    for (const [id, amount] of rows) expect(merged.get(id ?? '')).toBe(Number(amount));
    // What is gone, and was read before, goes with the next full delivery.
    expect([...merged.keys()].filter((id) => !rows.some(([each]) => each === id))).toEqual(['4']);
    await own().run(
      'DELETE FROM transactions WHERE transaction_id IN (0, 3, 5990, 20003)',
      `INSERT INTO transactions VALUES ${[3, 4, 5_990, 5_991].map(booking).join(', ')}`,
    );
  });

  test('gives what was changed since the last time, and a little of what was before', async () => {
    const read = async (since: Position | null): Promise<Read> => {
      const source = databaseSource(serverAt(own().address));
      const found = await readTable(source, 'transactions', ['transaction_id', 'amount'], since);
      await source.close();
      return found;
    };
    const first = await read(null);
    expect(first.rows).toHaveLength(BOOKINGS);
    await own().run(
      `UPDATE transactions SET amount = 7, updated_at = '2026-03-02 09:00:00' WHERE transaction_id = 5`,
      `INSERT INTO transactions VALUES (20001, 'A1', '2026-03-01', 8, '2026-03-01 09:59:30')`,
    );
    const second = await read(first.position);
    const told = new Map(second.rows.map(([id, amount]) => [id, Number(amount)]));
    expect([told.get('5'), told.get('20001')]).toEqual([7, 8]);
    // Ten minutes before the latest change, ten bookings a minute.
    expect(second.rows.length).toBeLessThan(120);
    const third = await read(second.position);
    expect(third.rows.map(([id]) => id)).toEqual(['5']);
    await own().run(
      `UPDATE transactions SET amount = 5.5, updated_at = '2026-03-01 00:00:00' WHERE transaction_id = 5`,
      'DELETE FROM transactions WHERE transaction_id = 20001',
    );
  });

  test('gives what came since the last time where rows are only added', async () => {
    const mapping = bookings({ table: 'transactions', grows: true });
    const read = async (since: Position | null): Promise<Read> => {
      const source = mappedServerSource(serverAt(own().address), mapping);
      const found = await readTable(source, 'transactions', ['transaction_id'], since);
      await source.close();
      return found;
    };
    const first = await read(null);
    await own().run(`INSERT INTO transactions VALUES ${booking(20_002)}`);
    const second = await read(first.position);
    expect([second.rows.length, idsOf(second).at(-1)]).toEqual([1_000, 'B-20002']);
    await own().run('DELETE FROM transactions WHERE transaction_id = 20002');
  });
}

function bookings(input: object): Mapping {
  return Mapping.parse({
    name: 'Books',
    inputs: { bookings: input },
    tables: {
      custodians: { rows: [{ custodian_id: 'K', name: 'Custodian' }] },
      accounts: { once: true, columns: { account_id: 'account_id', name: `'Account ' || account_id` } },
      transactions: {
        where: 'amount IS NOT NULL',
        columns: {
          transaction_id: `'B-' || transaction_id`,
          account_id: 'account_id',
          amount: '-num(amount)',
          currency: { constant: 'EUR' },
        },
      },
    },
  });
}

function mapped(own: () => TestDatabase): void {
  test('passes through a mapping chunk by chunk, from a table or a query, and resumes at any place', async () => {
    const query = {
      query: 'SELECT * FROM transactions WHERE transaction_id <= 5000',
      key: ['transaction_id'],
    };
    for (const [input, count] of [
      [{ table: 'transactions' }, BOOKINGS],
      [query, 5_000],
    ] as const) {
      const source = mappedServerSource(serverAt(own().address), bookings(input));
      await source.check();
      expect((await readTable(source, 'custodians', ['custodian_id'])).rows).toEqual([['K']]);
      const accounts = await readTable(source, 'accounts', ['account_id', 'name']);
      expect(accounts.rows.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))).toEqual(
        Array.from({ length: 7 }, (_, n) => [`A${String(n)}`, `Account A${String(n)}`]),
      );
      const columns = ['transaction_id', 'amount', 'currency'];
      const whole = await readTable(source, 'transactions', columns);
      expect(whole.rows).toHaveLength(count);
      expect(whole.rows[9]).toEqual(['B-10', '-10.5', 'EUR']);
      await source.close();
      for (const batches of [1, 2]) {
        const first = mappedServerSource(serverAt(own().address), bookings(input));
        const before = await readTable(first, 'transactions', columns, null, batches);
        await first.close();
        const second = mappedServerSource(serverAt(own().address), bookings(input));
        const finished = before.rows.length === count;
        const after = finished
          ? []
          : (await readTable(second, 'transactions', columns, before.position)).rows;
        await second.close();
        expect([...before.rows, ...after]).toEqual(whole.rows);
      }
    }
  });

  test('refuses a key that does not identify a row, in a table and in a query', async () => {
    for (const input of [
      { table: 'transactions', key: ['account_id'] },
      { query: 'SELECT * FROM transactions', key: ['account_id'] },
      { table: 'transactions', key: ['nonsense'] },
      { table: 'nonsense' },
      {},
    ]) {
      const source = mappedServerSource(serverAt(own().address), bookings(input));
      const read = readTable(source, 'transactions', ['transaction_id']);
      await expect(read).rejects.toMatchObject({
        code: expect.stringMatching(/source_unreadable|mapping_invalid/),
      });
      await source.close();
    }
  });
}
