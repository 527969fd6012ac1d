import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { importTable } from './import-table.ts';
import { LAWS } from './laws.ts';
import { parseSource, readSourceTree } from './source-tree.ts';

const root = new URL('../../', import.meta.url).pathname;
const files = readSourceTree(`${root}src`);

describe('the house', () => {
  test.each(Object.entries(LAWS))('%s', (_name, law) => {
    expect(law(files)).toEqual([]);
  });

  test('ARCHITECTURE.md shows the import table as it is', () => {
    expect(withoutPadding(readFileSync(`${root}ARCHITECTURE.md`, 'utf8'))).toContain(
      withoutPadding(importTable()),
    );
  });
});

/** The formatter pads the cells of a table. */
function withoutPadding(markdown: string): string {
  return markdown.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
}

describe('the laws find what they forbid', () => {
  const planted: Readonly<Record<string, [string, string][]>> = {
    'imports point upstream': [['vocabulary/day.ts', `import { x } from '../engine/ask.ts';`]],
    'no file is part of a cycle': [
      ['model/a.ts', `import { b } from './b.ts';`],
      ['model/b.ts', `import { a } from './a.ts';`],
    ],
    'only the composition root names an adapter': [
      ['engine/run.ts', `import { s } from '../store/duckdb/store-owner.ts';`],
    ],
    'only config.ts reads the environment': [['engine/run.ts', `const a = process.env['HOME'];`]],
    "a dialect's name stays in the rooms that speak it": [['engine/run.ts', `const a = 'DuckDB';`]],
    'no room or file has a name that says nothing': [['engine/utils.ts', '']],
    'no file escapes from its types': [['engine/run.ts', `const a = b as unknown as C;`]],
    'no file runs text as code': [['engine/run.ts', `eval(text);`]],
    'only a dialect of the guard makes guarded statements': [
      ['desk/run.ts', `import { mint } from '../guard/mint.ts';`],
    ],
  };

  test.each(Object.entries(LAWS))('%s', (name, law) => {
    const sources = (planted[name] ?? []).map(([path, text]) => parseSource(path, text));
    expect(law(sources)).not.toEqual([]);
  });
});
