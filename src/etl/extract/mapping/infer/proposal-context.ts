import { literal } from '../input-tables.ts';
import type { DraftRule } from './draft.ts';
import { cell } from './draft.ts';
import type { Links, Thing } from './link-tables.ts';
import { likelyColumns, linksOf, tableOf } from './link-tables.ts';
import { decimalMarkOf } from './multiplied-columns.ts';
import type { DecimalMark } from './read-values.ts';
import { SURE_ENOUGH } from './recognise-roles.ts';
import type { RecognisedTable } from './recognise-table.ts';

/** What the proposals for one table of a source share. */
export interface ProposalContext {
  readonly table: RecognisedTable;
  /** All that are known of the source. */
  readonly tables: readonly RecognisedTable[];
  /** How many inputs the mapping has. */
  readonly inputs: number;
  /** What the source is called. */
  readonly source: string;
  readonly mark: DecimalMark;
  /** The account of a row, as an expression or a constant. */
  readonly account: DraftRule;
  readonly accountDoubt: string | null;
  /** What names the security of a row; null where the table has none. */
  readonly security: string | null;
  readonly links: Links;
  readonly custodian: DraftRule;
  readonly client: DraftRule;
  readonly currency: DraftRule;
  readonly currencyDoubt: string | null;
}

const FALLBACK_CURRENCY = 'USD';

export function contextOf(
  table: RecognisedTable,
  source: string,
  tables: readonly RecognisedTable[],
  inputs: number,
): ProposalContext {
  const links = linksOf(table, tables);
  const account = links.account;
  const currency = currencyOf(table);
  const unsure = (table.roles.get('account')?.sure ?? 1) < SURE_ENOUGH;
  const one = `no column names an account: everything is booked in one, ${source}`;
  return {
    table,
    tables,
    inputs,
    source,
    links,
    mark: decimalMarkOf(table.columns),
    account: account === null ? { constant: source } : cell(account),
    accountDoubt: account === null ? one : unsure ? `is ${account.name} the account?` : null,
    security:
      tableOf('security', tables) === null ? securityKey(table) : links.security && cell(links.security),
    custodian: ruleOf('custodian', links, tables) ?? { constant: source },
    client: ruleOf('client', links, tables) ?? { constant: OWNER.client_id },
    currency: currency.rule,
    currencyDoubt: currency.doubt,
  };
}

/** By a column; where the source has one such thing, it is that one. */
function ruleOf(thing: Thing, links: Links, tables: readonly RecognisedTable[]): DraftRule | null {
  const column = links[thing];
  if (column !== null) return cell(column);
  const target = tableOf(thing, tables);
  const key = target === null ? null : linksOf(target, tables)[thing];
  const [only, ...others] = key?.counts.keys() ?? [];
  return only !== undefined && others.length === 0 ? { constant: only } : null;
}

/** Whoever has the accounts, where no column says it. */
export const OWNER = { client_id: 'own', name: 'Own accounts' };

/** The first column that names every security; where none does, each row's first one that is filled. */
function securityKey(table: RecognisedTable): string | null {
  const columns = likelyColumns('security', table);
  if (columns.length === 0) return null;
  const moved = table.roles.get('quantity')?.column;
  // What is no line of a security may have words anywhere.
  const rows = columns.map(
    ({ values }) =>
      values.filter((value, row) => value !== null && (moved?.values[row] ?? null) !== null).length,
  );
  const most = Math.max(...rows);
  const whole = columns.find((_column, place) => rows[place] === most);
  const [first] = columns;
  if (first === undefined || whole === undefined) return null;
  if (most === 0) return cell(first);
  // A security that has an ISIN in one row and none in another would be two.
  return cell(whole);
}

function currencyOf({ roles, columns }: RecognisedTable): {
  readonly rule: DraftRule;
  readonly doubt: string | null;
} {
  const column = roles.get('currency')?.column;
  if (column !== undefined) return { rule: `upper(trim(${cell(column)}))`, doubt: null };
  const beside = columns.map(({ numbers }) => numbers?.currency ?? null).find((code) => code !== null);
  if (beside !== undefined && beside !== null) return { rule: { constant: beside }, doubt: null };
  const inName = columns
    .map(({ name }) => /\b(USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN|HKD|SGD)\b|[€£]/.exec(name)?.[0])
    .find((code) => code !== undefined);
  if (inName !== undefined)
    return { rule: { constant: inName === '€' ? 'EUR' : inName === '£' ? 'GBP' : inName }, doubt: null };
  return { rule: { constant: FALLBACK_CURRENCY }, doubt: 'no column names a currency' };
}

/** A rule as an expression, for use inside another. */
export function asSql(rule: DraftRule): string {
  if (typeof rule === 'string') return rule;
  return 'constant' in rule ? literal(rule.constant) : rule.value;
}
