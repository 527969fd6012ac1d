import { refusal } from '../refusal.ts';
import { branch, isBranch, itemsOf, unknown, wordOf, type Tree } from './tree.ts';
import { printList, type Walk } from './walk.ts';

const FRAME_END = /^(?:\d{1,6} (?:preceding|following)|unbounded (?:preceding|following)|current row)$/i;

export function printOrder(items: readonly Tree[], walk: Walk): string {
  return printList(items, walk, (tree) => {
    const { expr, type } = branch(tree, 'ORDER BY', 'expr', 'type');
    const direction = type === 'DESC' || type === 'ASC' ? ` ${type}` : '';
    if (direction === '' && type !== null) throw unknown('ORDER BY');
    return `${walk.expression(expr, walk)}${direction}`;
  });
}

/** ` OVER (…)` or ` OVER name`; nothing where there is no window. */
export function printOver(tree: Tree | undefined, walk: Walk): string {
  if (tree === null || tree === undefined) return '';
  const over = branch(tree, 'OVER', 'type', 'as_window_specification');
  if (over['type'] !== 'window') throw unknown('OVER');
  const specification = over['as_window_specification'];
  return ` OVER ${typeof specification === 'string' ? windowName(specification) : printWindow(specification, walk)}`;
}

/** `(PARTITION BY … ORDER BY … ROWS …)`. */
export function printWindow(tree: Tree | undefined, walk: Walk): string {
  const { window_specification } = branch(tree, 'window', 'window_specification', 'parentheses');
  const window = branch(window_specification, 'window', 'partitionby', 'orderby', 'window_frame_clause');
  const partitions = itemsOf(window['partitionby'], 'PARTITION BY').map(
    (item) => branch(item, 'PARTITION BY', 'expr', 'type', 'as')['expr'] ?? null,
  );
  const order = itemsOf(window['orderby'], 'ORDER BY');
  const parts = [
    ...(partitions.length > 0 ? [`PARTITION BY ${printList(partitions, walk, walk.expression)}`] : []),
    ...(order.length > 0 ? [`ORDER BY ${printOrder(order, walk)}`] : []),
    ...(isBranch(window['window_frame_clause']) ? [printFrame(window['window_frame_clause'])] : []),
  ];
  return `(${parts.join(' ')})`;
}

function printFrame(tree: Tree): string {
  const { operator, left, right } = branch(tree, 'frame', 'type', 'operator', 'left', 'right');
  const unit = branch(left, 'frame', 'type', 'value')['value'];
  const ends = itemsOf(branch(right, 'frame', 'type', 'value')['value'], 'frame').map(
    (end) => branch(end, 'frame', 'type', 'value')['value'],
  );
  const [from, to, more] = ends.map((end) => (typeof end === 'string' && FRAME_END.test(end) ? end : null));
  if (operator !== 'BETWEEN' || !/^(?:rows|range)$/i.test(wordOf(unit)) || !from || !to || more !== undefined)
    throw refusal('This frame of a window', 'write ROWS BETWEEN … AND …, with numbers');
  return `${wordOf(unit).toUpperCase()} BETWEEN ${from.toUpperCase()} AND ${to.toUpperCase()}`;
}

/** The name of a window; the parser reads it without quotes alone. */
export function windowName(tree: Tree | undefined): string {
  if (typeof tree !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(tree))
    throw refusal('A name of a window like this', 'write it with letters, digits and underscores');
  return tree;
}
