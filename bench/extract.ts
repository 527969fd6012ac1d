import { createReadStream, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { createConnection } from 'mysql2';
import { extractRows } from '../src/etl/stage/extract-rows.ts';
import { openSource } from '../src/etl/extract/open-source.ts';
import type { Source } from '../src/etl/extract/source.ts';
import { EMPTY_DIRECTORY } from '../src/etl/extract/statement/directory.ts';
import { prepareSchema } from '../src/etl/stage/schema.ts';
import { stageDelivery } from '../src/etl/stage/stage-delivery.ts';
import { openStagedWorkspace } from '../src/etl/stage/workspace.fixture.ts';
import type { Workspace } from '../src/etl/stage/workspace.ts';
import { dayOf } from '../src/vocabulary/day.ts';
import { SERVERS } from '../test/services/database-server.ts';
import type { PrivateServer } from '../test/services/database-server.ts';
import type { Measured } from './measured.ts';
import { writeFirm } from './firm.ts';
import { median } from './statistics.ts';

const CSV_SHARE_MIN = 60;
const MYSQL_SHARE_MIN = 70;
const ROUNDS = 3;
const FIRM = { securities: 50, positionsPerAccount: 10, years: 2, seed: 3, bookingsPerAccount: 1_000 };

export interface ExtractBenchOptions {
  readonly rows: number;
  readonly scratch: string | null;
  readonly say: (line: string) => void;
}

export interface ExtractBenchResult {
  readonly rows: readonly Measured[];
}

/**
 * How fast bookings are read, as a share of what the engine's own reader of CSV and the driver's bare loop do with the
 * same rows in the same run.
 */
export async function benchExtract({
  rows,
  scratch: given,
  say,
}: ExtractBenchOptions): Promise<ExtractBenchResult> {
  const scratch = given ?? mkdtempSync(join(tmpdir(), 'askfolio-bench-'));
  const folder = join(scratch, 'csv');
  try {
    say(`making ${String(rows)} bookings`);
    await writeCsv(folder, scratch, Math.ceil(rows / FIRM.bookingsPerAccount));
    const csv = await benchCsv(folder, scratch, rows, say);
    const databases: Measured[] = [];
    for (const kind of SERVERS) {
      if (kind.missing) continue;
      say(`starting ${kind.name}`);
      const server = await kind.start();
      try {
        databases.push(...(await benchMysql(kind.name, server, { folder, scratch, rows, say })));
      } finally {
        await server.stop();
      }
    }
    return { rows: [...csv, ...databases] };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function writeCsv(folder: string, scratch: string, accounts: number): Promise<void> {
  const parquet = join(scratch, 'parquet');
  await writeFirm(parquet, { ...FIRM, accounts });
  mkdirSync(folder, { recursive: true });
  await withEngine(async (run) => {
    for (const table of [
      'custodians',
      'clients',
      'portfolios',
      'accounts',
      'securities',
      'prices',
      'transactions',
    ]) {
      await run(
        `COPY (SELECT * FROM '${join(parquet, table)}.parquet') TO '${join(folder, table)}.csv' (HEADER)`,
      );
    }
  });
  rmSync(parquet, { recursive: true });
}

async function benchCsv(
  folder: string,
  scratch: string,
  rows: number,
  say: (line: string) => void,
): Promise<Measured[]> {
  const file = join(folder, 'transactions.csv');
  const peer: number[] = [];
  const extract: number[] = [];
  const staged: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    say(`CSV, round ${String(round + 1)}`);
    await warm(file);
    peer.push(
      await withEngine((run) => seconds(() => run(`CREATE TABLE read AS SELECT * FROM read_csv('${file}')`))),
    );
    const ours = await extractAndStage(folder, scratch);
    extract.push(ours.extract);
    staged.push(ours.extract + ours.stage);
  }
  const share = (own: readonly number[]): number => (100 * median(peer)) / median(own);
  return [
    {
      what: `CSV, ${megabytes(file)} MB: the engine's own read_csv into a table`,
      value: median(peer),
      unit: 's',
      limit: null,
    },
    { what: 'CSV: extracted', value: rows / median(extract) / 1_000, unit: 'k/s', limit: null },
    { what: 'CSV: extracted and staged', value: rows / median(staged) / 1_000, unit: 'k/s', limit: null },
    {
      what: 'CSV: extracted, of read_csv',
      value: share(extract),
      unit: '%',
      limit: null,
      least: CSV_SHARE_MIN,
    },
    {
      what: 'CSV: extracted and staged, of read_csv',
      value: share(staged),
      unit: '%',
      limit: null,
      least: CSV_SHARE_MIN,
    },
  ];
}

interface MysqlBench {
  readonly folder: string;
  readonly scratch: string;
  readonly rows: number;
  readonly say: (line: string) => void;
}

async function benchMysql(
  name: string,
  server: PrivateServer,
  { folder, scratch, rows, say }: MysqlBench,
): Promise<Measured[]> {
  await fillMysql(server, join(folder, 'transactions.csv'));
  const bare: number[] = [];
  const extract: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    say(`${name}, round ${String(round + 1)}`);
    bare.push(await seconds(() => bareLoop(server.port)));
    extract.push((await extractOnly(`mysql://root@127.0.0.1:${String(server.port)}/bench`, scratch)).extract);
  }
  return [
    {
      what: `${name}: the driver's bare streaming loop`,
      value: rows / median(bare) / 1_000,
      unit: 'k/s',
      limit: null,
    },
    { what: `${name}: extracted`, value: rows / median(extract) / 1_000, unit: 'k/s', limit: null },
    {
      what: `${name}: extracted, of the bare loop`,
      value: (100 * median(bare)) / median(extract),
      unit: '%',
      limit: null,
      least: MYSQL_SHARE_MIN,
    },
  ];
}

/** The table of bookings in a server, as the CSV file has it. */
export async function fillMysql(server: PrivateServer, file: string): Promise<void> {
  await server.root(
    'CREATE DATABASE bench',
    `CREATE TABLE bench.transactions (transaction_id varchar(40) NOT NULL PRIMARY KEY, account_id varchar(40), trade_date date,
       type varchar(20), security_id varchar(40), quantity decimal(28, 10), price decimal(28, 10), fee decimal(20, 4),
       tax decimal(20, 4), amount decimal(20, 4), currency char(3), description varchar(100))`,
  );
  const connection = createConnection({
    host: '127.0.0.1',
    port: server.port,
    user: 'root',
    database: 'bench',
  });
  try {
    await new Promise<void>((resolve, reject) => {
      connection.query(
        {
          sql: `LOAD DATA LOCAL INFILE 'bookings' INTO TABLE transactions FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' IGNORE 1 LINES
            (transaction_id, account_id, trade_date, type, @security, @quantity, @price, fee, tax, amount, currency, @description)
            SET security_id = NULLIF(@security, ''), quantity = NULLIF(@quantity, ''), price = NULLIF(@price, ''), description = NULLIF(@description, '')`,
          infileStreamFactory: () => createReadStream(file),
        },
        (error) => (error ? reject(error) : resolve()),
      );
    });
  } finally {
    connection.destroy();
  }
}

async function bareLoop(port: number): Promise<void> {
  const connection = createConnection({ host: '127.0.0.1', port, user: 'root', database: 'bench' });
  try {
    let count = 0;
    const stream = connection.query({ sql: 'SELECT * FROM transactions', rowsAsArray: true }).stream();
    for await (const row of stream) count += Array.isArray(row) ? 1 : 0;
    if (count === 0) throw new Error('the loop read nothing');
  } finally {
    connection.destroy();
  }
}

interface Spent {
  readonly extract: number;
  readonly stage: number;
}

async function extractAndStage(path: string, scratch: string): Promise<Spent> {
  return inWorkspace(path, scratch, async (workspace, source) => {
    const { streams } = await source.list();
    const extract = await seconds(() => extractRows(workspace, source, streams, () => undefined));
    const stage = await seconds(() =>
      stageDelivery(workspace, {
        run: 'run',
        source: 'bench',
        mode: 'full',
        streams,
        today: dayOf('2026-01-15'),
        firmCurrency: 'USD',
        badRowsShareMax: 0.05,
        setAside: () => Promise.resolve(),
        onProgress: () => undefined,
      }),
    );
    return { extract, stage };
  });
}

async function extractOnly(path: string, scratch: string): Promise<Spent> {
  return inWorkspace(path, scratch, async (workspace, source) => {
    const streams = (await source.list()).streams.filter(({ table }) => table === 'transactions');
    return {
      extract: await seconds(() => extractRows(workspace, source, streams, () => undefined)),
      stage: 0,
    };
  });
}

async function inWorkspace<T>(
  path: string,
  scratch: string,
  work: (workspace: Workspace, source: Source) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(scratch, 'home-'));
  const workspace = await openStagedWorkspace(home);
  try {
    await prepareSchema(workspace);
    const source = await openSource(
      { path, mapping: null },
      () => Promise.resolve(EMPTY_DIRECTORY),
      join(home, 'unpacked'),
    );
    try {
      return await work(workspace, source);
    } finally {
      await source.close();
    }
  } finally {
    workspace.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function withEngine<T>(work: (run: (sql: string) => Promise<unknown>) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '2GB' });
  const connection = await instance.connect();
  try {
    return await work((sql) => connection.run(sql));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

/** Both read from the same memory of the system. */
async function warm(file: string): Promise<void> {
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1_048_576 }))
    bytes += String(chunk).length > 0 ? 1 : 0;
  if (bytes === 0) throw new Error('the file is empty');
}

function megabytes(file: string): string {
  return (statSync(file).size / 1e6).toFixed(0);
}
