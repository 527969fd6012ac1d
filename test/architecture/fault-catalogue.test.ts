import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const FAULTS = 43;

interface Row {
  readonly fault: string;
  readonly heldBy: readonly string[];
  readonly lacks: string;
}

function catalogue(): readonly Row[] {
  const text = readFileSync(new URL('docs/faults.md', ROOT), 'utf8');
  const [, table = ''] = /<!-- catalogue -->(.*)<!-- \/catalogue -->/s.exec(text) ?? [];
  return [...table.matchAll(/^\| (RT-\d\d) [^|]*\|([^|]*)\|([^|]*)\|$/gm)].map(
    ([, fault = '', files = '', lacks = '']) => ({
      fault,
      heldBy: [...files.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
      lacks: lacks.trim(),
    }),
  );
}

test('every fault of the catalogue is there once, in its order', () => {
  const all = Array.from({ length: FAULTS }, (_, at) => `RT-${String(at + 1).padStart(2, '0')}`);
  expect(catalogue().map(({ fault }) => fault)).toEqual(all);
});

test('what holds a fault exists, and what nothing holds says why', () => {
  const wrong = catalogue().flatMap(({ fault, heldBy, lacks }) => [
    ...heldBy.filter((file) => !existsSync(new URL(file, ROOT))).map((file) => `${fault}: ${file}`),
    ...(heldBy.length === 0 && !lacks.startsWith('Not held: ') ? [fault] : []),
  ]);
  expect(wrong).toEqual([]);
});
