import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vite';

/** One rule of the guard taken out: a stretch of one file's text, and what stands there instead. */
export interface Mutant {
  /** The file's name in src/guard/duckdb. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly by: string;
  /** `expressions.ts:212 if (…) throw`. */
  readonly label: string;
}

export const GUARD_FOLDER = join(import.meta.dirname, '../../../src/guard/duckdb');

/** Nothing is judged any more in this place. */
const PASSES = '(tree) => tree';
/** Rules that no text can break, for the parser itself gives nothing else there: they hold against other parsers. */
const UNREACHABLE = new Set('name location flag list(name) isNull held heldNumber whole'.split(' '));
const UNREACHABLE_FIELDS = new Set(
  (
    'type delim_flipped duplicate_eliminated_columns expected_types extension_info named_param_map ' +
    'aggregate_handling comparison_type start end null_order cte_map with_ordinality exclude_clause setop_type ' +
    'join_type subquery_type catalog catalog_name EMPTY id type_info'
  ).split(' '),
);
const TABLES = new Set(['EXPRESSIONS', 'JOINS', 'QUERIES']);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** Every rule of the DuckDB guard, taken out once. */
export function findMutants(): readonly Mutant[] {
  return readdirSync(GUARD_FOLDER)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .toSorted()
    .flatMap((file) => mutantsOf(file, readFileSync(join(GUARD_FOLDER, file), 'utf8')));
}

function mutantsOf(file: string, text: string): Mutant[] {
  const found: Mutant[] = [];
  const add = (node: Node, by: string, what: string): void => {
    const line = text.slice(0, node.start).split('\n').length;
    found.push({ file, start: node.start, end: node.end, by, label: `${file}:${line} ${what}` });
  };
  const source = (node: Node): string => text.slice(node.start, node.end).replaceAll(/\s+/g, ' ');
  visit(parseAst(text, { lang: 'ts' }), (node) => {
    if (node.type === 'IfStatement' && isNode(node['test']) && isNode(node['consequent'])) {
      const outcome = source(node['consequent']);
      if (/^\{? ?(throw|return) (refusal|limit|new Problem|complaint|refusalOfKind)/.test(outcome))
        add(node['test'], 'false', `if (${source(node['test'])})`);
      if (outcome.includes('raiseBarrier')) add(node['test'], 'false', 'the barrier');
    }
    if (node.type === 'ConditionalExpression' && /[?:] (refusal|limit)\(/.test(source(node)))
      add(node, 'null', source(node).slice(0, 70));
    if (node.type === 'ExpressionStatement' && /canFail = true|tablesCounted \+= 1/.test(source(node)))
      add(node, ';', source(node));
    if (node.type === 'CallExpression' && /^(shape|node)\(/.test(source(node))) {
      const [fields] = list(node['arguments']);
      for (const { key, value } of propertiesOf(fields)) {
        if (!UNREACHABLE.has(source(value)) && !UNREACHABLE_FIELDS.has(source(key)))
          add(value, PASSES, `${source(key)}: ${source(value).slice(0, 60)}`);
      }
    }
    if (node.type === 'VariableDeclarator' && isNode(node['id']) && isNode(node['init'])) {
      const name = source(node['id']).replace(/:.*/, '');
      const judged = name === 'JUDGED';
      if (!judged && !TABLES.has(name)) return;
      for (const { key, value } of propertiesOf(node['init'])) {
        if (UNREACHABLE_FIELDS.has(source(key))) continue;
        add(value, judged ? '() => null' : PASSES, `${name} ${source(key)}`);
      }
    }
    if (node.type === 'NewExpression' && source(node).includes('current_catalog')) addWords(node);
    if (file === 'rows-in-reach.ts' && node.type === 'ReturnStatement' && isNode(node['argument'])) {
      const given = source(node['argument']);
      if (/^ast\.(isAnyOf|isOneOf|never)|^this\.#accounts\(/.test(given))
        add(node['argument'], 'null', given);
    }
    if (
      file === 'rows-in-reach.ts' &&
      node.type === 'ConditionalExpression' &&
      source(node).includes('#currency')
    )
      add(node, '[]', source(node));
    if (file === 'copies.ts' && node.type === 'CallExpression' && source(node).startsWith('text.replaceAll'))
      add(node, 'text', source(node));
  });
  return found;

  function addWords(node: Node): void {
    const body = text.slice(node.start, node.end);
    for (const { index, 0: word } of body.matchAll(/[a-z]+_[a-z]+|localtimestamp|localtime|\buser\b/g)) {
      const start = node.start + index;
      found.push({ file, start, end: start + word.length, by: '', label: `${file} session name ${word}` });
    }
  }
}

function propertiesOf(tree: unknown): { readonly key: Node; readonly value: Node }[] {
  if (!isNode(tree) || tree.type !== 'ObjectExpression') return [];
  return list(tree['properties']).flatMap((property) =>
    isNode(property) && property.type === 'Property' && isNode(property['key']) && isNode(property['value'])
      ? [{ key: property['key'], value: property['value'] }]
      : [],
  );
}

function visit(tree: unknown, see: (node: Node) => void): void {
  if (Array.isArray(tree)) for (const item of tree) visit(item, see);
  if (!isNode(tree)) return;
  see(tree);
  for (const field of Object.values(tree)) visit(field, see);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value;
}
