import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';

/** An element of an OFX document: an aggregate has children, a value has text. */
export interface OfxElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly OfxElement[];
  readonly line: number;
}

interface OpenElement {
  readonly name: string;
  text: string;
  readonly children: OfxElement[];
  readonly line: number;
}

const TOKEN = /<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z0-9_.-]+)\s*(\/?)>|<[?!][^>]*>|([^<]+)|(<)/g;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};
const LINE_BREAK = /\r\n|\n|\r/g;

/**
 * The elements of an OFX document, 1.x (SGML, where values have no closing tag) or 2.x (XML) alike. Nothing outside
 * the document is ever read: declarations are passed over, unknown entities stay as they are written.
 */
export function parseOfx(text: string): OfxElement {
  const root: OpenElement = { name: '', text: '', children: [], line: 1 };
  const open: OpenElement[] = [root];
  let line = 1;
  let elements = 0;
  for (const [token, cdata, closing, name, empty, words] of text.matchAll(TOKEN)) {
    const top = open.at(-1) ?? root;
    if (name !== undefined) {
      const tag = name.toUpperCase();
      if (closing === '/') closeTo(open, tag);
      else {
        elements += 1;
        if (elements > LIMITS.statement_elements_max || open.length > LIMITS.statement_depth_max) {
          throw new Problem(
            'source_unreadable',
            'The statement is too large or too deeply nested to be read.',
          );
        }
        // A value without a closing tag ends where the next element begins.
        if (top.text.trim() !== '') closeLast(open);
        open.push({ name: tag, text: '', children: [], line });
        if (empty === '/') closeLast(open);
      }
    } else if (cdata !== undefined) top.text += cdata;
    else if (words !== undefined) top.text += decoded(words);
    line += token.match(LINE_BREAK)?.length ?? 0;
  }
  while (open.length > 1) closeLast(open);
  return { ...root, text: root.text };
}

/** Closes the innermost open element of that name and what is open inside; a stray closing tag closes nothing. */
function closeTo(open: OpenElement[], tag: string): void {
  if (!open.some(({ name }) => name === tag)) return;
  for (let last = open.at(-1); last && last.name !== tag; last = open.at(-1)) closeLast(open);
  closeLast(open);
}

function closeLast(open: OpenElement[]): void {
  if (open.length < 2) return;
  const closed = open.pop();
  const parent = open.at(-1);
  if (!closed || !parent) return;
  const { name, text, children, line } = closed;
  parent.children.push({ name, text: text.trim(), children, line });
}

function decoded(text: string): string {
  return text.replaceAll(/&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-z]+);/g, (whole, code: string) => {
    if (!code.startsWith('#')) return ENTITIES[code] ?? whole;
    const point = code.startsWith('#x') ? parseInt(code.slice(2), 16) : Number(code.slice(1));
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** The first element of that name anywhere below; null where there is none. */
export function find(element: OfxElement, name: string): OfxElement | null {
  for (const child of element.children) {
    const found = child.name === name ? child : find(child, name);
    if (found) return found;
  }
  return null;
}

/** Every element of one of the names below, outermost first; what lies inside a found one is not looked at. */
export function findAll(element: OfxElement, names: readonly string[]): readonly OfxElement[] {
  return element.children.flatMap((child) => (names.includes(child.name) ? [child] : findAll(child, names)));
}

/** The value of the first element of that name below; null where it is absent or empty. */
export function value(element: OfxElement, name: string): string | null {
  const text = find(element, name)?.text ?? '';
  return text === '' ? null : text;
}
