import { FINDING_CODES, findingKind, FINDINGS, type FindingCode } from '../../model/findings.ts';
import { METRICS } from '../../model/index.ts';
import type { SqlDialect } from '../../store/dialect.ts';
import type { Day } from '../../vocabulary/day.ts';
import type { Sql } from '../../vocabulary/sql.ts';
import type { Catalog } from '../catalog.ts';
import type { Span } from '../compile/cells.ts';
import { createDraft, select, type Draft } from '../compile/draft.ts';
import { conditionIn, SECURITY_COLUMNS, type Filters } from '../compile/filters.ts';
import type { ResolvedScope } from '../scope.ts';
import type { NamedRow } from '../solve.ts';
import { longDay, percentWords } from './words.ts';

/** What an answer rests on, as far as doubtful data can bend it. */
export interface Ground {
  /** Names of metrics; for a listing that rests on lots, those that speak of them. */
  readonly metrics: readonly string[];
  readonly asked: ResolvedScope;
  /** The stretch of all its periods. */
  readonly span: Pick<Span, 'from' | 'to'>;
  readonly filters: Filters;
  readonly currency: string;
}

/** Of what is computed from values or positions, that which no price moves. */
const UNPRICED: ReadonlySet<string> = new Set(
  'cash cost_basis average_cost quantity position_count security_count target_weight'.split(' '),
);
const COSTED: ReadonlySet<string> = new Set(
  'cost_basis average_cost unrealized_gain unrealized_return realized_gain realized_gain_short realized_gain_long quantity position_count'.split(
    ' ',
  ),
);
const VALUE_FACTS: ReadonlySet<string> = new Set(['values', 'positions', 'dated_flows', 'drift', 'gains']);
const SILENT: ReadonlySet<string> = new Set(['stale_price', 'price_gap']);
const CONVERTED: readonly FindingCode[] = ['rate_missing', 'rate_before_first'];

/**
 * The codes of the findings that may bend these figures, of those that the scope's accounts have near the time asked
 * about: a look at the catalog, no read. Mostly empty, and then there is nothing to ask the store.
 */
export function doubtsOn(ground: Ground, catalog: Catalog): readonly FindingCode[] {
  if (catalog.findings.size === 0) return [];
  const bent = bentBy(ground.metrics);
  const codes = FINDING_CODES.filter((code) => bent.has(findingKind(code).bends));
  const near = new Set<string>();
  for (const { id } of ground.asked.members) {
    for (const { code, from, to } of catalog.findings.get(id) ?? []) {
      if (from <= ground.span.to && to >= ground.span.from) near.add(code);
    }
  }
  return codes.filter((code) => near.has(code));
}

function bentBy(metrics: readonly string[]): ReadonlySet<(typeof FINDINGS)[FindingCode]['bends']> {
  const bent = new Set<(typeof FINDINGS)[FindingCode]['bends']>();
  for (const name of metrics) {
    const metric = METRICS.get(name);
    const onValues = metric?.facts.some((fact) => VALUE_FACTS.has(fact)) ?? false;
    const valued = name === 'excess_return' || (onValues && !UNPRICED.has(name));
    if (valued) bent.add('price');
    if (valued || COSTED.has(name)) bent.add('position');
    if (valued || metric?.unit === 'money') bent.add('amount');
  }
  return bent;
}

/**
 * A row a code: how many of the positions held at the end it concerns (`held` of `positions`), since when, and, as of
 * the last day, what they are worth of the total.
 */
