import { limit, refusal, unknownConstruct } from '../refusal.ts';
import { WORDS } from './words.ts';
import { isBranch, isList, isNumber, NOWHERE, textOf, type Tree } from './tree.ts';
import type { Rule } from './walk.ts';

/*
 * The pieces from which the tables of allowed nodes are made. A node passes only with exactly the fields of its
 * table, each judged by its rule: nothing is carried over unread.
 */

export type Fields = Readonly<Record<string, Rule>>;

/** Judges fields in the table's order (a WITH before what may use it) and keeps the serializer's. */
export function shape(fields: Fields): Rule {
  const rules = Object.entries(fields);
  return (tree, walk) => {
    if (!isBranch(tree)) throw unknownConstruct('without a name');
    const names = Object.keys(tree);
    const extra = names.find((name) => !Object.hasOwn(fields, name));
    if (extra !== undefined) throw unknownConstruct(extra);
    const judged: Record<string, Tree> = {};
    for (const [name, rule] of rules) {
      const field = tree[name];
      if (field === undefined) throw unknownConstruct(`without ${name}`);
      judged[name] = rule(field, walk);
    }
    return Object.fromEntries(names.map((name) => [name, judged[name] ?? null]));
  };
}

/** Chooses the rule by what the node says it is; a kind without one is refused, in words where there are some. */
export function byKind(field: string, rules: Readonly<Record<string, Rule>>): Rule {
  return (tree, walk) => {
    if (!isBranch(tree)) throw unknownConstruct('without a name');
    const kind = textOf(tree, field);
    const rule = Object.hasOwn(rules, kind) ? rules[kind] : undefined;
    if (rule === undefined) throw refusalOfKind(kind);
    return rule(tree, walk);
  };
}

function refusalOfKind(kind: string) {
  const words = Object.hasOwn(WORDS, kind) ? WORDS[kind] : undefined;
  return words ? refusal(...words) : unknownConstruct(kind);
}

export function oneOf(...values: readonly string[]): Rule {
  return (tree) => {
    if (typeof tree !== 'string' || !values.includes(tree))
      throw refusalOfKind(typeof tree === 'string' ? tree : 'of another kind');
    return tree;
  };
}

export function only(value: boolean | null | '', construct: string, why: string): Rule {
  return (tree) => {
    if (tree !== value) throw refusal(construct, why);
    return tree;
  };
}

export function noneOf(construct: string, why: string): Rule {
  return (tree) => {
    if (!isList(tree) || tree.length > 0) throw refusal(construct, why);
    return tree;
  };
}

export function optional(rule: Rule): Rule {
  return (tree, walk) => (tree === null ? null : rule(tree, walk));
}

export function list(rule: Rule): Rule {
  return (tree, walk) => {
    if (!isList(tree)) throw unknownConstruct('without a list');
    const most = walk.statement.bounds.listItems;
    if (tree.length > most) throw limit(`a list has more than ${most} items`);
    return tree.map((item) => rule(item, walk));
  };
}

/** A name that the printer quotes; it may hold anything but what cannot be seen. */
export const name: Rule = (tree) => {
  if (typeof tree !== 'string') throw unknownConstruct('without a name');
  if (/\p{Cc}/u.test(tree)) throw refusal('A name with control characters', 'it could be read in two ways');
  return tree;
};

/** A name in a place where the printer does not quote. */
export const plainName: Rule = (tree) => {
  if (typeof tree !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(tree))
    throw refusal('A quoted name here', 'give it a plain alias of letters, digits and underscores');
  return tree;
};

export const flag: Rule = (tree) => {
  if (typeof tree !== 'boolean') throw unknownConstruct('without a flag');
  return tree;
};

export const whole: Rule = (tree) => {
  if (!isNumber(tree) || !/^\d{1,9}$/.test(tree.toString())) throw unknownConstruct('without a number');
  return tree;
};

export const location: Rule = () => NOWHERE;

export const expression: Rule = (tree, walk) => walk.grammar.expression(tree, walk);
export const table: Rule = (tree, walk) => walk.grammar.table(tree, walk);
export const query: Rule = (tree, walk) => walk.grammar.query(tree, walk);
/** A query with its own parameters' list, which printing does not need. */
export const subquery: Rule = shape({ node: query, named_param_map: () => [] });

export const ORDER: Rule = shape({
  type: oneOf('ASCENDING', 'DESCENDING', 'ORDER_DEFAULT'),
  null_order: oneOf('ORDER_DEFAULT', 'NULLS FIRST', 'NULLS LAST'),
  expression,
});
