/*
 * Two things that MySQL and MariaDB read and the guard's parser does not, spelled so that it does:
 *
 * - A frame by RANGE. It becomes the last item of its window's ORDER BY, as a name that begins with a control character,
 *   so that no statement can hold it (text.ts). windows.ts takes it off and judges it; anywhere else it is refused like
 *   every name with such signs.
 * - `(SELECT (`, which the parser takes for a call of a function SELECT. It reads the query within parentheses of its own,
 *   and they are printed no more than once.
 *
 * This reads tokens, not the language, and may be mistaken about what it sees: what it makes is judged like anything else,
 * and what is judged is what runs.
 */

/** What no name in a statement begins with. */
export const FRAME_MARK = '\u0001';

/** A statement as the parser reads it. */
export interface Spelling {
  readonly text: string;
  /** Where in the statement as it was written something stands. */
  readonly placeOf: (at: number) => number;
}

interface Token {
  readonly text: string;
  readonly word: string;
  readonly start: number;
}

/** Instead of so many characters from a place on. */
interface Edit {
  readonly at: number;
  readonly taken: number;
  readonly by: string;
}

const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|[\p{L}_$][\p{L}\p{N}_$]*|\d[\d.]*|\S/gu;
const COMMENT = /^(?:--.|#|\/\*)/;

const END = String.raw`(?:\w+(?:\s+'?\d+'?\s+\w+)?\s+(?:PRECEDING|FOLLOWING)|CURRENT\s+ROW)`;
const FRAME = new RegExp(String.raw`RANGE\s+(?:BETWEEN\s+${END}\s+AND\s+${END}|${END})(?=\s*\))`, 'iy');

/** After these a query in parentheses is a value or a list of them. */
const BEFORE_VALUE = new Set(
  '= < > ! + - * / % IN ANY SOME ALL AND OR XOR NOT LIKE DIV MOD BETWEEN CASE WHEN THEN ELSE WHERE HAVING ON BY SELECT'.split(
    ' ',
  ),
);
const SET_OPERATORS = new Set(['UNION', 'EXCEPT', 'INTERSECT']);

export function spelled(text: string): Spelling {
  const tokens = tokensOf(text);
  const edits = [...frames(text, tokens), ...queriesAsValues(tokens)].toSorted((a, b) => a.at - b.at);
  let made = '';
  let read = 0;
  const places: { readonly from: number; readonly written: number }[] = [{ from: 0, written: 0 }];
  for (const { at, taken, by } of edits) {
    made += text.slice(read, at) + by;
    read = at + taken;
    places.push({ from: made.length, written: read });
  }
  return {
    text: made + text.slice(read),
    placeOf: (at) => {
      const { from, written } = places.findLast((place) => place.from <= at) ?? { from: 0, written: 0 };
      return written + at - from;
    },
  };
}

function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(TOKEN)]
    .map(({ 0: token, index }) => ({ text: token, word: token.toUpperCase(), start: index }))
    .filter((token) => !COMMENT.test(token.text));
}

function frames(text: string, tokens: readonly Token[]): readonly Edit[] {
  return tokens.flatMap(({ word, start }, at) => {
    if (word !== 'RANGE' || tokens[at - 1]?.text === '.') return [];
    FRAME.lastIndex = start;
    const frame = FRAME.exec(text)?.[0];
    if (frame === undefined) return [];
    const name = frame.replaceAll(/\s+/g, ' ').toUpperCase();
    return [{ at: start, taken: frame.length, by: `, \`${FRAME_MARK}${name}\`` }];
  });
}

function queriesAsValues(tokens: readonly Token[]): readonly Edit[] {
  return tokens.flatMap((token, at) => {
    const isQuery = token.text === '(' && tokens[at + 1]?.word === 'SELECT' && tokens[at + 2]?.text === '(';
    if (!isQuery || !isBeforeValue(tokens, at - 1)) return [];
    const end = closing(tokens, at);
    if (end === null) return [];
    return [
      { at: token.start, taken: 0, by: '(' },
      { at: end.start, taken: 0, by: ')' },
    ];
  });
}

function isBeforeValue(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.word ?? '';
  if (word === 'ALL' && SET_OPERATORS.has(tokens[at - 1]?.word ?? '')) return false;
  return BEFORE_VALUE.has(word);
}

/** The parenthesis that closes the one at a place. */
function closing(tokens: readonly Token[], open: number): Token | null {
  let depth = 0;
  for (const token of tokens.slice(open)) {
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    if (depth === 0) return token;
  }
  return null;
}
