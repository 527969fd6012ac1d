import type { SqlDialect } from '../../store/dialect.ts';
import type { Derivation, Dimension, Order, Subject } from '../../vocabulary/plan.ts';
import type { Sql } from '../../vocabulary/sql.ts';
import { members, ungroupedCells, type Span } from './cells.ts';
import { createDraft, nullsLast, select } from './draft.ts';
import type { Filters } from './filters.ts';
import type { ResultColumn } from './listed-columns.ts';

export type EntitySubject = Extract<Subject, 'accounts' | 'portfolios' | 'clients' | 'advisors'>;

/** A listing of accounts, or of those they belong to. */
export interface EntityQuery {
  readonly subject: EntitySubject;
  readonly filters: Filters;
  readonly span: Span;
  /** Columns that the question names lead. */
  readonly leading: readonly Dimension[];
  /** By a column of the register, or accounts by the day they were opened ('date'). */
  readonly order: Order | null;
  readonly limit: number | null;
  readonly derive: Derivation | null;
  readonly currency: string;
}

interface EntityColumn extends ResultColumn {
  readonly sql: string;
}

const named = (
  name: 'account' | 'portfolio' | 'client' | 'advisor' | 'custodian',
  label: string,
  sql: string,
): EntityColumn => ({
  name,
  label,
  type: 'string',
  entity: name,
  sql,
});
const plain = (
  name: string,
  label: string,
  sql: string,
  type: ResultColumn['type'] = 'string',
): EntityColumn => ({
  name,
  label,
  type,
  sql,
});

const COLUMNS: Readonly<Record<EntitySubject, readonly EntityColumn[]>> = {
  accounts: [
    named('account', 'Account', 'm.account_id'),
    named('portfolio', 'Portfolio', 'm.portfolio_id'),
    named('client', 'Client', 'm.client_id'),
    named('advisor', 'Advisor', 'm.advisor_id'),
    named('custodian', 'Custodian', 'm.custodian_id'),
    plain('account_number', 'Account number', 'e.account_number'),
    plain('account_type', 'Account type', 'e.account_type'),
    plain('account_currency', 'Currency', 'e.currency'),
    plain('cost_method', 'Cost method', "COALESCE(e.cost_method, 'FIFO')"),
    plain('opened_on', 'Opened on', 'e.opened_on', 'date'),
    plain('closed_on', 'Closed on', 'e.closed_on', 'date'),
  ],
  portfolios: [
    named('portfolio', 'Portfolio', 'm.portfolio_id'),
    named('client', 'Client', 'm.client_id'),
    named('advisor', 'Advisor', 'm.advisor_id'),
    plain('base_currency', 'Base currency', 'e.base_currency'),
    plain('benchmark', 'Benchmark', 'b.name'),
    plain('accounts', 'Accounts', 'COUNT(DISTINCT m.account_id)', 'integer'),
  ],
  clients: [
    named('client', 'Client', 'm.client_id'),
    named('advisor', 'Advisor', 'm.advisor_id'),
    plain('portfolios', 'Portfolios', 'COUNT(DISTINCT m.portfolio_id)', 'integer'),
    plain('accounts', 'Accounts', 'COUNT(DISTINCT m.account_id)', 'integer'),
  ],
  advisors: [
    named('advisor', 'Advisor', 'm.advisor_id'),
    plain('clients', 'Clients', 'COUNT(DISTINCT m.client_id)', 'integer'),
    plain('accounts', 'Accounts', 'COUNT(DISTINCT m.account_id)', 'integer'),
  ],
};

const JOINS: Readonly<Record<EntitySubject, readonly string[]>> = {
  accounts: ['JOIN accounts AS e ON e.account_id = m.account_id'],
  portfolios: [
    'JOIN portfolios AS e ON e.portfolio_id = m.portfolio_id',
    'LEFT JOIN benchmarks AS b ON b.benchmark_id = m.benchmark_id',
  ],
  clients: [],
  advisors: [],
};

export function entityColumns(query: EntityQuery): readonly ResultColumn[] {
  if (query.derive === 'count' || query.derive === 'exists') {
    return [{ name: 'count', label: 'Count', type: 'integer' }];
  }
  return ordered(query);
}

export function compileEntities(query: EntityQuery, dialect: SqlDialect): Sql {
  const { subject, filters, span, currency } = query;
  const draft = createDraft(dialect);
  const set = ungroupedCells({ draft, spans: [span], filters, currency });
  const [id] = COLUMNS[subject];
  const from = [`${members(set)} AS m`, ...JOINS[subject]];
  const where = subject === 'advisors' ? ['m.advisor_id IS NOT NULL'] : [];
  if (query.derive === 'count' || query.derive === 'exists') {
    if (query.limit === null || query.derive === 'exists') {
      return draft.finish(select({ columns: [`COUNT(DISTINCT ${id?.sql ?? '1'}) AS count`], from, where }));
    }
  }
  const columns = ordered(query);
  if (query.derive === 'count') {
    const counted = `COUNT(DISTINCT ${id?.sql ?? '1'})`;
    const column = `LEAST(${counted}, ${query.limit ?? 0}) AS count`;
    return draft.finish(select({ columns: [column], from, where }));
  }
  return draft.finish(
    select({
      columns: columns.map(({ name, sql }) => `${sql} AS ${name}`),
      from,
      where,
      groupBy: columns.map(({ sql }) => sql).filter((sql) => !sql.startsWith('COUNT(')),
      orderBy: orderOf(query, id?.sql ?? '1'),
      limit: query.limit,
    }),
  );
}

function orderOf({ subject, order }: EntityQuery, id: string): readonly string[] {
  if (order === null) return [id];
  const name = order.by === 'date' ? 'opened_on' : order.by;
  const column = COLUMNS[subject].find((each) => each.name === name)?.sql ?? id;
  return [...nullsLast(column, order.direction === 'asc' ? 'ASC' : 'DESC'), id];
}

/** Names of the columns that a register can be led by and put in order by. */
export function registerColumns(subject: EntitySubject): readonly string[] {
  return COLUMNS[subject].map(({ name }) => name);
}

function ordered({ subject, leading }: EntityQuery): readonly EntityColumn[] {
  const [id, ...others] = COLUMNS[subject];
  if (id === undefined) return [];
  const wanted = others.filter(({ name }) => leading.some((dimension) => dimension === name));
  return [id, ...wanted, ...others.filter((column) => !wanted.includes(column))];
}
