import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { integer, sample } from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPassage } from '../../src/etl/extract/database/servers.fixture.ts';
import type { TestDatabase } from '../../src/etl/extract/database/servers.fixture.ts';
import { dayOf } from '../../src/vocabulary/day.ts';
import { MARIADB, POSTGRES } from '../services/source-databases.ts';
import { openInstallation, OWNER } from '../gold/installation.ts';
import type { Installation } from '../gold/installation.ts';
import { BOOKS, FIGURES, FIRM_FIGURES, MARKET, writeFiles } from './assembled-firm.ts';

const DAY = dayOf('2026-03-31');
/** On a machine that is busy with other things. */
const TEST_MS_MAX = 300_000;

let folder = '';
const isMissing = MARIADB.missing || POSTGRES.missing;
const databases: TestDatabase[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assembled-'));
  if (isMissing) return;
  const [books, market] = await Promise.all([MARIADB.make(), POSTGRES.make()]);
  databases.push(books, market);
  await books.run(...BOOKS);
  await market.run(...MARKET);
  writeFiles(folder);
}, TEST_MS_MAX);
afterAll(async () => {
  for (const database of databases) await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** An address, reached through another port. */
function through(address: string, port: number): string {
  const url = new URL(address);
  url.port = String(port);
  return url.href;
}

async function expectFigures(installation: Installation): Promise<void> {
  for (const [account, expected] of Object.entries(FIGURES)) {
    const figures = await installation.figures({
      actor: OWNER,
      scope: { accounts: [account] },
      from: null,
      to: DAY,
      today: DAY,
    });
    expect([account, figures]).toMatchObject([account, expected]);
  }
  const firm = await installation.figures({ actor: OWNER, scope: {}, from: null, to: DAY, today: DAY });
  expect(firm).toMatchObject(FIRM_FIGURES);
}

describe.skipIf(isMissing)('a firm assembled from five sources', () => {
  test(
    'has the figures it should have, whatever breaks on the way, and says what two sources tell',
    async () => {
      const [books, market] = databases;
      if (books === undefined || market === undefined) throw new Error('the databases are there');
      const passages = [await openPassage(books.port), await openPassage(market.port)] as const;
      const installation = await openInstallation();
      const seed = Math.floor(Math.random() * 2 ** 31);
      const take = (path: string, source: string, mapping?: string): ReturnType<Installation['takeIn']> =>
        installation.takeIn(path, { today: DAY, source, ...(mapping === undefined ? {} : { mapping }) });
      try {
        const asked = [
          [passages[1], through(market.address, passages[1].port), 'market', join(folder, 'market.yaml')],
          [passages[0], through(books.address, passages[0].port), 'books', undefined],
        ] as const;
        for (const [passage, address, source, mapping] of asked) {
          // Every connection breaks at this place: the run is given up, and another one begins.
          passage.breakAfter(Array.from({ length: 50 }, () => (mapping === undefined ? 40_000 : 2_000)));
          await expect(take(address, source, mapping)).rejects.toMatchObject({ code: 'source_unavailable' });
          // Connections break at random places: a run goes on by itself, or another one does what it left.
          passage.breakAfter(sample(integer({ min: 200, max: 120_000 }), { seed, numRuns: 6 }));
          const until = async (): Promise<unknown> =>
            take(address, source, mapping).catch((error: unknown) => {
              expect(error).toMatchObject({ code: 'source_unavailable' });
              return until();
            });
          expect(await until(), `seed ${String(seed)}`).toMatchObject({ status: 'done' });
        }
        expect(await take(join(folder, 'csv'), 'files')).toMatchObject({ status: 'done' });
        expect(await take(join(folder, 'january.ofx'), 'shore')).toMatchObject({ status: 'done' });
        expect(await take(join(folder, 'flex.xml'), 'broker')).toMatchObject({ status: 'done' });
        await expectFigures(installation);
        // Runs that took fewer connections than there were places to break at have left some.
        for (const passage of passages) passage.breakAfter([]);
        for (const [, address, source, mapping] of asked) {
          expect(await take(address, source, mapping)).toMatchObject({ status: 'unchanged' });
        }
        const twice = await take(join(folder, 'other'), 'other');
        expect(twice.findings).toContainEqual(
          expect.objectContaining({ code: 'booked_by_two_sources', rows: 1 }),
        );
      } finally {
        await installation.close();
        for (const passage of passages) passage.close();
      }
    },
    TEST_MS_MAX,
  );
});
