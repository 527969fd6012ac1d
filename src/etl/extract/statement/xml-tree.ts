import { SaxesParser } from 'saxes';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';

/** An element of an XML document; names without their namespace prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly XmlElement[];
  readonly line: number;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
  readonly children: XmlElement[];
  readonly line: number;
}

/**
 * The elements of an XML document. A document type is refused, so that no entity of its own can be defined, let alone
 * read from elsewhere. Throws a Problem, `source_unreadable`, where the text is no well-formed XML.
 */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser();
  const root: OpenElement = { name: '', attributes: {}, text: '', children: [], line: 1 };
  const open: OpenElement[] = [root];
  let elements = 0;
  let broken: string | null = null;
  parser.on('error', (error) => {
    broken ??= error.message.replace(/^undefined:/, 'line ');
  });
  parser.on('doctype', () => {
    broken ??= 'it declares a document type, which is not accepted';
  });
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1;
    if (elements > LIMITS.statement_elements_max || open.length > LIMITS.statement_depth_max) {
      broken ??= 'it is too large or too deeply nested';
      return;
    }
    open.push({
      name: local(name),
      attributes: { ...attributes },
      text: '',
      children: [],
      line: parser.line,
    });
  });
  parser.on('text', (words) => {
    const top = open.at(-1);
    if (top) top.text += words;
  });
  parser.on('cdata', (words) => {
    const top = open.at(-1);
    if (top) top.text += words;
  });
  parser.on('closetag', () => {
    const closed = open.length > 1 ? open.pop() : undefined;
    if (closed) open.at(-1)?.children.push({ ...closed, text: closed.text.trim() });
  });
  parser.write(text).close();
  if (broken !== null) {
    throw new Problem(
      'source_unreadable',
      `The file is no XML that can be read (${String(broken)}); export it again.`,
    );
  }
  return root;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Every element of that name below, at any depth, in the document's order. */
export function allOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...allOf(child, name),
  ]);
}

/** The element at a path of names below, taking the first of each; null where there is none. */
export function at(element: XmlElement, ...path: readonly string[]): XmlElement | null {
  let here: XmlElement | null = element;
  for (const name of path) here = here?.children.find((child) => child.name === name) ?? null;
  return here;
}

/** The text at a path; null where it is absent or empty. */
export function textAt(element: XmlElement, ...path: readonly string[]): string | null {
  const text = at(element, ...path)?.text ?? '';
  return text === '' ? null : text;
}
