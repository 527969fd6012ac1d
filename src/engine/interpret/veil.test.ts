import { describe, expect, test } from 'vitest';
import { FIRM } from '../../../test/golden/firm.ts';
import { requestOf } from '../../../test/golden/understanding.ts';
import { dayOf } from '../../vocabulary/day.ts';
import type { Plan } from '../../vocabulary/plan.ts';
import { createVeil } from './veil.ts';

const { reach } = requestOf('', FIRM, 'K1');
const hide = (text: string): string => createVeil(FIRM, reach).hide(text);

describe('the veil', () => {
  test.for([
    ['How volatile was Beatrix Thorne last year?', 'How volatile was [[client_1]] last year'],
    ["Compare Thorne IRA's swings with Boat Money", "Compare [[account_1]]'s swings with [[account_2]]"],
    ['anything odd in 55501?', 'anything odd in [[account_1]]'],
    ['when did Helix Pharma and LUMN part ways', 'when did [[security_1]] and [[security_2]] part ways'],
    ['bumps over $12,345.67 or 12.5%', 'bumps over [[amount_1]] or [[percent_1]]'],
    ['ups and downs in the past 36 months since 2019', 'ups and downs in the past 36 months since 2019'],
    ['rough patches in Q3 2020 and FY21', 'rough patches in Q3 2020 and FY21'],
    ['anything above 98765 since 2020-01-31', 'anything above [[amount_1]] since 2020-01-31'],
  ])('lets %s through as %s', ([text, veiled]) => {
    expect(hide(text ?? '')).toBe(veiled);
  });

  test.for([
    'how did gideon marlowe do',
    'How did Marlowe do',
    'How did Kowalski do',
    'how did kowalski do',
    'HOW DID KOWALSKI DO',
    'Kowalski’s swings',
    'the account of Mr. O’Hara-Kowalski',
    'what of DE89370400440532013000',
    'what of account 123-45-6789',
    'write to jan.kowalski@example.com',
    'was ist mit Herrn Müller',
    'phone +49 170 1234567',
    'call 170 12 34 567',
    'what about K\u{200B}owalski',
  ])('hides whoever is not known: %s', (text) => {
    expect(hide(text)).not.toMatch(/kowalski|marlowe|gideon|hara|müller|de89|123|example|jan\b|567/i);
    expect(hide(text)).toContain('[[name_1]]');
  });

  test('looks the same for somebody else’s client and for nobody', () => {
    expect(hide('How did Marlowe do in 2020?')).toBe(hide('How did Kowalski do in 2020?'));
  });

  test('takes out what only a model would see, and no placeholder is forged', () => {
    const tags = String.fromCodePoint(0xe0069, 0xe0067, 0xe006e, 0xe006f, 0xe0072, 0xe0065);
    const tagged = `swings ${tags}?`;
    expect(hide(tagged)).toBe('swings');
    expect(hide('swings of [[client_1]]')).not.toContain('[[client_1]]');
  });

  test('gives one placeholder for one thing, and puts back what was hidden', () => {
    const veil = createVeil(FIRM, reach);
    const veiled = veil.hide('Thorne IRA against Boat Money against Thorne IRA');
    expect(veiled).toBe('[[account_1]] against [[account_2]] against [[account_1]]');
    expect(veil.lift(veiled)).toBe('Thorne IRA against Boat Money against Thorne IRA');
    expect(veil.behind('[[account_9]]')).toBeNull();
  });

  test('hides the ids and amounts of a plan', () => {
    const plan: Plan = {
      subject: 'figures',
      metrics: ['market_value'],
      by: ['account'],
      where: [
        { kind: 'in', dimension: 'account', values: ['900-11', null], negated: false },
        { kind: 'in', dimension: 'sector', values: ['Technology'], negated: false },
        { kind: 'description', contains: ['Kowalski'], negated: false },
      ],
      periods: [{ from: null, to: dayOf('2021-06-30'), label: 'now', pointInTime: true }],
      having: [{ metric: 'market_value', comparison: '>', value: '123456' }],
      order: null,
      limit: null,
      derive: null,
      currency: null,
    };
    const text = JSON.stringify(createVeil(FIRM, reach).hidePlan(plan));
    expect(text).not.toMatch(/900-11|123456|kowalski|thorne/i);
    expect(text).toContain('Technology');
  });
});
