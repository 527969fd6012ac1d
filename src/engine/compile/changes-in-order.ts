import type { SqlDialect } from '../../store/dialect.ts';
import { nullsLast, select } from './draft.ts';
import type { FigureQuery } from './figure-query.ts';

const ROW_COLUMNS = ['period', 'from_day', 'to_day', 'started'] as const;

/**
 * The groups by how far their figure moved from the first of two periods to the last, the row of the last one each. What
 * there was none of before, or is none of any more, counts as nothing: so a figure that adds up is asked for.
 */
export function changesInOrder(
  query: FigureQuery,
  names: readonly string[],
  figures: string,
  dialect: SqlDialect,
): string {
  const { keys, order, limit, keepNameless } = query;
  const [first = '', ...others] = names;
  const both = select({
    columns: ['f.*', 'MAX(f.period_no) OVER () AS last_no'],
    from: [`${figures} AS f`],
  });
  const sum = (comparison: string): string =>
    `COALESCE(SUM(CASE WHEN b.period_no ${comparison} b.last_no THEN b.${first} END), 0)`;
  const grouped = select({
    columns: [
      'MAX(b.last_no) AS period_no',
      // Of a group that is gone the period is still that of the others.
      ...ROW_COLUMNS.map((column) => `MAX(${ofLast(column)}) OVER () AS ${column}`),
      ...keys.map((key) => `b.${key}`),
      `${sum('=')} AS ${first}`,
      ...others.map((name) => `${ofLast(name)} AS ${name}`),
      `${sum('<')} AS earlier`,
    ],
    from: [`(${both.replaceAll('\n', '\n  ')}) AS b`],
    groupBy: keys.map((key) => `b.${key}`),
  });
  const column = order?.by === 'change_percent' ? 'change_percent' : 'change_amount';
  const amount = `g.${first} - g.earlier`;
  const moved = select({
    columns: [
      'g.*',
      `${amount} AS change_amount`,
      `${dialect.double(amount)} / ${dialect.double('NULLIF(ABS(g.earlier), 0)')} AS change_percent`,
    ],
    from: [`(${grouped.replaceAll('\n', '\n  ')}) AS g`],
  });
  return select({
    columns: [
      'm.period_no',
      ...ROW_COLUMNS.map((each) => `m.${each}`),
      ...keys.map((key) => `m.${key}`),
      ...names.map((name) => `m.${name}`),
      'm.change_amount',
      'm.change_percent',
    ],
    from: [`(${moved.replaceAll('\n', '\n  ')}) AS m`],
    where: [
      `(m.${first} <> 0 OR m.earlier <> 0)`,
      ...(keepNameless ? [] : keys.map((key) => `m.${key} IS NOT NULL`)),
    ],
    orderBy: [
      ...nullsLast(`m.${column}`, order?.direction === 'asc' ? 'ASC' : 'DESC'),
      ...keys.flatMap((key) => nullsLast(`m.${key}`, 'ASC')),
    ],
    limit,
  });
}

function ofLast(column: string): string {
  return `MAX(CASE WHEN b.period_no = b.last_no THEN b.${column} END)`;
}
