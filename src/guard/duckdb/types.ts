import { refusal, unknownConstruct } from '../refusal.ts';
import { byKind, name, only, plainName, shape, whole } from './rules.ts';
import { isBranch, isNumber } from './tree.ts';
import type { Rule } from './walk.ts';

const PLAIN =
  'BOOLEAN TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT FLOAT DOUBLE VARCHAR DATE TIME TIMESTAMP INTERVAL'.split(
    ' ',
  );
const NO_INFO = only(null, 'A type with additions', 'cast to plain types');

const plainType: Rule = shape({ id: plainName, type_info: NO_INFO });
const decimal: Rule = shape({
  id: plainName,
  type_info: shape({
    type: name,
    alias: only('', 'A type with a name of its own', 'cast to plain types'),
    extension_info: only(null, 'A type of an extension', 'cast to plain types'),
    width: whole,
    scale: whole,
  }),
});

/** The types to which a value may be cast. */
export const castType: Rule = byKind('id', {
  ...Object.fromEntries(PLAIN.map((type) => [type, plainType])),
  'TIMESTAMP WITH TIME ZONE': shape({ id: name, type_info: NO_INFO }),
  DECIMAL: decimal,
});

const held: Rule = (tree, walk) => {
  if (typeof tree === 'string' || typeof tree === 'boolean' || isNumber(tree)) return tree;
  return shape({ upper: heldNumber, lower: heldNumber })(tree, walk);
};
const heldNumber: Rule = (tree) => {
  if (!isNumber(tree)) throw unknownConstruct('without a number');
  return tree;
};
const isNull: Rule = (tree) => {
  if (typeof tree !== 'boolean') throw unknownConstruct('without a flag');
  return tree;
};
const constantType: Rule = byKind('id', {
  ...Object.fromEntries(
    ['BOOLEAN', 'INTEGER', 'BIGINT', 'HUGEINT', 'UBIGINT', 'DOUBLE', 'VARCHAR', 'NULL'].map((type) => [
      type,
      plainType,
    ]),
  ),
  DECIMAL: decimal,
});

const written: Rule = shape({ type: constantType, is_null: isNull, value: held });
const nothing: Rule = shape({ type: constantType, is_null: isNull });

/** A literal: its type, and its value unless it is NULL. */
export const constant: Rule = (tree, walk) => {
  if (isBranch(tree) && tree['is_null'] === true) return nothing(tree, walk);
  return written(tree, walk);
};

const COLLATIONS = ['nocase', 'noaccent', 'nocase.noaccent', 'binary', 'c', 'posix'];

export const collation: Rule = (tree) => {
  if (typeof tree !== 'string' || !COLLATIONS.includes(tree.toLowerCase()))
    throw refusal('This collation', `only ${COLLATIONS.join(', ')} are`);
  return tree;
};
