import { expect, test } from 'vitest';
import { tokenize } from '../tokens.ts';
import { brokenDown } from './broken-down.ts';

test('a verb of two words is found around what it is done to', () => {
  expect(brokenDown(tokenize('break my 2020 fees down by type'))).toEqual([0, 4]);
  expect(brokenDown(tokenize('split the income up by month'))).toEqual([0, 3]);
});

test('what went down, and what is broken down by nothing, is no such verb', () => {
  expect(brokenDown(tokenize('did my portfolio go down by much'))).toBeNull();
  expect(brokenDown(tokenize('break my fees down'))).toBeNull();
  expect(brokenDown(tokenize('break down my fees by type'))).toBeNull();
});
