import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OWNER_ACTOR } from '../../src/desk/actors.ts';
import { openWholeInstallation, TWO_CLIENTS, type WholeInstallation } from '../signin/whole-installation.ts';

let place: WholeInstallation;
let cookie = '';

beforeAll(async () => {
  place = await openWholeInstallation([
    { user: 'ann', name: 'Ann', role: 'client', advisorId: null, clientId: 'C1' },
  ]);
  await place.takeIn(TWO_CLIENTS);
  cookie = await place.cookieOf('ann');
}, 120_000);
afterAll(() => place.close());

const asked = async (): Promise<{ status: number; kind: string; text: string }> => {
  const answer = await place.app.inject({
    method: 'POST',
    url: '/api/v1/ask',
    headers: { host: place.host, cookie },
    payload: { question: 'What is my market value?' },
  });
  return { status: answer.statusCode, ...answer.json<{ kind: string; text: string }>() };
};

test('all keys are rotated while people ask and a delivery comes in: nothing is lost, and nobody is turned away', async () => {
  const files = ['store.duckdb', 'stage.duckdb'].map((name) => join(place.home, name));
  const before = files.map((file) => readFileSync(file).subarray(0, 4_096));
  const over = new AbortController();
  const texts = new Set<string>();
  const ask = async (): Promise<number> => {
    for (let answers = 0; ; answers += 1) {
      if (over.signal.aborted) return answers;
      const { status, kind, text } = await asked();
      expect([status, kind]).toEqual([200, 'answer']);
      texts.add(text);
    }
  };
  const asking = [ask(), ask()];
  const rotation = place.ports.custody.rotateKeys(OWNER_ACTOR, { only: null });
  const more = `${TWO_CLIENTS['transactions'] ?? ''}T4,A1,2026-02-05,,DEPOSIT,,,,,,500,USD,,,,\n`;
  await Promise.all([rotation, place.takeIn({ transactions: more })]);
  over.abort();
  const answers = await Promise.all(asking);
  expect(Math.min(...answers)).toBeGreaterThan(0);
  // One value before the delivery and one after, and no other.
  expect([...texts].every((text) => /\$1,124\.00|\$1,624\.00/.test(text))).toBe(true);
  expect((await asked()).text).toContain('$1,624.00');
  for (const [at, file] of files.entries()) {
    expect(
      readFileSync(file)
        .subarray(0, 4_096)
        .equals(before[at] ?? Buffer.alloc(0)),
    ).toBe(false);
  }
  const states = await place.ports.operations.dataKeys(OWNER_ACTOR);
  const fewest = states.filter(({ purpose }) => ['fields', 'store', 'stage'].includes(purpose));
  expect(fewest.map(({ keys }) => keys)).toEqual([1, 1, 1]);
  await place.takeIn({ transactions: `${more}T5,A1,2026-02-06,,DEPOSIT,,,,,,100,USD,,,,\n` });
  expect((await asked()).text).toContain('$1,724.00');
}, 240_000);
