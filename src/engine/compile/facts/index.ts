import { rowKeys, type CellSet } from '../cells.ts';
import { isSecurityDimension } from '../filters.ts';
import { breaks, entities, findings, lots, targets } from './counts.ts';
import { benchmark, drawdown, linked } from './linked.ts';
import { bookings, fees, flows, income, realized, trailingIncome } from './rows.ts';
import { UnusedPart } from '../unused-part.ts';
import { stocksOfAccounts, stocksOfPositions } from './stocks.ts';

type Build = (set: CellSet, needed: ReadonlySet<string>) => string;

/** The kinds of facts that formulas name: each becomes one common table expression. */
const FACTS: Readonly<Record<string, { readonly build: Build; readonly rowKeys: boolean }>> = {
  stocks: { build: stocks, rowKeys: true },
  flows: { build: flows, rowKeys: true },
  income: { build: income, rowKeys: true },
  year_income: { build: trailingIncome, rowKeys: true },
  fees: { build: fees, rowKeys: true },
  realized: { build: realized, rowKeys: true },
  bookings: { build: bookings, rowKeys: true },
  lots: { build: lots, rowKeys: true },
  breaks: { build: breaks, rowKeys: true },
  findings: { build: findings, rowKeys: true },
  targets: { build: targets, rowKeys: true },
  linked: { build: linked, rowKeys: false },
  drawdown: { build: drawdown, rowKeys: false },
  benchmark: { build: benchmark, rowKeys: false },
  entities: { build: entities, rowKeys: false },
};

/** Measures that only positions have. */
const OF_POSITIONS = new Set([
  'quantity',
  'price',
  'securities',
  'accounts',
  'portfolios',
  'clients',
  'advisors',
]);

/** By account where that is enough: daily values are far fewer rows than positions. */
function stocks(set: CellSet, needed: ReadonlySet<string>): string {
  const split = [...set.keys, ...set.filters.security.map(({ dimension }) => dimension)];
  const positions =
    split.some(isSecurityDimension) ||
    set.filters.row.length > 0 ||
    [...needed].some((measure) => OF_POSITIONS.has(measure));
  return positions ? stocksOfPositions(set, needed) : stocksOfAccounts(set, needed);
}

/** The name of the expression that gives these measures for each cell. Throws UnusedPart for what it cannot apply. */
export function buildFact(set: CellSet, fact: string, needed: ReadonlySet<string>): string {
  const known = FACTS[fact];
  if (known === undefined) throw new RangeError(`no facts of the kind ${fact}`);
  const limited = set.filters.security.length + set.filters.row.length + rowKeys(set).length > 0;
  if (limited && !known.rowKeys) throw new UnusedPart('a condition below the account');
  return known.build(set, needed);
}

export function hasRowKeys(fact: string): boolean {
  return FACTS[fact]?.rowKeys ?? false;
}
