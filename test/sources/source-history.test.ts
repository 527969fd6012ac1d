import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Installation } from '../end-to-end/askfolio.ts';

const folder = mkdtempSync(join(tmpdir(), 'history-'));
const home = new Installation();
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

const MAPPING = `
name: Register
delivery: incremental
inputs:
  people: { file: people.csv }
tables:
  clients:
    from: people
    columns: { client_id: number, name: called }
`;

const DESK = `
name: Desk
delivery: incremental
inputs:
  desk: { file: desk.csv }
tables:
  clients:
    columns: { client_id: number, name: called }
  custodians:
    columns: { custodian_id: lower(bank), name: bank }
`;

async function deliver(...lines: readonly string[]): Promise<void> {
  mkdirSync(join(folder, 'register'), { recursive: true });
  writeFileSync(join(folder, 'register', 'people.csv'), `${lines.join('\n')}\n`);
  const mapping = join(folder, 'register.yaml');
  writeFileSync(mapping, MAPPING);
  await home.output('import', join(folder, 'register'), '--source', 'register', '--mapping', mapping);
}

const history = async (): Promise<readonly string[]> =>
  (await home.output('sources', 'history', 'register'))
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2} +/, ''));

test('how the tables of a mapped source looked is told, and each change of their columns', async () => {
  expect(await history()).toEqual(['No run of register is kept.']);
  await deliver('number,called,town', 'C1,Ann,Hull');
  await deliver('number,called,town', 'C1,Ann,York');
  await deliver('number,called,mood', 'C2,Bob,good');
  expect(await history()).toEqual(['people: number, called, town', 'people: + mood, - town']);
  const last = (await home.output('sources', 'history', 'register', '--json')).trim().split('\n').at(-1);
  expect(JSON.parse(last ?? '')).toMatchObject({
    table: 'people',
    columns: ['number', 'called', 'mood'],
    added: ['mood'],
    gone: ['town'],
  });
}, 120_000);

test('a column that a mapping needs and that is gone stops its tables, and leaves the others be', async () => {
  const Run = z.object({
    tables: z.record(z.string(), z.object({ loaded: z.int(), refused: z.boolean().optional() })),
    findings: z.array(z.object({ code: z.string(), text: z.string() })),
  });
  const report = async (header: string, row: string) => {
    mkdirSync(join(folder, 'desk'), { recursive: true });
    writeFileSync(join(folder, 'desk', 'desk.csv'), `${header}\n${row}\n`);
    writeFileSync(join(folder, 'desk.yaml'), DESK);
    const desk = ['--source', 'desk', '--mapping', join(folder, 'desk.yaml'), '--json'];
    const { status, stdout } = await home.run('import', join(folder, 'desk'), ...desk);
    return { status, run: Run.parse(JSON.parse(stdout)) };
  };
  expect((await report('number,called,bank', 'C5,Eve,Shore Bank')).status).toBe(0);
  const { status, run } = await report('number,called,house', 'C6,Fay,Moor Bank');
  expect(status).toBe(1);
  expect(run.tables).toMatchObject({ clients: { loaded: 1 }, custodians: { loaded: 0, refused: true } });
  expect(run.findings).toMatchObject([
    { code: 'table_refused', text: expect.stringContaining('"bank" not found') },
    { code: 'column_new', text: 'desk: the source has new columns, house: the mapping reads none of them.' },
    { code: 'column_missing', text: 'desk: the source no longer has bank; ask it whether that is meant.' },
    { code: 'columns_unmapped', text: 'Left aside because the mapping reads them nowhere: desk.csv: house.' },
  ]);
  expect(await home.output('etl', 'status')).toContain('bank');
}, 120_000);
