import type { OfferedVocabulary } from '../../vocabulary/offer.ts';
import type { Sql, SqlValue } from '../../vocabulary/sql.ts';
import { hundredth } from './plan-from-draft.ts';
import { isCount, type Veil } from './veil.ts';

/** SQL with what was hidden put back, before anybody has judged it. */
export type DraftedQuery =
  | { readonly kind: 'sql'; readonly sql: Sql }
  /** A name that the asker can see nothing of. */
  | { readonly kind: 'unknown_name' }
  /** A name that means several things. */
  | { readonly kind: 'ambiguous_name'; readonly text: string }
  /** What is wrong with it, for the model. */
  | { readonly kind: 'wrong'; readonly why: string };

/** Strings, placeholders, words, numbers, and every other sign by itself. */
const PIECES = /'(?:[^']|'')*'|\[\[[a-z]+_\d+\]\]|[A-Za-z_]\w*|\d+(?:[\w.]*\w)?|[^]/g;
const TEXTS = /'(?:[^']|'')*'/g;
const PLACEHOLDER = /^'?(\[\[[a-z]+_\d+\]\])'?$/;
/** What the dialects read differently, or hides text from whoever reads the statement. */
const STRANGE = /["`\\$#;]|--|\/\*/;
const DAY = /^\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?$/;
const WORDS = /^[^\d]{0,40}$/;

/**
 * Names become parameters and amounts the numbers that were asked with. A figure must come from the data: numbers
 * larger than a count, and texts that are neither a day, a value of the data nor a few words, are not the model's to
 * write.
 */
export function queryFromDraft(text: string, veil: Veil, vocabulary: OfferedVocabulary): DraftedQuery {
  const statement = text.trim().replace(/;$/, '');
  const parameters: SqlValue[] = [];
  const parts: string[] = [];
  if (STRANGE.test(statement.replaceAll(TEXTS, ''))) {
    return wrong('Write one plain statement: no comments, quoted names, variables or second statement.');
  }
  const values = new Set(vocabulary.dimensions.flatMap((dimension) => dimension.values));
  for (const piece of statement.match(PIECES) ?? []) {
    const [, placeholder] = PLACEHOLDER.exec(piece) ?? [];
    if (placeholder !== undefined) {
      const hidden = veil.behind(placeholder);
      if (hidden === null) return wrong(`${placeholder} is no placeholder of the question; use those alone.`);
      if (hidden.kind === 'name') return { kind: 'unknown_name' };
      if (hidden.kind === 'amount') parts.push(hidden.value);
      else if (hidden.kind === 'percent') parts.push(hundredth(hidden.value));
      else if ('candidates' in hidden) {
        const [first, ...others] = hidden.candidates;
        if (first === undefined) return { kind: 'unknown_name' };
        if (others.length > 0) return { kind: 'ambiguous_name', text: hidden.text };
        parts.push(`$${String(parameters.push(first.id))}`);
      }
      continue;
    }
    if (piece.startsWith("'")) {
      const said = piece.slice(1, -1);
      if (STRANGE.test(said) || !(values.has(said) || DAY.test(said) || WORDS.test(said))) {
        return wrong('A text may be a value of the list, a day or a few words; names are placeholders.');
      }
    } else if (/^\d/.test(piece) && !isCount(piece)) {
      return wrong(
        'Write no number larger than a count or a year, and no decimals; amounts are placeholders.',
      );
    }
    parts.push(piece);
  }
  return { kind: 'sql', sql: { text: parts.join(''), parameters } };
}

function wrong(why: string): DraftedQuery {
  return { kind: 'wrong', why };
}
