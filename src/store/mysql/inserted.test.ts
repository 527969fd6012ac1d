import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { array, record, sample, string } from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrivateServer, SERVERS } from '../../../test/services/database-server.ts';
import { writeTestParcel } from '../../../test/services/test-parcel.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { LIMITS_OF_TEST, trusted, type TestParcel, type TestRow } from '../conformance.ts';
import { PHYSICAL_SCHEMA } from '../physical-name.ts';
import { parseAddress } from './address.ts';
import { createMySqlStore } from './mysql-store.ts';

const parcelKey = 'c3'.repeat(32);
/** What could be read as the end of a cell, a line or a text, or as nothing. */
const AWKWARD = [
  "it's",
  '"',
  '\\',
  '\\N',
  'NULL',
  'a\tb',
  'a\nb',
  'a\r\nb',
  '\\t',
  "\\'",
  '😀 é',
  '',
  ' ',
  '%_',
  ';--',
];
const text = string({ unit: 'binary', maxLength: 12 }).filter(
  (value) => value.isWellFormed() && !value.includes('\0'),
);
/** Past what one statement takes of them. */
const ROWS = LIMITS.store_insert_rows_max + 50;

function rowsOf(seed: number): readonly TestRow[] {
  const drawn = sample(array(record({ description: text }), { minLength: ROWS, maxLength: ROWS }), {
    seed,
    numRuns: 1,
  });
  return (drawn[0] ?? []).map(({ description }, at) => ({
    transaction_id: `t${String(at).padStart(6, '0')}`,
    account_id: 'A1',
    trade_date: '2017-01-02',
    type: 'DEPOSIT',
    amount: at % 2 === 0 ? '-12345678901234567890.12345678' : '0.00000001',
    quantity: at % 3 === 0 ? null : '1.5',
    currency: 'USD',
    description: AWKWARD[at] ?? (at % 7 === 0 ? null : description),
  }));
}

describe.each(SERVERS)('on $name', ({ missing, start }) => {
  if (missing) return test.skip('there is none on this machine');
  let server: PrivateServer;
  let home: string;
  beforeAll(async () => {
    server = await start();
    home = await mkdtemp(join(tmpdir(), 'askfolio-inserted-'));
    await server.root(`CREATE USER reader@'%' IDENTIFIED BY 'r'`, `CREATE USER writer@'%' IDENTIFIED BY 'w'`);
  });
  afterAll(async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });

  async function published(database: string, isLoading: boolean, rows: readonly TestRow[]) {
    await server.root(
      `SET GLOBAL local_infile = ${isLoading ? '1' : '0'}`,
      `CREATE DATABASE ${database}`,
      `GRANT SELECT ON ${database}.* TO reader@'%'`,
      `GRANT ALL ON ${database}.* TO writer@'%'`,
    );
    const address = (user: string) => {
      const parsed = parseAddress(
        `mysql://${user}:${user[0] ?? ''}@127.0.0.1:${String(server.port)}/${database}`,
      );
      if (parsed === null) throw new Error('not an address');
      return parsed;
    };
    const store = await createMySqlStore({
      reader: address('reader'),
      writer: address('writer'),
      parcels: join(home, 'parcels'),
      parcelKeys: () => [parcelKey],
    });
    try {
      const parcel: TestParcel = {
        version: 'v1',
        parent: null,
        tables: { accounts: 'replace', transactions: 'replace' },
        rows: { accounts: [{ account_id: 'A1', name: "Ann's \\ own", currency: 'USD' }], transactions: rows },
      };
      await store.publish(await writeTestParcel(home, parcel, parcelKey));
      const read = async (sql: string) =>
        (await store.read([trusted(sql)], LIMITS_OF_TEST)).results[0]?.rows ?? [];
      return {
        accounts: await read(`SELECT account_id, name FROM ${PHYSICAL_SCHEMA}.accounts`),
        bookings: await read(
          `SELECT transaction_id, description, amount, quantity FROM ${PHYSICAL_SCHEMA}.transactions ORDER BY transaction_id`,
        ),
      };
    } finally {
      await store.close();
    }
  }

  test('a server that lets nobody load rows gets the same by INSERT, whatever the texts hold', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const rows = rowsOf(seed);
    const loaded = await published('loaded', true, rows);
    const inserted = await published('inserted', false, rows);
    expect(inserted, `seed ${String(seed)}`).toEqual(loaded);
    expect(inserted.bookings.map(([id, description]) => [id, description])).toEqual(
      rows.map(({ transaction_id, description }) => [transaction_id, description]),
    );
    expect(inserted.accounts).toEqual([['A1', "Ann's \\ own"]]);
  });
});
