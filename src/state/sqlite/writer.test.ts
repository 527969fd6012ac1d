import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AuditQuery } from '../../vocabulary/audit.ts';
import { auditLogOf } from '../audit/log.ts';
import { rechain } from '../audit/rechain.ts';
import { type Records, sealingWith } from '../records.ts';
import { openRecords } from './open-records.ts';
import { Writer } from './writer.ts';

const ALL: AuditQuery = { kind: null, user: null, after: 0, before: null, limit: 1_000 };
let folder = '';
let records: Records;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-writer-'));
  const sealing = sealingWith(['ab'.repeat(32)]);
  records = await openRecords(join(folder, 'records.sqlite'), sealing, () => new Date());
});
afterEach(async () => {
  await records.db.destroy();
  rmSync(folder, { recursive: true });
});

const asked = (user: string, question: string) => ({ kind: 'ask', user, details: { question } }) as const;

it('goes on in the same chain where it takes over, and leaves it to the caller again', async () => {
  const log = auditLogOf(records);
  await log.append(asked('ann', 'here'));
  expect(await records.writer?.begin()).toBe(true);
  await Promise.all(Array.from({ length: 200 }, (_, n) => log.append(asked('ann', `beside ${String(n)}`))));
  expect(await log.verify(null)).toMatchObject({ entries: 201, faults: [] });
});

it('seals for a person whose data were erased with a key of a later one', async () => {
  expect(await records.writer?.begin()).toBe(true);
  const log = auditLogOf(records);
  // With the first one the person is made, and known by then when the second one is written.
  await log.append(asked('ann', 'before'));
  await log.append(asked('ann', 'before'));
  expect(await log.erase('ann', 'owner')).toBe(true);
  await log.append(asked('ann', 'after'));
  const entries = await log.read(ALL);
  expect(entries.map(({ details }) => details?.['question'])).toEqual([
    undefined,
    undefined,
    undefined,
    'after',
  ]);
  expect(await log.verify(null)).toMatchObject({ erased: 2, faults: [] });
});

it('writes with the keys of the moment', async () => {
  expect(await records.writer?.begin()).toBe(true);
  const log = auditLogOf(records);
  await log.append(asked('ann', 'before'));
  await records.keys.renew('fields');
  await records.keys.renew('audit');
  await rechain(records);
  await log.append(asked('bob', 'after'));
  expect(await log.verify(null)).toMatchObject({ entries: 2, faults: [] });
  expect((await log.read(ALL)).map(({ user }) => user)).toEqual(['ann', 'bob']);
});

it('writes all and loses nothing of what is written here at the same time', async () => {
  expect(await records.writer?.begin()).toBe(true);
  const log = auditLogOf(records);
  const here = (n: number): Promise<unknown> =>
    records.db.transaction().execute((within) =>
      within
        .insertInto('sent_texts')
        .values({ digest: String(n), sealed_text: 'x' })
        .execute(),
    );
  await Promise.all(
    Array.from({ length: 100 }, (_, n) => Promise.all([log.append(asked('ann', String(n))), here(n)])),
  );
  expect(await log.verify(null)).toMatchObject({ entries: 100, faults: [] });
  expect(await records.db.selectFrom('sent_texts').select('digest').execute()).toHaveLength(100);
});

it('refuses what nobody can say of whether it stands there, and then leaves the rest to the caller', async () => {
  const writer = new Writer(join(folder, 'records.sqlite'));
  expect(await writer.begin()).toBe(true);
  const batch = { entries: [], now_ms: 0, fieldKeys: [], auditKeys: [], rightsChanges: 0 };
  const under = writer.write(batch);
  const [, came] = await Promise.all([writer.close(), Promise.allSettled([under])]);
  expect(came[0]?.status).toBe('rejected');
  expect(writer.takes()).toBe(false);
});

/** A file beside this one, as a script says it. */
const module = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);

it('has written all that it said was, where the process is killed in the midst of it', async () => {
  const path = join(folder, 'killed.sqlite');
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const { openRecords } = await import(${module('./open-records.ts')});
       const { auditLogOf } = await import(${module('../audit/log.ts')});
       const { sealingWith } = await import(${module('../records.ts')});
       const records = await openRecords(${JSON.stringify(path)}, sealingWith(['ab'.repeat(32)]), () => new Date());
       if (!(await records.writer.begin())) process.exit(1);
       const log = auditLogOf(records);
       let asked = 0;
       const goOn = async () => {
         for (;;) {
           const question = String((asked += 1));
           await log.append({ kind: 'ask', user: 'ann', details: { question } });
           process.stdout.write(question + '\\n');
         }
       };
       for (let n = 0; n < 16; n += 1) void goOn();`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    if (said.length > 2_000) child.kill('SIGKILL');
  });
  await once(child, 'close');
  const killed = await openRecords(path, sealingWith(['ab'.repeat(32)]), () => new Date());
  try {
    const log = auditLogOf(killed);
    expect((await log.verify(null)).faults).toEqual([]);
    const kept = new Set<unknown>();
    for (let after = 0; ;) {
      const page = await log.read({ ...ALL, after });
      for (const { details } of page) kept.add(details?.['question']);
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.sequence;
    }
    const acknowledged = said.split('\n').slice(0, -1);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(acknowledged.filter((question) => !kept.has(question))).toEqual([]);
  } finally {
    await killed.db.destroy();
  }
});
