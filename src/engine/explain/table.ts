import { DIMENSIONS, METRICS } from '../../model/index.ts';
import type { TimeGrain } from '../../vocabulary/period.ts';
import type { Dimension, EntityDimension } from '../../vocabulary/plan.ts';
import type { Cell, Column, ColumnType } from '../../vocabulary/rows.ts';
import { nameOf, type Catalog } from '../catalog.ts';
import type { FigureQuery } from '../compile/figure-query.ts';
import type { ResultColumn } from '../compile/listed-columns.ts';
import { holdsOne, isWithinTime } from '../compile/result-rows.ts';
import type { NamedRow } from '../solve.ts';
import { holdsOf } from './holds.ts';
import { mediansOf, pairedRows } from './pairs.ts';
import { meanMoney, roundedMoney } from './rounding.ts';
import { countedRow, runningRows } from './running.ts';

/** A result as it is shown: names beside ids, money rounded, everything typed. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

const TYPES: Readonly<Record<string, ColumnType>> = {
  money: 'money',
  percent: 'percent',
  number: 'number',
  integer: 'integer',
  quantity: 'number',
  date: 'date',
};

export function metricColumn(name: string): ResultColumn {
  const metric = METRICS.get(name);
  const type = TYPES[metric?.unit ?? 'number'] ?? 'number';
  return {
    name,
    label: metric?.label ?? name,
    type,
    ...(type === 'money' ? { money: 'reporting' as const } : {}),
  };
}

/** The columns that a query of figures gives, those left out that only served another one. */
export function figureColumns(query: FigureQuery, rows: readonly NamedRow[]): readonly ResultColumn[] {
  const named = new Set([...query.metrics, ...query.having.map(({ metric }) => metric)]);
  const [sample] = rows;
  const ordered = query.order?.by.replace('abs:', '') ?? '';
  if (METRICS.has(ordered)) named.add(ordered);
  const metrics = [...named].map(metricColumn);
  const [first] = metrics;
  switch (query.derive) {
    case 'count':
      return [{ name: 'count', label: 'Count', type: 'integer' }];
    case 'exists':
      return [
        { name: 'exists', label: 'Any', type: 'string' },
        { name: 'count', label: 'Count', type: 'integer' },
      ];
    case 'proportion':
      return [
        { name: 'proportion', label: 'Share', type: 'percent' },
        { name: 'count', label: 'Count', type: 'integer' },
        { name: 'groups', label: 'Groups', type: 'integer' },
      ];
    case 'average':
    case 'median':
      return [
        ...(isWithinTime(query) ? [periodColumn(query)] : []),
        ...query.keys.filter((key) => query.within.includes(key)).map(keyColumn),
        ...metrics.map((column) => ({
          ...column,
          label: `${query.derive === 'average' ? 'Average' : 'Median'} ${everyOf(query)}${column.label.toLowerCase()}`,
          type: column.type === 'integer' ? ('number' as const) : column.type,
        })),
        { name: 'groups', label: 'Groups', type: 'integer' },
      ];
    case 'total':
      return metrics;
    case 'share':
    case 'change':
    case 'difference':
    case 'ratio':
    case 'first':
    case 'last':
    case 'extreme':
    case 'holds':
    case 'running':
    case null:
      break;
  }
  const series = query.grain !== null || query.spans.length > 1;
  const derived: ResultColumn[] = [];
  if (sample !== undefined && 'share' in sample)
    derived.push({ name: 'share', label: 'Share', type: 'percent' });
  if (query.derive === 'change' && first !== undefined) {
    derived.push({ ...first, name: 'change', label: 'Change' });
    if (first.type !== 'percent')
      derived.push({ name: 'change_percent', label: 'Change in percent', type: 'percent' });
  }
  if (query.derive === 'difference' && first !== undefined)
    derived.push({ ...first, name: 'difference', label: 'Difference' });
  if (query.derive === 'running' && first !== undefined)
    derived.push({ ...first, name: 'running', label: `Running total of ${first.label.toLowerCase()}` });
  if (query.derive === 'ratio') derived.push({ name: 'ratio', label: 'Ratio', type: 'percent' });
  const holds: ResultColumn = { name: 'holds', label: 'Holds', type: 'string' };
  return [
    ...(holdsOne(query) ? [holds] : []),
    ...(series ? [periodColumn(query)] : []),
    ...query.keys.map(keyColumn),
    ...metrics,
    ...derived,
  ];
}

function periodColumn({ grain }: FigureQuery): ResultColumn {
  const label = grain === null ? 'Period' : (DIMENSIONS.get(grain)?.label ?? 'Period');
  return { name: 'period', label, type: 'period' };
}

/** The 'monthly' of 'average monthly income by account', where the months are what it is an average of. */
function everyOf({ grain, within }: FigureQuery): string {
  return grain === null || within.length === 0 || within.includes(grain) ? '' : `${EVERY[grain]} `;
}

