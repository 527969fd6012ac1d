import type { Token } from '../tokens.ts';
import type { Item } from './items.ts';
import { type LatticeParts, item } from './lattice-parts.ts';

const BEFORE_WORDS: ReadonlySet<string> = new Set([
  'as',
  'about',
  'mentioning',
  'labelled',
  'labeled',
  'tagged',
  'described',
  'containing',
  'mention',
  'memo',
  'description',
  'contains',
  'says',
  'includes',
  'word',
  'for',
]);

/** Words that bookings are searched for: quoted ones, and one behind 'as' or 'mentioning' that nothing else explains. */
export function wordItems(
  { tokens, lexicon, text, names, reach }: LatticeParts,
  at: number,
): readonly Item[] {
  const token = tokens[at];
  if (!token) return [];
  const quoted = quotedFrom(tokens, text, at);
  if (quoted) return [quoted];
  if (!BEFORE_WORDS.has(token.norm)) return [];
  const next = tokens[at + 1];
  if (!next || next.kind !== 'word' || next.norm.length < 4) return [];
  const isKnown =
    lexicon.vocabulary.has(next.norm) || lexicon.vocabulary.has(next.stem) || names.hasWord(next.norm, reach);
  const asksAbout = token.norm === 'about' && ['what', 'how'].includes(tokens[at - 1]?.norm ?? '');
  if (isKnown || asksAbout || (token.norm === 'for' && next.capital)) return [];
  return [
    item(at, 2, 1.6, {
      cat: 'extra',
      filter: { kind: 'description', contains: [next.stem], negated: false },
    }),
  ];
}

function quotedFrom(tokens: readonly Token[], text: string, at: number): Item | null {
  const start = tokens[at]?.start ?? 0;
  const match = /^(?:"([^"]{2,60})"|“([^”]{2,60})”|'([^']{2,60})'(?!\w))/u.exec(
    text.slice(Math.max(0, start - 1)),
  );
  const words = match?.[1] ?? match?.[2] ?? match?.[3];
  if (!match || words === undefined || start === 0) return null;
  const end = start - 1 + match[0].length;
  const length = tokens.slice(at).filter((token) => token.end <= end).length;
  return length === 0
    ? null
    : item(at, length, length + 0.2, {
        cat: 'extra',
        filter: { kind: 'description', contains: [words], negated: false },
      });
}
