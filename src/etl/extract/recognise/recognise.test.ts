import { copyFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recogniseDelivery } from './recognise.ts';

const SAMPLES = new URL('../../../../test/statements/samples/', import.meta.url).pathname;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recognise-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const recognise = (path: string) => recogniseDelivery({ path }, join(folder, 'scratch'));
const written = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe('what files are', () => {
  test.each([
    ['Individual_XXX123_Transactions_20260401-101500.csv', 'schwab'],
    ['fidelity.csv', 'fidelity'],
    ['ghostfolio.json', 'ghostfolio'],
    ['portfolio-performance.csv', 'portfolio-performance'],
    ['trade-republic.csv', 'trade-republic'],
    ['vanguard.csv', 'vanguard'],
  ])('%s is an export that the ready mapping %s reads', async (name, mapping) => {
    // What the file is called is no help: people rename what they download.
    const path = join(folder, `export-of-today${name.slice(name.lastIndexOf('.'))}`);
    copyFileSync(join(SAMPLES, name), path);
    expect(await recognise(path)).toMatchObject({
      mapping,
      files: [{ name: basename(path), kind: 'export' }],
    });
  });

  test.each([
    ['transactions.csv', 'transaction_id,account_id\n', 'table', 'transactions'],
    ['a.ofx', 'OFXHEADER:100\nDATA:OFXSGML\n<OFX>', 'statement', 'OFX'],
    ['b.xml', '<FlexQueryResponse queryName="x">', 'statement', 'Interactive Brokers Flex'],
    ['c.xml', '<Document><BkToCstmrStmt>', 'statement', 'camt.053'],
    ['d.sta', ':20:1\n:25:1/2\n', 'statement', 'MT940'],
    ['rates.csv', 'Date, USD, JPY, \n20 November 2026, 1.1, 160, \n', 'rates', 'ECB'],
  ])('%s is known by how it begins', async (name, content, kind, format) => {
    expect(await recognise(written(name, content))).toMatchObject({
      mapping: null,
      files: [{ name, kind, format }],
    });
  });

  test('an unknown table gets a proposed mapping with what is doubtful, and no path of ours', async () => {
    const path = written(
      'umsaetze.csv',
      'Buchungstag;Wertpapier;ISIN;Art;Stück;Kurs;Betrag;Währung\n02.03.2026;Siemens;DE0007236101;Kauf;10;180,00;-1.800,00;EUR\n05.03.2026;Siemens;DE0007236101;Dividende;;;52,00;EUR\n',
    );
    const { mapping, files } = await recognise(path);
    expect(files).toEqual([{ name: 'umsaetze.csv', kind: 'unknown', format: null }]);
    expect(mapping).toContain("decimal: ','");
    expect(mapping).not.toContain(folder);
  });

  test('a folder of canonical tables is read as it is', async () => {
    const place = join(folder, 'tables');
    cpSync(written('clients.csv', 'client_id,name\n'), join(place, 'clients.csv'));
    writeFileSync(join(place, 'delivery.json'), '{"full": true}');
    expect((await recognise(place)).files).toEqual([
      { name: 'clients.csv', kind: 'table', format: 'clients' },
    ]);
  });

  test.each([
    ['x.xlsx', 'PK\u0003\u0004', 'Excel'],
    ['x.exe', 'MZ\u0000', 'program'],
    ['x.bin', 'a\u0000b', 'binary'],
    ['x.html', '<!DOCTYPE html>', 'HTML'],
  ])('%s is told to be nothing with rows', async (name, content, what) => {
    await expect(recognise(written(name, content))).rejects.toMatchObject({
      code: 'source_unreadable',
      message: expect.stringContaining(what),
    });
  });
});