const EVERY: Readonly<Record<TimeGrain, string>> = {
  day: 'daily',
  week: 'weekly',
  month: 'monthly',
  quarter: 'quarterly',
  year: 'yearly',
};

function keyColumn(key: Dimension): ResultColumn {
  const entity = DIMENSIONS.get(key)?.kind === 'entity' ? { entity: key as EntityDimension } : {};
  return { name: key, label: DIMENSIONS.get(key)?.label ?? key, type: 'string', ...entity };
}

/** Averages, changes and answers of yes or no, from the sums and counts that the statement gave. */
export function derivedRows(
  query: FigureQuery,
  rows: readonly NamedRow[],
  currency: string,
): readonly NamedRow[] {
  if (query.derive === 'exists') {
    return rows.map((row) => ({ ...row, exists: Number(row['count']) > 0 ? 'yes' : 'no' }));
  }
  if (holdsOne(query)) return rows.map((row) => ({ ...row, holds: holdsOf(query.having, row) }));
  if (query.derive === 'change') return rows.map((row) => ({ ...row, change: row['change_amount'] ?? null }));
  if (query.derive === 'difference' || query.derive === 'ratio') return pairedRows(query, query.derive, rows);
  if (query.derive === 'median') return mediansOf(query, rows);
  if (query.derive === 'running') return runningRows(query, rows);
  if (query.derive === 'count' || query.derive === 'proportion') return [countedRow(rows)];
  if (query.derive !== 'average') return rows;
  return rows.map((row) => {
    const means = query.metrics.map((name) => [name, meanOf(name, row, currency)] as const);
    return { ...row, ...Object.fromEntries(means), groups: row[`${query.metrics[0] ?? ''}_groups`] ?? 0 };
  });
}

function meanOf(name: string, row: NamedRow, currency: string): Cell {
  const [sum, count] = [row[name] ?? null, row[`${name}_groups`] ?? null];
  if (METRICS.get(name)?.unit === 'money') return meanMoney(sum, count, currency);
  return sum === null || Number(count) === 0 ? null : Number(sum) / Number(count);
}

export function tableOf(
  specs: readonly ResultColumn[],
  rows: readonly NamedRow[],
  catalog: Catalog,
  currency: string,
): Table {
  const shown = specs.filter(({ name }) => name !== 'account' || specs.length < 3 || namesMany(rows));
  const matures = rows.some((row) => maturesOn(row, catalog) !== null);
  const columns = shown.flatMap((spec) => columnsOf(spec, currency));
  return {
    columns: matures ? [...columns, MATURES] : columns,
    rows: rows.map((row) => [
      ...shown.flatMap((spec) => cellsOf(spec, row, catalog, currency)),
      ...(matures ? [maturesOn(row, catalog)] : []),
    ]),
  };
}

/** When securities are repaid is told where some of those shown are. */
const MATURES: Column = { name: 'matures_on', label: 'Matures on', type: 'date' };

function maturesOn(row: NamedRow, { securities }: Catalog): string | null {
  const id = row['security'] ?? null;
  return id === null || !('weight' in row) ? null : (securities.get(String(id))?.maturesOn ?? null);
}

/** A column of accounts is left out of a listing where all rows are of the same one; of one row it says whose it is. */
function namesMany(rows: readonly NamedRow[]): boolean {
  return (
    rows.length < 2 ||
    new Set(rows.map((row) => row['account'])).size > 1 ||
    !('trade_date' in (rows[0] ?? {}))
  );
}

function columnsOf(spec: ResultColumn, currency: string): readonly Column[] {
  const { name, label, type, entity, money } = spec;
  if (entity === undefined) {
    return [
      {
        name,
        label,
        type,
        ...(money === undefined ? {} : { currency: money === 'reporting' ? currency : null }),
      },
    ];
  }
  const id: Column = { name: `${name}_id`, label: `${label} id`, type: 'string' };
  const symbol: Column = { name: 'symbol', label: 'Symbol', type: 'string' };
  return [{ name, label, type }, ...(entity === 'security' ? [symbol] : []), id];
}

function cellsOf(spec: ResultColumn, row: NamedRow, catalog: Catalog, currency: string): readonly Cell[] {
  const cell = row[spec.name] ?? null;
  const { entity, type, money, coded } = spec;
  if (coded === true && cell !== null) return [String(cell).replaceAll('_', ' ')];
  if (entity !== undefined) {
    const id = cell === null ? null : String(cell);
    const symbol = id === null ? null : (catalog.securities.get(id)?.symbol ?? null);
    return [id === null ? null : nameOf(entity, id, catalog), ...(entity === 'security' ? [symbol] : []), id];
  }
  if (cell === null) return [null];
  if (type === 'money')
    return [roundedMoney(cell, money === 'row' ? String(row['currency'] ?? currency) : currency)];
  if (type === 'percent' || type === 'integer') return [Number(cell)];
  return [type === 'number' && typeof cell === 'number' ? cell : String(cell)];
}
