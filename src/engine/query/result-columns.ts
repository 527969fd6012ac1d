import { RELATIONS } from '../../model/relations.ts';
import type { Column, ColumnType } from '../../vocabulary/rows.ts';

/** What a column of a written statement means to a reader: its name, the engine's type, and the relations read. */
export function columnOf(
  name: string,
  type: string,
  relations: readonly string[],
  currency: string | null,
): Column {
  const kind = kindOf(name, type.toUpperCase(), relations);
  return { name, label: name, type: kind, ...(kind === 'money' ? { currency } : {}) };
}

/**
 * A name that the relations read have says best what a column is; otherwise the scale does, for money alone is kept
 * with eight decimals (model/product-tables.ts).
 */
function kindOf(name: string, type: string, relations: readonly string[]): ColumnType {
  if (type === 'DATE') return 'date';
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(type)) return 'integer';
  const decimal = /^DECIMAL\(\d+,\s*(\d+)\)$/.exec(type);
  if (!decimal && type !== 'DOUBLE' && type !== 'FLOAT') return 'string';
  const known = relations.map((relation) => RELATIONS.get(relation)?.columns[name]);
  if (known.includes('fraction')) return 'percent';
  if (known.includes('money')) return 'money';
  if (known.some((found) => found !== undefined)) return 'number';
  return decimal?.[1] === '8' ? 'money' : 'number';
}
