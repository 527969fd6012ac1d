import type { Problem } from '../../vocabulary/problem.ts';
import { refusal } from '../refusal.ts';
import { FRAME_MARK } from './spelling.ts';
import { branch, isBranch, itemsOf, unknown, wordOf, type Branch, type Tree } from './tree.ts';
import { printList, type Walk } from './walk.ts';

const END = String.raw`\d{1,6} (?:preceding|following)|unbounded (?:preceding|following)|current row`;
const FRAME_END = new RegExp(`^(?:${END})$`, 'i');
const RANGE_FRAME = new RegExp(`^RANGE (?:BETWEEN (?<from>${END}) AND (?<to>${END})|(?<only>${END}))$`, 'i');

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
  const window =
    typeof specification === 'string' ? windowName(specification) : printWindow(specification, walk);
  walk.windows.add(window);
  return ` OVER ${window}`;
}

/** ` WINDOW name AS (…)`, and what each name stands for. */
export function printNamedWindows(
  windows: Branch,
  walk: Walk,
): { text: string; named: ReadonlyMap<string, string> } {
  const { expr } = branch(windows, 'WINDOW', 'keyword', 'type', 'expr');
  const named = new Map<string, string>();
  const list = printList(itemsOf(expr, 'WINDOW'), walk, (item) => {
    const { name, as_window_specification } = branch(item, 'WINDOW', 'name', 'as_window_specification');
    const window = printWindow(as_window_specification, walk);
    named.set(windowName(name).toLowerCase(), window);
    return `${windowName(name)} AS ${window}`;
  });
  return { text: `WINDOW ${list}`, named };
}

/**
 * Throws a Problem where a window over all rows stands beside two others that differ: MariaDB 10.11 takes it for equal
 * to either when it sorts them, sorts too little, and counts wrong.
 */
export function assertSortable(windows: ReadonlySet<string>, named: ReadonlyMap<string, string>): void {
  const all = new Set([...windows].map((window) => named.get(window.toLowerCase()) ?? window));
  const sorted = [...all].filter((window) => /^\((?:PARTITION|ORDER) BY /.test(window));
  if (sorted.length < all.size && sorted.length > 1)
    throw refusal(
      'A window over all rows beside two others',
      'take that figure in a subquery of its own, as in (SELECT sum(…) FROM …)',
    );
}

/** `(PARTITION BY … ORDER BY … ROWS …)`, or with RANGE. */
export function printWindow(tree: Tree | undefined, walk: Walk): string {
  const { window_specification } = branch(tree, 'window', 'window_specification', 'parentheses');
  const window = branch(window_specification, 'window', 'partitionby', 'orderby', 'window_frame_clause');
  const partitions = itemsOf(window['partitionby'], 'PARTITION BY').map(
    (item) => branch(item, 'PARTITION BY', 'expr', 'type', 'as')['expr'] ?? null,
  );
  const { order, range } = withoutRange(itemsOf(window['orderby'], 'ORDER BY'));
  // With a constant among them MariaDB 10.11 forgets to sort, and takes rows that are no neighbours for other partitions.
  if (![...partitions, ...order].every(namesColumn))
    throw refusal(
      'A window over something that names no column',
      'part and order it by columns, or not at all',
    );
  const parts = [
    ...(partitions.length > 0 ? [`PARTITION BY ${printList(partitions, walk, walk.expression)}`] : []),
    ...(order.length > 0 ? [`ORDER BY ${printOrder(order, walk)}`] : []),
    ...(range === null ? [] : [printRange(range, order.length)]),
    ...(isBranch(window['window_frame_clause']) ? [printFrame(window['window_frame_clause'])] : []),
  ];
  return `(${parts.join(' ')})`;
}

function namesColumn(tree: Tree): boolean {
  if (Array.isArray(tree)) return tree.some(namesColumn);
  if (!isBranch(tree)) return false;
  return tree['type'] === 'column_ref' || Object.values(tree).some(namesColumn);
}

/** The frame by RANGE stands at the end of the order; see spelling.ts. */
function withoutRange(items: readonly Tree[]): { order: readonly Tree[]; range: string | null } {
  const last = items.at(-1);
  const expr = isBranch(last) && isBranch(last['expr']) ? last['expr'] : null;
  const name = expr?.['type'] === 'column_ref' ? expr['column'] : null;
  if (typeof name !== 'string' || !name.startsWith(FRAME_MARK)) return { order: items, range: null };
  return { order: items.slice(0, -1), range: name.slice(FRAME_MARK.length) };
}

function printRange(frame: string, ordered: number): string {
  if (frame.includes('INTERVAL'))
    throw refusal(
      'RANGE with an INTERVAL',
      'order by to_days(…) and write the number of days, which every server counts',
    );
  const { from, to, only } = RANGE_FRAME.exec(frame)?.groups ?? {};
  const start = only ?? from;
  if (start === undefined || (only !== undefined && /following$/i.test(only))) throw refusedFrame();
  if (/\d/.test(frame) && ordered !== 1)
    throw refusal('RANGE with a number and this order', 'order by one number, which it is counted from');
  return `RANGE BETWEEN ${start} AND ${to ?? 'CURRENT ROW'}`;
}

function printFrame(tree: Tree): string {
  const rows = shortFrame(tree);
  if (rows !== null) return rows;
  const { operator, left, right } = branch(tree, 'frame', 'type', 'operator', 'left', 'right');
  const unit = branch(left, 'frame', 'type', 'value')['value'];
  const ends = itemsOf(branch(right, 'frame', 'type', 'value')['value'], 'frame').map(
    (end) => branch(end, 'frame', 'type', 'value')['value'],
  );
  const [from, to, more] = ends.map((end) => (typeof end === 'string' && FRAME_END.test(end) ? end : null));
  if (operator !== 'BETWEEN' || !/^rows$/i.test(wordOf(unit)) || !from || !to || more !== undefined)
    throw refusedFrame();
  return `ROWS BETWEEN ${from.toUpperCase()} AND ${to.toUpperCase()}`;
}

/** `ROWS 3 PRECEDING` means up to the current row; null for a frame with two ends. */
function shortFrame(tree: Tree): string | null {
  if (!isBranch(tree) || !('expr' in tree)) return null;
  const { type, expr } = branch(tree, 'frame', 'type', 'expr');
  const from = branch(expr, 'frame', 'type', 'value')['value'];
  if (type !== 'rows' || typeof from !== 'string' || !FRAME_END.test(from) || /following$/i.test(from))
    throw refusedFrame();
  return `ROWS BETWEEN ${from.toUpperCase()} AND CURRENT ROW`;
}

function refusedFrame(): Problem {
  return refusal('This frame of a window', 'write ROWS or RANGE BETWEEN … AND …, with numbers');
}

/** The name of a window; the parser reads it without quotes alone. */
export function windowName(tree: Tree | undefined): string {
  if (typeof tree !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(tree))
    throw refusal('A name of a window like this', 'write it with letters, digits and underscores');
  return tree;
}
