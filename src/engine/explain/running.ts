import { METRICS } from '../../model/index.ts';
import type { Cell } from '../../vocabulary/rows.ts';
import type { FigureQuery } from '../compile/figure-query.ts';
import type { NamedRow } from '../solve.ts';
import { plusMoney } from './rounding.ts';

/** Beside the figure of each period the sum of it and of all before it, group by group; exact where it is an amount. */
export function runningRows(query: FigureQuery, rows: readonly NamedRow[]): readonly NamedRow[] {
  const [metric = ''] = query.metrics;
  const isMoney = METRICS.get(metric)?.unit === 'money';
  const sums = new Map<string, Cell>();
  const inTime = rows.toSorted((a, b) => Number(a['period_no']) - Number(b['period_no']));
  const running = new Map<NamedRow, Cell>();
  for (const row of inTime) {
    const group = JSON.stringify(query.keys.map((key) => row[key] ?? null));
    const [before, more] = [sums.get(group) ?? 0, row[metric] ?? 0];
    const sum = isMoney ? plusMoney(before, more) : Number(before) + Number(more);
    sums.set(group, sum);
    running.set(row, sum);
  }
  return rows.map((row) => ({ ...row, running: running.get(row) ?? null }));
}

/** How many there are, and of how many: added up where groups of several currencies came from several statements. */
export function countedRow(rows: readonly NamedRow[]): NamedRow {
  const total = (name: string): number => rows.reduce((sum, row) => sum + Number(row[name] ?? 0), 0);
  const [count, groups] = [total('count'), total('groups')];
  return { count, groups, proportion: groups === 0 ? null : count / groups };
}
