import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createConnection } from 'mysql2';
import { PRODUCT_TABLE_NAMES, productTable } from '../src/model/product-tables.ts';
import { createDuckDbStore } from '../src/store/duckdb/duckdb-store.ts';
import { STORE_FILE } from '../src/store/duckdb/database.ts';
import { addressOf } from '../src/store/mysql/address.ts';
import { flavourOf } from '../src/store/mysql/flavour.ts';
import { createMySqlStore } from '../src/store/mysql/mysql-store.ts';
import { openParcel } from '../src/store/mysql/parcel-reader.ts';
import { createTable } from '../src/store/mysql/schema.ts';
import type { DataVersion } from '../src/store/port.ts';
import { type PrivateServer, SERVERS } from '../test/services/database-server.ts';
import { type FirmSize, writeFirm } from './firm.ts';
import { openHome } from './import-run.ts';
import type { Measured } from './measured.ts';
import { median } from './statistics.ts';

/** A publish, of what a bare LOAD DATA LOCAL of the same rows takes in. */
const SHARE_MIN = 50;
const ROUNDS = 3;

export interface PublishBenchResult {
  readonly rows: readonly Measured[];
  /** Rows of all product tables together. */
  readonly published: number;
}

/**
 * How fast a whole firm's figures are published on a database server, beside the bare driver that loads the same rows
 * from files into tables of the same shape, one after the other, in the same run.
 */
export async function benchPublish(firm: FirmSize, say: (line: string) => void): Promise<PublishBenchResult> {
  const scratch = mkdtempSync(join(tmpdir(), 'askfolio-bench-'));
  try {
    const figures = await figuresOf(firm, scratch, say);
    const measured: Measured[] = [];
    for (const kind of SERVERS) {
      if (kind.missing) continue;
      const [bare, published]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round += 1) {
        say(`${kind.name}, round ${String(round + 1)}`);
        // Each begins with an empty server, the one that goes first by turns.
        const each = [
          async () => void bare.push(await onServer(kind.start, (server) => loadBare(server, figures))),
          async () =>
            void published.push(await onServer(kind.start, (server) => publish(server, figures, scratch))),
        ];
        for (const one of round % 2 === 0 ? each : each.toReversed()) await one();
      }
      measured.push(
        row(`${kind.name}: a bare LOAD DATA LOCAL`, figures.rows / median(bare) / 1_000, 'k/s'),
        row(`${kind.name}: published`, figures.rows / median(published) / 1_000, 'k/s'),
        {
          ...row(`${kind.name}: published, of the bare load`, (100 * median(bare)) / median(published), '%'),
          least: SHARE_MIN,
        },
      );
    }
    return { published: figures.rows, rows: measured };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A firm's figures as one parcel, and as a file of lines a table. */
interface Figures {
  readonly path: string;
  readonly sha256: string;
  readonly key: string;
  readonly version: DataVersion;
  readonly lines: string;
  readonly rows: number;
}

async function figuresOf(firm: FirmSize, scratch: string, say: (line: string) => void): Promise<Figures> {
  say(`making and importing a firm of ${String(firm.accounts)} accounts`);
  const folder = join(scratch, 'firm');
  await writeFirm(folder, firm);
  const place = join(scratch, 'home');
  const home = await openHome(place);
  await home.import(folder);
  await home.close();
  const store = await createDuckDbStore({ home: place, storeKey: home.storeKey });
  const version = await store.version();
  await store.close();
  if (version === null) throw new Error('the import published nothing');
  const path = join(place, STORE_FILE);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  say('writing its rows as lines');
  const lines = join(scratch, 'lines');
  mkdirSync(lines);
  const parcel = await openParcel({ path }, [home.storeKey]);
  let rows = 0;
  for (const name of PRODUCT_TABLE_NAMES) {
    const text = async function* (): AsyncGenerator<string> {
      for await (const chunk of parcel.lines(name, productTable(name))) {
        rows += chunk.length;
        yield `${chunk.join('\n')}\n`;
      }
    };
    await pipeline(text, createWriteStream(join(lines, name)));
  }
  parcel.close();
  return { path, sha256: hash.digest('hex'), key: home.storeKey, version, lines, rows };
}

async function onServer(
  start: () => Promise<PrivateServer>,
  work: (server: PrivateServer) => Promise<number>,
): Promise<number> {
  const server = await start();
  try {
    await server.root('CREATE DATABASE firm');
    return await work(server);
  } finally {
    await server.stop();
  }
}

/** Seconds of a publish, the opening of the parcel included. */
async function publish(server: PrivateServer, figures: Figures, scratch: string): Promise<number> {
  const address = addressOf(`mysql://root@127.0.0.1:${String(server.port)}/firm`);
  const store = await createMySqlStore({
    reader: address,
    writer: address,
    parcels: scratch,
    parcelKeys: () => [figures.key],
  });
  try {
    await store.version();
    return await seconds(() =>
      store.publish({
        version: figures.version,
        parent: null,
        path: figures.path,
        sha256: figures.sha256,
        tables: Object.fromEntries(PRODUCT_TABLE_NAMES.map((name) => [name, 'replace'])),
        accounts_touched: 0,
      }),
    );
  } finally {
    await store.close();
  }
}

/** Seconds of LOAD DATA LOCAL alone, by the bare driver, a statement a table. */
async function loadBare(server: PrivateServer, { lines }: Figures): Promise<number> {
  const connection = createConnection({
    host: '127.0.0.1',
    port: server.port,
    user: 'root',
    database: 'firm',
  });
  const query = (sql: string, file?: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      connection.query({ sql, infileStreamFactory: () => readLines(file ?? '') }, (error, result) =>
        error ? reject(error) : resolve(result),
      );
    });
  try {
    const flavour = flavourOf(await server.cell('SELECT VERSION()'));
    for (const name of PRODUCT_TABLE_NAMES) await query(createTable(name, name, productTable(name), flavour));
    return await seconds(async () => {
      for (const name of PRODUCT_TABLE_NAMES)
        await query(
          `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${name} CHARACTER SET utf8mb4`,
          join(lines, name),
        );
    });
  } finally {
    connection.destroy();
  }
}

function readLines(file: string): Readable {
  return createReadStream(file, { highWaterMark: 1 << 20 });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

function row(what: string, value: number, unit: Measured['unit']): Measured {
  return { what, value, unit, limit: null };
}
