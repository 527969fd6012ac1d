import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from '../vocabulary/exchange.ts';
import { exchangesOf } from './exchanges.ts';
import { peopleOf } from './people.ts';
import { type Records, sealingWith } from './records.ts';
import { openRecords } from './sqlite/open-records.ts';

let folder = '';
let records: Records;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-exchanges-'));
  records = await openRecords(
    join(folder, 'records.sqlite'),
    sealingWith(['ab'.repeat(32)]),
    () => new Date(),
  );
});
afterEach(async () => {
  await records.db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

const exchange = (question: string): Exchange => ({
  at: '2026-03-02T10:00:00.000Z',
  host: 'api.example.test',
  model: 'm',
  messages: [
    { role: 'system', content: 'Long instructions. '.repeat(500) },
    { role: 'user', content: question },
  ],
  hidden: { '[[client_1]]': 'CANARY-NAME' },
  outcome: 'replied',
  reply: '{}',
  tokens: { input: 1, output: 2 },
});

describe('what was sent', () => {
  test('is found again word for word, in order, by the answer that it was for, until the person’s data are erased', async () => {
    const exchanges = exchangesOf(records);
    const sent = [exchange('one'), exchange('two')];
    await exchanges.keep('ann', 'a1', sent);
    await exchanges.keep('ann', 'a2', [exchange('three')]);
    expect(await exchanges.of('a1')).toEqual(sent);
    expect(await exchanges.of('a3')).toEqual([]);
    await peopleOf(records).remove('ann');
    expect(await exchanges.of('a1')).toEqual([]);
  });

  test('is sealed, and keeps instructions once however often they were sent', async () => {
    const exchanges = exchangesOf(records);
    for (let turn = 0; turn < 20; turn += 1)
      await exchanges.keep('ann', `a${turn}`, [exchange('CANARY-QUESTION')]);
    const texts = await records.db.selectFrom('sent_texts').selectAll().execute();
    expect(texts).toHaveLength(1);
    await records.db.destroy();
    expect(readFileSync(join(folder, 'records.sqlite')).toString('latin1')).not.toMatch(
      /CANARY|instructions/,
    );
    records = await openRecords(
      join(folder, 'records.sqlite'),
      sealingWith(['ab'.repeat(32)]),
      () => new Date(),
    );
  });
});
