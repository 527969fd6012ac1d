import { describe, expect, test } from 'vitest';
import { readCondition } from './condition-words.ts';

describe('an alert of a mark, in words', () => {
  test.each([
    ['tell me when cash is above 5 %', 'What is the share of cash?', '>', '0.05', 'percent'],
    [
      'Alert me if the return this year falls below 2.5%',
      'What is the the return this year?',
      '<',
      '0.025',
      'percent',
    ],
    [
      'let me know when market value drops under $1.2 million',
      'What is the market value?',
      '<',
      '1200000',
      'number',
    ],
    ['notify me once fees are at least 12,500.50', 'What is the fees?', '>=', '12500.5', 'number'],
    ['warn me when cash > 100 %', 'What is the share of cash?', '>', '1', 'percent'],
  ])('%s', (text, question, comparison, value, unit) => {
    expect(readCondition(text)).toEqual({
      question: question.replace('the the', 'the'),
      watch: { kind: 'condition', comparison, value, unit },
    });
  });

  test.each(['What is cash?', 'tell me when pigs fly', 'tell me when is above 5 %', 'cash above 5 %'])(
    'is not %s',
    (text) => {
      expect(readCondition(text)).toBeNull();
    },
  );
});
