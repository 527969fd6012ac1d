import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { METRICS } from '../../model/index.ts';
import { RELATIONS } from '../../model/relations.ts';
import { relevantPart } from './relevant-part.ts';

const namesIn = (text: string): readonly string[] =>
  Array.from(text.matchAll(/^- (\w+):/gm), ([, name = '']) => name);

test.each([
  ['total fees by quarter for [[client_1]]', ['fees', 'fee_rate']],
  ['dividend income and gains per sector last year', ['dividends', 'gain', 'income', 'securities']],
  ['volatility of my portfolio against the benchmark', ['volatility', 'benchmark_return', 'benchmarks']],
])('%s is told what its words may mean', (question, names) => {
  const told = relevantPart(question);
  expect(namesIn(told)).toEqual(expect.arrayContaining(names));
  expect(namesIn(told).length).toBeLessThan(21);
  expect(countTokens(told)).toBeLessThan(700);
});

test.each(['Wie hoch ist meine Rendite?', 'How did [[client_1]] do with [[security_1]]?', ''])(
  '%j is told everything, for its words tell nothing',
  (question) => {
    expect(new Set(namesIn(relevantPart(question)))).toEqual(
      new Set([...METRICS.keys(), ...RELATIONS.keys()]),
    );
  },
);
