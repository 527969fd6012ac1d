import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect } from 'vitest';
import { PRODUCT_TABLE_NAMES } from '../../src/model/product-tables.ts';
import { RELATIONS } from '../../src/model/relations.ts';
import type { DataVersion, Parcel } from '../../src/store/port.ts';
import { isReplaced } from '../../src/model/replaced-rows.ts';
import { addDays, dayOf } from '../../src/vocabulary/day.ts';

export const KEYS = { stageKey: '0a'.repeat(32), parcelKey: '0b'.repeat(32) };

/** A store as small as can be: it loads parcels into a database of its own and forgets none of its versions. */
export class ShelfStore {
  version: DataVersion | null = null;
  readonly loaded: string[] = [];
  readonly #path: string;

  constructor(home: string, version: DataVersion | null = null) {
    this.#path = join(home, 'shelf.duckdb');
    this.version = version;
  }

  async publish(parcel: Parcel): Promise<DataVersion> {
    if (this.version?.id === parcel.version.id) return this.version;
    expect(parcel.parent).toBe(this.version?.id ?? null);
    await this.#with(async (run) => {
      await run('SET force_mbedtls_unsafe = true');
      await run(`ATTACH '${parcel.path}' AS parcel (READ_ONLY, ENCRYPTION_KEY '${KEYS.parcelKey}')`);
      for (const [n, { path }] of (parcel.parts ?? []).entries())
        await run(`ATTACH '${path}' AS part_${String(n)} (READ_ONLY, ENCRYPTION_KEY '${KEYS.parcelKey}')`);
      await run('BEGIN TRANSACTION');
      for (const table of PRODUCT_TABLE_NAMES.filter((name) => parcel.tables[name])) {
        await run(`CREATE TABLE IF NOT EXISTS shelf.${table} AS SELECT * FROM parcel.${table} LIMIT 0`);
        const mode = parcel.tables[table] ?? 'replace';
        const only =
          mode === 'replace'
            ? ''
            : ` AS r USING parcel.touched_accounts AS t WHERE ${isReplaced(table, mode)}`;
        await run(`DELETE FROM shelf.${table}${only}`);
        await run(`INSERT INTO shelf.${table} SELECT * FROM parcel.${table}`);
        for (const [n, { tables }] of (parcel.parts ?? []).entries()) {
          if (tables.some((name) => name === table))
            await run(`INSERT INTO shelf.${table} SELECT * FROM part_${String(n)}.${table}`);
        }
      }
      await run('COMMIT');
    });
    this.version = parcel.version;
    this.loaded.push(parcel.version.id);
    return parcel.version;
  }

  /** A digest of every table's rows, whatever their order and whichever run brought them. */
  async content(): Promise<Record<string, string>> {
    const content: Record<string, string> = {};
    await this.#with(async (run) => {
      for (const table of PRODUCT_TABLE_NAMES) {
        const columns = Object.keys(RELATIONS.get(table)?.columns ?? {}).join(', ');
        const [row] = await run(
          `SELECT count(*)::VARCHAR || ':' || coalesce(bit_xor(hash(${columns})), 0)::VARCHAR FROM shelf.${table}`,
        );
        content[table] = String(row?.[0]);
      }
    });
    return content;
  }

  async #with(work: (run: (sql: string) => Promise<readonly unknown[][]>) => Promise<void>): Promise<void> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    try {
      await connection.run(`ATTACH '${this.#path}' AS shelf`);
      await work(async (sql) => (await connection.runAndReadAll(sql)).getRowsJson());
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }
}

/** Six accounts of three clients, two of them in euros; the second delivery brings a day more and a correction. */
export function writeFirm(folder: string): void {
  const start = dayOf('2025-03-01');
  const ids = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6'];
  const booking =
    'transaction_id,account_id,trade_date,type,security_id,quantity,price,fee,amount,currency,updated_at';
  const bookings = ids.flatMap((id, n) => {
    const currency = n < 4 ? 'USD' : 'EUR';
    const buys = Array.from({ length: 20 }, (_, k) => {
      const day = addDays(start, 5 + k * 15);
      return `${id}-${String(k)},${id},${day},BUY,S${String(1 + ((n + k) % 2))},3,10.5,1,-32.5,${currency},${day}T10:00:00Z`;
    });
    return [`${id}-D,${id},${start},DEPOSIT,,,,,5000,${currency},`, ...buys];
  });
  const prices = ['S1', 'S2'].flatMap((security, n) =>
    Array.from({ length: 600 }, (_, k) => {
      const close = (10 + n + Math.sin(k / 9)).toFixed(4);
      return `${security},${addDays(dayOf('2024-10-01'), k)},${close}`;
    }),
  );
  writeTables(join(folder, 'first'), {
    clients: ['client_id,name', 'C1,Ann', 'C2,Bo', 'C3,Cy'],
    custodians: ['custodian_id,name', 'K1,Bank'],
    portfolios: [
      'portfolio_id,client_id,name,base_currency',
      'P1,C1,One,USD',
      'P2,C2,Two,USD',
      'P3,C3,Three,EUR',
    ],
    accounts: [
      'account_id,portfolio_id,custodian_id,name,currency',
      ...ids.map(
        (id, n) => `${id},P${String(1 + Math.floor(n / 2))},K1,Account ${id},${n < 4 ? 'USD' : 'EUR'}`,
      ),
    ],
    securities: ['security_id,name,asset_class,currency', 'S1,Stock,Equity,USD', 'S2,Bond,Fixed Income,USD'],
    prices: ['security_id,price_date,close', ...prices, 'S1,2026-05-29,n/a'],
    fx_rates: ['rate_date,from_currency,to_currency,rate', `${start},EUR,USD,1.1`],
    transactions: [booking, ...bookings],
    holdings: [
      'account_id,security_id,as_of_date,quantity',
      'A1,S1,2025-12-31,30',
      'A1,CASH:USD,2025-12-31,4350',
    ],
  });
  const correction = [booking, 'A3-4,A3,2025-05-05,BUY,S1,4,10.5,1,-43,USD,2026-05-27T10:00:00Z'];
  writeTables(join(folder, 'second'), {
    prices: ['security_id,price_date,close', 'S1,2026-05-26,11', 'S2,2026-05-26,12'],
    transactions: correction,
  });
  writeTables(join(folder, 'correction'), { transactions: correction });
}

function writeTables(folder: string, tables: Readonly<Record<string, readonly string[]>>): void {
  mkdirSync(folder);
  for (const [table, lines] of Object.entries(tables)) {
    writeFileSync(join(folder, `${table}.csv`), `${lines.join('\n')}\n`);
  }
}
