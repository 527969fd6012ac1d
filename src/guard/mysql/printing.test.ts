import mysqlParser from 'node-sql-parser/build/mysql.js';
import { describe, expect, test } from 'vitest';
import { CteScope } from '../cte-scope.ts';
import { printExpression } from './expressions.ts';
import { assertStable, newStatement } from './printing.ts';
import { printQuery } from './queries.ts';
import type { Tree } from './tree.ts';
import type { Walk } from './walk.ts';
import { windowName } from './windows.ts';

const parser = new mysqlParser.Parser();
const read = (text: string): Tree => {
  const [tree] = [JSON.parse(JSON.stringify(parser.astify(text, { database: 'MySQL' })))].flat() as Tree[];
  return tree ?? null;
};
const sql = (text: string) => ({ text, parameters: [] });

test('a text that is read as another statement than was judged is not handed on', () => {
  const text = 'SELECT 1 + 2 AS a';
  expect(() => assertStable(read, read(text), sql(text))).not.toThrow();
  expect(() => assertStable(() => read('SELECT 1 + 3 AS a'), read(text), sql(text))).toThrow(
    /cannot be written down without a doubt/,
  );
});

/* What this parser gives for no text: trees as another version of it might read them. */
describe('refused where another parser would let it stand', () => {
  const walk: Walk = {
    statement: newStatement(sql(''), false, () => 'SELECT 1'),
    ctes: CteScope.EMPTY,
    depth: 0,
    windows: new Set<string>(),
    expression: printExpression,
    query: printQuery,
  };
  const one = { type: 'number', value: 1 };
  test.each<[string, Tree, RegExp]>([
    ['a star for a value', { type: 'column_ref', table: null, column: '*' }, /^\* in this place/],
    ['an aggregate', { type: 'aggr_func', name: 'JSON_ARRAYAGG', args: { expr: one } }, /json_arrayagg/],
    [
      'a function of a schema',
      {
        type: 'function',
        name: { name: [{ value: 'sys' }, { value: 'abs' }] },
        args: { type: 'expr_list', value: [one] },
      },
      /^A qualified function/,
    ],
  ])('%s', (_, tree, message) => {
    expect(() => printExpression(tree, walk)).toThrow(message);
  });

  test('a window with a name that would need quotes', () => {
    expect(() => windowName('a b')).toThrow(/^A name of a window/);
    expect(windowName('w')).toBe('w');
  });
});
