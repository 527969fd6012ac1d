import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Admission } from '../../src/api/admission/admission.ts';
import { createServer } from '../../src/api/server.ts';
import { TIMERS } from '../../src/vocabulary/timers.ts';
import { openService } from '../../src/compose/installation.ts';
import { openWatchers } from '../../src/compose/open-watchers.ts';
import { placeOf } from '../../src/compose/place.ts';
import { readSettings } from '../../src/config.ts';
import { OWNER_ACTOR } from '../../src/desk/actors.ts';
import type { ApiPorts, Installation } from '../../src/desk/installation.ts';
import { openHome } from '../../src/home/home-folder.ts';
import type { Person } from '../../src/vocabulary/person.ts';

/** A whole installation with data of its own, everything of it real, and its HTTP side. */
export interface WholeInstallation {
  readonly home: string;
  readonly app: FastifyInstance;
  readonly ports: ApiPorts;
  readonly installation: Installation;
  readonly host: string;
  /** Writes tables as CSV and takes them in. */
  takeIn(tables: Readonly<Record<string, string>>): Promise<void>;
  /** A cookie with which somebody is signed in. */
  cookieOf(user: string): Promise<string>;
  close(): Promise<void>;
}

const ORIGIN = 'http://127.0.0.1:8321';

export async function openWholeInstallation(
  people: readonly Person[],
  environment: Readonly<Record<string, string>> = {},
): Promise<WholeInstallation> {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-whole-'));
  const settings = readSettings({
    ASKFOLIO_HOME: join(folder, 'home'),
    ASKFOLIO_TODAY: '2026-03-31',
    ASKFOLIO_URL: ORIGIN,
    ASKFOLIO_LOG_LEVEL: 'silent',
    ...environment,
  });
  const watchers = await openWatchers(settings);
  const home = openHome(settings.home);
  const owned = await openService(settings, home, watchers, placeOf(settings));
  const { opened: installation } = owned;
  const ports = await installation.forApi();
  const app = await createServer({
    ...ports,
    ...watchers,
    admission: new Admission({ running_max: 4, book_max: 2, timers: TIMERS, random: Math.random }),
    tls: null,
    trustedProxies: [],
    // More is asked here than one address may in a minute.
    requestsPerMinute: 1_000_000,
    metricsToken: null,
    embedOrigins: [],
    page: null,
    version: '0.0.0',
  });
  await app.ready();
  await ports.people.import(OWNER_ACTOR, people);
  let deliveries = 0;
  return {
    home: home.path,
    app,
    ports,
    installation,
    host: new URL(ORIGIN).host,
    takeIn: async (tables) => {
      const path = join(folder, `delivery-${(deliveries += 1)}`);
      mkdirSync(path);
      for (const [table, text] of Object.entries(tables)) writeFileSync(join(path, `${table}.csv`), text);
      const { status } = await installation.refresh(
        { path, source: 'main', mode: null, mapping: null },
        () => undefined,
      );
      if (status !== 'done') throw new Error(`the delivery was not taken in: ${status}`);
    },
    cookieOf: async (user) => {
      const opened = await ports.sessions.open(await ports.sessions.invite(user));
      return `askfolio_session=${opened?.secret ?? ''}`;
    },
    close: async () => {
      await app.close();
      await owned.close('now');
      await watchers.tracer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Two clients of two advisors, each with an account of its own. */
export const TWO_CLIENTS: Readonly<Record<string, string>> = {
  custodians: 'custodian_id,name\nCU,Custodian\n',
  advisors: 'advisor_id,name,email\nAD1,Advisor One,\nAD2,Advisor Two,\n',
  clients: 'client_id,name,email,advisor_id\nC1,Ann Own,,AD1\nC2,Bob Foreign,,AD2\n',
  portfolios:
    'portfolio_id,client_id,name,base_currency,benchmark_id,inception_date\nP1,C1,Own,USD,,\nP2,C2,Foreign,USD,,\n',
  accounts:
    'account_id,portfolio_id,custodian_id,account_number,name,account_type,currency,cost_method,opened_on,closed_on\n' +
    'A1,P1,CU,N-1,Own account,taxable,USD,FIFO,2026-01-05,\n' +
    'A2,P2,CU,N-2,Foreign account,taxable,USD,FIFO,2026-01-05,\n',
  securities:
    'security_id,symbol,name,isin,cusip,asset_class,sector,country,currency,maturity_date,coupon_rate\n' +
    'SE-1,ACME,Acme Corp,,,Equity,Technology,US,USD,,\n',
  prices: 'security_id,price_date,close\nSE-1,2026-01-06,10\nSE-1,2026-03-30,12.5\n',
  transactions:
    'transaction_id,account_id,trade_date,settle_date,type,security_id,quantity,price,fee,tax,amount,currency,description,related_security_id,cost_fraction,updated_at\n' +
    'T1,A1,2026-01-05,,DEPOSIT,,,,,,1000,USD,,,,\n' +
    'T2,A1,2026-01-06,,BUY,SE-1,50,10,1,,-501,USD,,,,\n' +
    'T3,A2,2026-01-05,,DEPOSIT,,,,,,2000,USD,,,,\n',
};