export function compileDoubts(
  codes: readonly FindingCode[],
  ground: Ground,
  lastDay: Day,
  dialect: SqlDialect,
): Sql {
  const draft = createDraft(dialect);
  const end = dialect.day(draft.bind(ground.span.to));
  const start = dialect.day(draft.bind(ground.span.from));
  const doubtful = draft.define('doubtful', () =>
    select({
      columns: [
        'f.account_id',
        'f.security_id',
        'f.code',
        'MIN(f.from_date) AS since',
        'MAX(f.from_date) AS latest',
        'SUM(f.occurrences) AS occurrences',
      ],
      from: ['findings AS f'],
      where: [
        `f.code IN (${codes.map((code) => draft.bind(code)).join(', ')})`,
        `f.from_date <= ${end}`,
        `(f.to_date >= ${end} OR (f.code = 'price_jump' AND f.to_date >= ${start}))`,
        ...(codes.some((code) => CONVERTED.includes(code))
          ? [
              `(f.code NOT IN (${CONVERTED.map((code) => draft.bind(code)).join(', ')}) OR f.detail LIKE ${draft.bind(`%/${ground.currency}`)})`,
            ]
          : []),
        ...securityConditions(draft, 'f', ground.filters),
      ],
      groupBy: ['f.account_id', 'f.security_id', 'f.code'],
    }),
  );
  const held = draft.define('held', () =>
    ground.span.to >= lastDay
      ? select({
          columns: ['h.account_id', 'h.security_id', 'h.market_value'],
          from: ['holdings AS h'],
          where: securityConditions(draft, 'h', ground.filters),
        })
      : select({
          columns: ['p.account_id', 'p.security_id', 'NULL AS market_value'],
          from: ['positions AS p'],
          where: [
            'p.quantity <> 0',
            `p.from_date <= ${end}`,
            `p.to_date >= ${end}`,
            ...securityConditions(draft, 'p', ground.filters),
          ],
        }),
  );
  const total = draft.define('total', () =>
    select({
      columns: [
        "COUNT(CASE WHEN x.security_id NOT LIKE 'CASH:%' THEN 1 END) AS positions",
        'SUM(x.market_value) AS market_value',
      ],
      from: [`${held} AS x`],
    }),
  );
  return draft.finish(
    select({
      columns: [
        'd.code',
        'COUNT(*) AS found',
        'COUNT(h.security_id) AS held',
        'SUM(d.occurrences) AS occurrences',
        'MIN(d.since) AS since',
        'MAX(d.latest) AS latest',
        'MAX(t.positions) AS positions',
        `${dialect.double('SUM(h.market_value)')} / NULLIF(${dialect.double('MAX(t.market_value)')}, 0) AS share`,
      ],
      from: [
        `${doubtful} AS d`,
        `LEFT JOIN ${held} AS h ON h.account_id = d.account_id AND h.security_id = d.security_id`,
        `CROSS JOIN ${total} AS t`,
      ],
      groupBy: ['d.code'],
      orderBy: ['d.code'],
    }),
  );
}

function securityConditions(draft: Draft, alias: string, filters: Filters): readonly string[] {
  if (filters.security.length === 0) return [];
  const where = filters.security.map((filter) =>
    conditionIn(draft, SECURITY_COLUMNS[filter.dimension] ?? '', filter),
  );
  return [`${alias}.security_id IN (SELECT s.security_id FROM securities AS s WHERE ${where.join(' AND ')})`];
}

/** The caveats that the rows of compileDoubts make. */
export function doubtCaveats(rows: readonly NamedRow[]): readonly string[] {
  const caveats: string[] = [];
  const silent = rows.filter((row) => SILENT.has(String(row['code'])) && count(row, 'held') > 0);
  const [first] = silent;
  if (first !== undefined) {
    const held = silent.reduce((sum, row) => sum + count(row, 'held'), 0);
    const since = silent.map((row) => String(row['since'])).toSorted()[0] ?? '';
    const share = silent.reduce((sum, row) => sum + Number(row['share'] ?? 0), 0);
    const worth = first['share'] === null ? '' : `: ${percentWords(share)} of the value`;
    caveats.push(`${ofPositions(held, first)} no price since ${longDay(since)}${worth}.`);
  }
  for (const row of rows) {
    const text = caveatOf(row);
    if (text !== null) caveats.push(text);
  }
  return caveats;
}

function caveatOf(row: NamedRow): string | null {
  const code = FINDING_CODES.find((known) => known === row['code']);
  if (code === undefined || SILENT.has(code)) return null;
  const [found, held] = [count(row, 'found'), count(row, 'held')];
  if (code === 'position_without_price') {
    return held === 0
      ? null
      : `${ofPositions(held, row)} no price at all: ${held === 1 ? 'it counts' : 'they count'} as 0.`;
  }
  if (code === 'price_jump') {
    return `${found === 1 ? '1 position has' : `${String(found)} positions have`} a price that looks wrong${onDay(row)}.`;
  }
  if (code === 'reconciliation_breaks') {
    const which =
      row['since'] === row['latest'] ? `statement of ${longDay(String(row['since']))}` : 'last statement';
    return `${found === 1 ? '1 position does' : `${String(found)} positions do`} not agree with the custodian’s ${which}.`;
  }
  const times = count(row, 'occurrences');
  return `${FINDINGS[code].meaning.replace(/\.$/, '')}${times === 1 ? onDay(row) : ` (${String(times)} times)`}.`;
}

function count(row: NamedRow, name: string): number {
  return Number(row[name] ?? 0);
}

function onDay(row: NamedRow): string {
  return row['since'] === row['latest'] ? ` (${longDay(String(row['since']))})` : '';
}

function ofPositions(held: number, row: NamedRow): string {
  return `${String(held)} of ${String(count(row, 'positions'))} positions ${held === 1 ? 'has' : 'have'}`;
}
