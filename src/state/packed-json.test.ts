import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { packJson, unpackJson } from './packed-json.ts';

const plain = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What stands packed in a text. */
function between(text: string): string | undefined {
  return text.split(':')[1];
}

describe('a record in two parts', () => {
  test.prop([plain, fc.option(plain)])('comes out as it went in', (own, lasting) => {
    expect(asJson(unpackJson(packJson(own, lasting).text))).toEqual(asJson({ own, lasting }));
  });

  test.prop([plain, plain, plain])(
    'packs what lasts once, and tells how long all of it is',
    (one, other, lasting) => {
      const [first, second] = [packJson(one, lasting), packJson(other, lasting)];
      expect(between(second.text)).toBe(between(first.text));
      expect(first.chars).toBe(JSON.stringify(one).length + JSON.stringify(lasting).length);
    },
  );

  test('is a fraction of its JSON where that says little that is new', () => {
    const lasting = { rows: Array.from({ length: 100 }, (_, at) => [`Account ${String(at)}`, '1000.00']) };
    const { text, chars } = packJson({ id: 'A1' }, lasting);
    expect(text.length).toBeLessThan(chars / 3);
  });

  test('that is none is no record', () => {
    for (const text of ['', 'p1:', 'p1:AAAA:{}', 'p1:!!:{', '{']) expect(() => unpackJson(text)).toThrow();
  });
});
