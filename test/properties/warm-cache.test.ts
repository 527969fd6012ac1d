import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDuckDbGuard } from '../../src/guard/duckdb/guard.ts';
import { createMySqlGuard } from '../../src/guard/mysql/guard.ts';
import { RELATIONS } from '../../src/model/relations.ts';
import { createDuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import { addressOf } from '../../src/store/mysql/address.ts';
import { createMySqlStore } from '../../src/store/mysql/mysql-store.ts';
import { tablesBehind } from '../../src/store/row-marks.ts';
import { type PrivateServer, SERVERS } from '../services/database-server.ts';
import { writeTestParcel } from '../services/test-parcel.ts';
import { histories, NAMED_HOLDINGS, type Question, same, WarmFirm, type WarmRig } from './warm-cache.ts';

const KEY = '5a'.repeat(32);
const MINUTES_5 = 300_000;

interface OpenedPlace extends WarmRig {
  readonly remove: () => Promise<void>;
}

interface ServerPlace extends OpenedPlace {
  /** Makes the store say nothing of its version's marks, as where a program that knows none published last. */
  readonly forget: () => Promise<void>;
}

/** An empty store of its own for each history. */
interface Place<T extends OpenedPlace> {
  readonly open: () => Promise<T>;
}

/** Does something with a firm that has one version. */
async function withFirmAt<T extends OpenedPlace>(
  place: Place<T>,
  work: (firm: WarmFirm, rig: T) => Promise<void>,
): Promise<void> {
  const rig = await place.open();
  try {
    const firm = new WarmFirm(rig);
    await firm.begin();
    await work(firm, rig);
  } finally {
    await rig.remove();
  }
}

function promises(place: Place<OpenedPlace>, histories_max: number): void {
  const withFirm = (work: (firm: WarmFirm) => Promise<void>): Promise<void> => withFirmAt(place, work);

  test(
    'whatever is delivered and asked, before, during and after, what was kept is what would be read',
    async () => {
      let hits = 0;
      await fc.assert(
        fc.asyncProperty(histories, (steps) =>
          withFirm(async (firm) => {
            for (const { delivery, questions } of steps) {
              for (const question of questions) same(await firm.ask(question), await firm.bare(question));
              const before = await Promise.all(questions.slice(0, 4).map((question) => firm.bare(question)));
              const published = firm.publish(delivery);
              const racing = await Promise.all(questions.slice(0, 4).map((question) => firm.ask(question)));
              await published;
              for (const [at, found] of racing.entries()) {
                const [question, old] = [questions[at], before[at]];
                if (!question || !old) throw new Error('fewer questions than answers');
                same(found, found.version.id === old.version.id ? old : await firm.bare(question));
              }
              for (const question of questions) same(await firm.ask(question), await firm.bare(question));
            }
            hits += firm.outcomes.filter((outcome) => outcome === 'hit').length;
          }),
        ),
        { numRuns: histories_max, endOnFailure: true },
      );
      expect(hits).toBeGreaterThan(0);
    },
    MINUTES_5,
  );

  test('a publish of some accounts leaves the entries of others warm, and makes cold what contains one of them', () =>
    withFirm(async (firm) => {
      const all = [about(['A1']), about(['A2']), about(['A1', 'A2']), about(['A3']), about('all')];
      const outcomes = async (): Promise<readonly string[]> => {
        const found = [];
        for (const question of all) found.push(await firm.outcomeOf(question));
        return found;
      };
      expect(await outcomes()).toEqual(['miss', 'miss', 'miss', 'miss', 'miss']);
      await firm.publish({ ...NOTHING, accounts: { A1: { portfolio: 'P1', amount: 2 } } });
      expect(await outcomes()).toEqual(['miss', 'hit', 'miss', 'hit', 'miss']);
      expect((await firm.ask(about(['A2']))).version.id).toBe('v2');
      await firm.publish({ ...NOTHING, words: { securities: 'two' } });
      expect(await outcomes()).toEqual(['hit', 'hit', 'hit', 'hit', 'hit']);
      const named = about(['A2'], NAMED_HOLDINGS);
      expect([await firm.outcomeOf(named), await firm.outcomeOf(named)]).toEqual(['miss', 'hit']);
      await firm.publish({ ...NOTHING, accounts: { A1: null } });
      expect(await firm.outcomeOf(named)).toBe('hit');
      await firm.publish({ ...NOTHING, words: { securities: 'one' } });
      expect(await firm.outcomeOf(named)).toBe('miss');
      await firm.publish({ ...NOTHING, whole: true });
      expect(await outcomes()).toEqual(['miss', 'miss', 'miss', 'miss', 'miss']);
    }));

  test('a statement reads no table but those that its key has marks of', () =>
    withFirm(async (firm) => {
      for (const [name, { columns }] of RELATIONS) {
        for (const accounts of ['all', ['A1'], Array.from({ length: 400 }, (_, at) => `A${at}`)] as const) {
          for (const currency of ['USD', null]) {
            for (const origin of ['generated', 'written'] as const) {
              const text = `SELECT ${Object.keys(columns).join(', ')} FROM ${name}`;
              const statement = await firm.statement({ text, accounts, currency, origin, rows_max: 1 });
              const texts = [statement.text, ...statement.ownRows.map((own) => own.text)];
              const read = texts.flatMap((each) =>
                [...each.matchAll(/\bproduct[`"]?\.[`"]?(\w+)/g)].map(([, table]) => table),
              );
              expect(read.length).toBeGreaterThan(0);
              expect(tablesBehind(statement.relations)).toEqual(expect.arrayContaining([...new Set(read)]));
            }
          }
        }
      }
    }));
}

const NOTHING = { whole: false, accounts: {}, words: {}, prices: false };
const VALUES = 'SELECT account_id, market_value FROM holdings';
/** A question for the values of accounts. */
function about(accounts: Question['accounts'], text = VALUES): Question {
  return { ...ASKED, accounts, text };
}

const ASKED: Question = {
  text: VALUES,
  accounts: 'all',
  currency: 'USD',
  origin: 'generated',
  rows_max: 1_000,
};

describe('a cache over the embedded store', () => {
  promises(
    {
      open: async () => {
        const home = await mkdtemp(join(tmpdir(), 'askfolio-warm-'));
        const store = await createDuckDbStore({ home, storeKey: KEY });
        const guard = await createDuckDbGuard();
        return {
          store,
          guard,
          parcel: (spec) => writeTestParcel(home, spec, KEY),
          remove: async () => {
            guard.close();
            await store.close();
            await rm(home, { recursive: true, force: true });
          },
        };
      },
    },
    5,
  );
});

describe.each(SERVERS)('a cache over $name', ({ missing, start }) => {
  if (missing) return test.skip('there is none on this machine');
  let server: PrivateServer;
  let databases = 0;
  beforeAll(async () => {
    server = await start();
    await server.root(`CREATE USER app@'%' IDENTIFIED BY 'w'`);
  });
  afterAll(() => server.stop());

  const place: Place<ServerPlace> = {
    open: async () => {
      databases += 1;
      const database = `warm_${databases}`;
      await server.root(`CREATE DATABASE ${database}`, `GRANT ALL ON ${database}.* TO app@'%'`);
      const home = await mkdtemp(join(tmpdir(), 'askfolio-warm-'));
      const address = addressOf(`mysql://app:w@127.0.0.1:${server.port}/${database}`);
      const parcels = join(home, 'parcels');
      const store = await createMySqlStore({
        reader: address,
        writer: address,
        parcels,
        parcelKeys: () => [KEY],
      });
      const guard = createMySqlGuard();
      return {
        store,
        guard,
        forget: () => server.root(`UPDATE ${database}.data_marks SET version_id = 'another'`),
        parcel: (spec) => writeTestParcel(home, spec, KEY),
        remove: async () => {
          guard.close();
          await store.close();
          await server.root(`DROP DATABASE ${database}`);
          await rm(home, { recursive: true, force: true });
        },
      };
    },
  };
  promises(place, 2);

  test('after a publish by a program that knows no marks all is read anew, and again after the next', () =>
    withFirmAt(place, async (firm, { forget }) => {
      const question = about(['A2']);
      const publish = (amount: number): Promise<void> =>
        firm.publish({ ...NOTHING, accounts: { A1: { portfolio: 'P1', amount } } });
      expect([await firm.outcomeOf(question), await firm.outcomeOf(question)]).toEqual(['miss', 'hit']);
      await publish(2);
      await forget();
      expect([await firm.outcomeOf(question), await firm.outcomeOf(question)]).toEqual(['miss', 'hit']);
      await publish(3);
      expect(await firm.outcomeOf(question)).toBe('miss');
      await publish(1);
      expect(await firm.outcomeOf(question)).toBe('hit');
    }));
});
