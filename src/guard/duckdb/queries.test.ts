import { afterAll, beforeAll, expect, test } from 'vitest';
import { WRITTEN_BOUNDS } from '../bounds.ts';
import { DuckDbParser } from './parser.ts';
import { judgeTree } from './queries.ts';
import { onlyQuery } from './reading.ts';
import { readTree, writeTree, type Tree } from './tree.ts';
import type { Statement } from './walk.ts';

/* What this parser gives for no text, or refuses in two places: trees as another version of it might read them. */

let parser: DuckDbParser;
beforeAll(async () => {
  parser = await DuckDbParser.open();
});
afterAll(() => parser.close());

const statement = (): Statement => ({
  bounds: WRITTEN_BOUNDS,
  parameters: [],
  replacement: () => ({}),
  relations: new Set(),
  parametersUsed: new Set(),
  tablesCounted: 0,
  ctesCounted: 0,
  canFail: false,
});
const read = async (): Promise<Tree> => {
  const text = 'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t';
  return onlyQuery(await parser.read(text), text);
};
/** The tree with a piece of its text written otherwise, in the place of so many that hold it. */
const written = (tree: Tree, piece: string, otherwise: string, place = 0): Tree => {
  const parts = writeTree(tree).split(piece);
  expect(parts.length).toBeGreaterThan(place + 1);
  const before = parts.slice(0, place + 1).join(piece);
  return readTree(`${before}${otherwise}${parts.slice(place + 1).join(piece)}`);
};

test('a query with a WITH is read as it stands', async () => {
  expect(() => judgeTree(null, statement())).toThrow(/A query of this kind/);
  expect(writeTree(judgeTree(await read(), statement()))).toContain('with_1');
});

test.each([0, 1])('USING KEY is refused in each place where it may stand (%i)', async (place) => {
  const key = '"key_targets":[{"class":"CONSTANT"}]';
  const tree = written(await read(), '"key_targets":[]', key, place);
  expect(() => judgeTree(tree, statement())).toThrow(/^USING KEY/);
});

test('a WITH that is kept in another way than the known ones is refused', async () => {
  const tree = written(await read(), '"CTE_MATERIALIZE_DEFAULT"', '"CTE_MATERIALIZE_ELSEWHERE"');
  expect(() => judgeTree(tree, statement())).toThrow(/CTE_MATERIALIZE_ELSEWHERE/);
});

test('a WITH that holds something else besides is refused', async () => {
  const tree = written(await read(), '"cte_map":{', '"cte_map":{"more":[],');
  expect(() => judgeTree(tree, statement())).toThrow(/A query of this kind/);
});
