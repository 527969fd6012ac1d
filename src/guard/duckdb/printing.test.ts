import { expect, test } from 'vitest';
import { onlyQuery } from './reading.ts';
import { DuckDbParser } from './parser.ts';
import { print } from './printing.ts';

test('a text that is read as another statement than was judged is not handed on', async () => {
  const parser = await DuckDbParser.open();
  const judged = onlyQuery(await parser.read('SELECT 1 AS a'), '');
  expect(await print(parser, judged)).toBe('SELECT 1 AS a');
  const other = await parser.read('SELECT 2 AS a');
  const printer = { print: async (json: string) => ({ ...(await parser.print(json)), reread: other }) };
  await expect(print(printer, judged)).rejects.toMatchObject({ code: 'sql_refused' });
  parser.close();
});
