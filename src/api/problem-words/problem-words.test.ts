import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Problem, PROBLEMS } from '../../vocabulary/problem.ts';
import { GERMAN, GERMAN_SENTENCES } from './german.ts';
import { inGerman, problemWords } from './problem-words.ts';

const SOURCES = new URL('../../', import.meta.url);

/** Every text of the sources in which nothing is put, and the pieces around what is: how sentences are written there. */
function written(): string {
  const files = readdirSync(SOURCES, { recursive: true }).filter(
    (name): name is string =>
      typeof name === 'string' &&
      name.endsWith('.ts') &&
      !name.includes('problem-words') &&
      !name.endsWith('.test.ts'),
  );
  return files
    .map((name) => readFileSync(new URL(name, SOURCES), 'utf8'))
    .join('\n')
    .replaceAll(String.raw`\'`, "'")
    .replaceAll('\\`', '`');
}

describe('a problem', () => {
  test('is told in the language of its reader, under the same code', () => {
    const problem = new Problem('usage', 'The file is empty; export it again.');
    expect(problemWords(problem, 'de-CH,de;q=0.9,en;q=0.5')).toEqual({
      language: 'de',
      title: GERMAN.usage[0],
      detail: 'Die Datei ist leer; bitte noch einmal exportieren.',
    });
    for (const accepted of [undefined, '', 'en-US', 'fr,de;q=0', 'en,de;q=0.9']) {
      expect(problemWords(problem, accepted)).toMatchObject({ language: 'en', title: PROBLEMS.usage.title });
    }
  });

  test('whose sentence is known in English alone says in German what its code says', () => {
    const words = problemWords(new Problem('source_unavailable', 'db.example does not answer.'), 'de');
    expect(words.detail).toBe(GERMAN.source_unavailable[1]);
  });

  test('keeps what was put into its sentence', () => {
    expect(inGerman('A question may have at most 2000 characters; make it shorter.')).toContain(
      '2000 Zeichen',
    );
  });

  test('has a German sentence only for what is said somewhere, with as much put into it', () => {
    const text = written();
    for (const [english, german] of GERMAN_SENTENCES) {
      const lost = english.split('{}').filter((piece) => !text.includes(piece));
      expect([english, lost]).toEqual([english, []]);
      expect(german.split('{}').length).toBe(english.split('{}').length);
    }
  });
});
