import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isGenericName } from '../../src/engine/resolve/name-words.ts';
import { DIMENSIONS, METRICS } from '../../src/model/index.ts';
import { Installation, ROOT } from './askfolio.ts';

const CASES = join(ROOT, '../shared/cases');
const hasCases = existsSync(CASES);

/** The columns that name somebody or something, by file. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  'clients.csv': ['name'],
  'advisors.csv': ['name'],
  'custodians.csv': ['name'],
  'portfolios.csv': ['name'],
  'accounts.csv': ['name'],
  'securities.csv': ['symbol', 'name'],
  'benchmarks.csv': ['name'],
};

const ONSETS = [
  'b',
  'd',
  'dr',
  'f',
  'gl',
  'h',
  'k',
  'kr',
  'l',
  'm',
  'n',
  'p',
  'pl',
  'qu',
  'r',
  's',
  't',
  'tr',
  'v',
  'z',
];
const NUCLEI = ['a', 'e', 'i', 'o', 'u', 'ae', 'oo', 'ei'];
const CODAS = ['x', 'n', 'rk', 'l', 'm', 'zz', 'v', 'rb'];

/** A word that no language has, the same for the same place. */
function invented(place: number): string {
  const pick = (from: readonly string[], by: number): string =>
    from[Math.floor(place / by) % from.length] ?? '';
  return [
    pick(ONSETS, 1),
    pick(NUCLEI, 20),
    pick(CODAS, 3),
    pick(ONSETS, 7),
    pick(NUCLEI, 2),
    pick(CODAS, 11),
  ].join('');
}

const WORD = /[\p{L}][\p{L}\p{N}]+/gu;

/** Other words for all names, the same for the same word wherever it stands; everyday words in names stay. */
class Renaming {
  readonly #words = new Map<string, string>();

  learn(name: string): void {
    for (const [word] of name.matchAll(WORD)) {
      const key = word.toLowerCase();
      if (this.#words.has(key) || key.length < 3 || isGenericName(key) || EVERYDAY.has(key)) continue;
      this.#words.set(key, invented(this.#words.size * 13 + 5));
    }
  }

  of(text: string): string {
    return text.replaceAll(WORD, (word) => {
      const other = this.#words.get(word.toLowerCase());
      if (other === undefined) return word;
      if (word === word.toUpperCase()) return other.toUpperCase();
      return word.startsWith(word.slice(0, 1).toUpperCase()) && /\p{Lu}/u.test(word.slice(0, 1))
        ? other.slice(0, 1).toUpperCase() + other.slice(1)
        : other;
    });
  }
}

/** Words that mean something else in a question, whatever they mean in a name ('Target', 'Duke Energy', 'Long/Short'). */
const EVERYDAY: ReadonlySet<string> = new Set(
  [
    ...[...METRICS.values(), ...DIMENSIONS.values()].flatMap(({ words }) => words),
    'energy dollar euro pound swiss franc synthetic modelled from adr depot long short active donor family capital',
  ].flatMap((words) => words.toLowerCase().split(/[^a-z]+/)),
);

/** The cells of a CSV line; quoted fields keep their quotes. */
function cells(line: string): string[] {
  return (
    line
      .match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)
      ?.slice(0, -1)
      .map((cell) => cell.replace(/,$/, '')) ?? []
  );
}

function renameFile(folder: string, file: string, renaming: Renaming): void {
  const path = join(folder, file);
  const [header = '', ...lines] = readFileSync(path, 'utf8').split('\n');
  const places = header
    .trim()
    .split(',')
    .flatMap((name, place) => ((NAMED[file] ?? ['description']).includes(name) ? [place] : []));
  const renamed = lines.map((line) => {
    if (line.trim() === '') return line;
    const row = cells(`${line},`);
    return row.map((cell, place) => (places.includes(place) ? renaming.of(cell) : cell)).join(',');
  });
  writeFileSync(path, [header, ...renamed].join('\n'));
}

interface Score {
  readonly right: number;
  readonly answerable: number;
  readonly wrong_but_confident: number;
  readonly leaks: number;
}

describe.skipIf(!hasCases)('a firm in which everybody and everything has another name', () => {
  const folder = hasCases ? mkdtempSync(join(tmpdir(), 'renamed-')) : '';
  const askfolio = new Installation();
  const renaming = new Renaming();
  beforeAll(async () => {
    cpSync(join(CASES, 'harbor/full'), join(folder, 'firm'), { recursive: true });
    cpSync(join(CASES, 'harbor/users.csv'), join(folder, 'users.csv'));
    for (const [file, columns] of Object.entries(NAMED)) {
      const [header = '', ...lines] = readFileSync(join(folder, 'firm', file), 'utf8').split('\n');
      const places = header
        .trim()
        .split(',')
        .flatMap((name, place) => (columns.includes(name) ? [place] : []));
      for (const line of lines) {
        const row = cells(`${line},`);
        for (const place of places) renaming.learn(row[place] ?? '');
      }
    }
    for (const file of [...Object.keys(NAMED), 'transactions.csv'])
      renameFile(join(folder, 'firm'), file, renaming);
    const questions = readFileSync(join(CASES, 'harbor-questions.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => renameQuestion(line, renaming));
    writeFileSync(join(folder, 'questions.jsonl'), questions.join('\n'));
    await askfolio.output('import', join(folder, 'firm'));
    await askfolio.output('users', 'import', join(folder, 'users.csv'));
  });
  afterAll(() => {
    askfolio.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('keeps the score', async () => {
    const score = JSON.parse(
      await askfolio.output('eval', join(folder, 'questions.jsonl'), '--json'),
    ) as Score;
    expect(score).toMatchObject({ wrong_but_confident: 0, leaks: 0 });
    expect(score.right / score.answerable).toBeGreaterThanOrEqual(0.95);
  });
});

/** The question and the names in its answer, with everything else as it was. */
function renameQuestion(line: string, renaming: Renaming): string {
  const question = JSON.parse(line) as { question: string; gold?: object; also?: readonly object[] };
  const names = (value: unknown): unknown => {
    if (typeof value === 'string') return renaming.of(value);
    if (Array.isArray(value)) return value.map(names);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === 'rows' || key === 'any' ? names(inner) : inner,
      ]),
    );
  };
  return JSON.stringify({
    ...question,
    question: renaming.of(question.question),
    ...(question.gold ? { gold: names(question.gold) } : {}),
    ...(question.also ? { also: question.also.map(names) } : {}),
  });
}
