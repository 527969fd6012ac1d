import { LosslessNumber } from 'lossless-json';
import { expect, test } from 'vitest';
import { WRITTEN_BOUNDS } from '../bounds.ts';
import { CteScope } from '../cte-scope.ts';
import type { Tree } from './tree.ts';
import { castType } from './types.ts';
import type { Walk } from './walk.ts';

/* What this parser gives for no text: types as another version of it might read them. */

const walk: Walk = {
  grammar: { expression: (tree) => tree, table: (tree) => tree, query: (tree) => tree },
  statement: {
    bounds: WRITTEN_BOUNDS,
    parameters: [],
    replacement: () => ({}),
    relations: new Set(),
    parametersUsed: new Set(),
    tablesCounted: 0,
    ctesCounted: 0,
    canFail: false,
  },
  ctes: CteScope.EMPTY,
  depth: 0,
};
const decimal = (more: Readonly<Record<string, Tree>>): Tree => ({
  id: 'DECIMAL',
  type_info: {
    type: 'DECIMAL_TYPE_INFO',
    alias: '',
    extension_info: null,
    width: new LosslessNumber('18'),
    scale: new LosslessNumber('2'),
    ...more,
  },
});

test.each([
  ['a name of its own', { alias: 'money' }],
  ['an extension', { extension_info: {} }],
  ['a size that is none', { width: 'wide' }],
  ['another field', { collation: '' }],
])('a type with %s is none to cast to', (_, more) => {
  expect(() => castType(decimal(more), walk)).toThrow(/not available/);
  expect(castType(decimal({}), walk)).toEqual(decimal({}));
});
