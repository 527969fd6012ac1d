import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vite';

export const MUTATED_DIALECTS = ['duckdb', 'mysql'] as const;
export type MutatedDialect = (typeof MUTATED_DIALECTS)[number];

/** One rule of the guard taken out: a stretch of one file's text, and what stands there instead. */
export interface Mutant {
  /** Whose guard it is. */
  readonly dialect: MutatedDialect;
  /** The file's name in src/guard, after its folder. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly by: string;
  /** `expressions.ts:212 if (…) throw`. */
  readonly label: string;
}

const GUARD_FOLDER = join(import.meta.dirname, '../../../src/guard');

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
/** What stands alone as a statement and is a check, or what a check rests on. */
const CHECKS = /^assert[A-Z]|canFail = true|tablesCounted \+= 1|fillsAccountId = true|parametersUsed\.add/;
/** Where the conditions are made that limit a relation to the rows in reach. */
const LIMITING = new Set(['duckdb/rows-in-reach.ts', 'mysql/reach.ts']);
const TABLES = new Set(['EXPRESSIONS', 'JOINS', 'QUERIES']);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** Every rule of the dialect's guard, taken out once. */
export function findMutants(dialect: MutatedDialect): readonly Mutant[] {
  const folder = join(GUARD_FOLDER, dialect);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .toSorted()
    .flatMap((file) => mutantsOf(dialect, `${dialect}/${file}`, readFileSync(join(folder, file), 'utf8')));
}

function mutantsOf(dialect: MutatedDialect, file: string, text: string): Mutant[] {
  const found: Mutant[] = [];
  const add = (node: Node, by: string, what: string): void => {
    const line = text.slice(0, node.start).split('\n').length;
    found.push({ dialect, file, start: node.start, end: node.end, by, label: `${file}:${line} ${what}` });
  };
  const source = (node: Node): string => text.slice(node.start, node.end).replaceAll(/\s+/g, ' ');
  visit(parseAst(text, { lang: 'ts' }), (node) => {
    if (node.type === 'IfStatement' && isNode(node['test']) && isNode(node['consequent'])) {
      const outcome = source(node['consequent']);
      if (
        /^\{? ?(throw|return) (refusal|limit|new Problem|complaint|refusalOfKind|operatorRefusal|refused[A-Z][a-z]+|unknown\(`)/.test(
          outcome,
        )
      )
        add(node['test'], 'false', `if (${source(node['test'])})`);
      if (outcome.includes('raiseBarrier')) add(node['test'], 'false', 'the barrier');
    }
    if (node.type === 'ConditionalExpression' && /[?:] (refusal|limit)\(/.test(source(node)))
      add(node, 'null', source(node).slice(0, 70));
    if (node.type === 'ExpressionStatement' && CHECKS.test(source(node))) add(node, ';', source(node));
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
    if (LIMITING.has(file) && node.type === 'ReturnStatement' && isNode(node['argument'])) {
      const given = source(node['argument']);
      if (/^ast\.(isAnyOf|isOneOf|never)|^this\.#accounts\(|^(through|isOneOf)\(|\? '1 = 0' :/.test(given))
        add(node['argument'], 'null', given);
    }
    if (
      file === 'duckdb/rows-in-reach.ts' &&
      node.type === 'ConditionalExpression' &&
      source(node).includes('#currency')
    )
      add(node, '[]', source(node));
    if (
      file === 'duckdb/copies.ts' &&
      node.type === 'CallExpression' &&
      source(node).startsWith('text.replaceAll')
    )
      add(node, 'text', source(node));
  });
  return found;

  function addWords(node: Node): void {
    const body = text.slice(node.start, node.end);
    for (const { index, 0: word } of body.matchAll(/[a-z]+_[a-z]+|localtimestamp|localtime|\buser\b/g)) {
      const start = node.start + index;
      found.push({
        dialect,
        file,
        start,
        end: start + word.length,
        by: '',
        label: `${file} session name ${word}`,
      });
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
