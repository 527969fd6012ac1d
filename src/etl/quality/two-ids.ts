import { FINDINGS } from '../../model/findings.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Finding } from '../../vocabulary/run.ts';
import type { ResultRow, Workspace } from '../stage/workspace.ts';

/*
 * One thing that two sources tell under ids of their own: a security by its ISIN, its CUSIP (that within a US or
 * Canadian ISIN included) or, where it has neither, by symbol and name, in one currency; an account by its number at
 * its custodian. Nobody but a person can know that they are one, so both stay, and it is told. So is what cannot be one
 * and stands under one id.
 */

const EXAMPLES_MAX = 3;
const WORDS = (name: string): string => `trim(regexp_replace(upper(${name}), '[^A-Z0-9]+', ' ', 'g'))`;
/** Written with and without blanks and dashes; one that is masked names nothing. */
const NUMBER = `regexp_replace(upper(s.account_number), '[\\s-]', '', 'g')`;

const MARKED = {
  security_under_two_ids: `
    SELECT security_id AS id, source, file, line, currency || ' ' || unnest(CASE
      WHEN isin IS NULL AND cusip IS NULL THEN ['named ' || symbol || ' ' || ${WORDS('name')}]
      ELSE ['ISIN ' || upper(isin),
        'CUSIP ' || upper(coalesce(cusip, CASE WHEN upper(isin[:2]) IN ('US', 'CA') THEN isin[3:11] END))] END) AS mark
    FROM stage.staged_securities WHERE asset_class <> 'Cash'`,
  account_under_two_ids: `
    SELECT s.account_id AS id, s.source, s.file, s.line, ${WORDS('c.name')} || ' ' || ${NUMBER} AS mark
    FROM stage.staged_accounts s JOIN stage.merged_custodians c ON c.custodian_id = s.custodian_id
    WHERE NOT regexp_matches(s.account_number, '[*•]|[xX]{3}')`,
} as const;

type TwoIdsCode = keyof typeof MARKED | 'two_securities_under_one_id';
const TABLES: Readonly<Record<TwoIdsCode, string>> = {
  two_securities_under_one_id: 'securities',
  security_under_two_ids: 'securities',
  account_under_two_ids: 'accounts',
};

export function isTwoIds(code: string): code is TwoIdsCode {
  return code in TABLES;
}

/**
 * The other way round: one id under which two sources tell what cannot be one security, by its ISIN, its CUSIP, its
 * currency, or, where there is none to go by, by names without a word in common. A ticker means another thing on another
 * exchange, and of what stands under one id the latest delivery counts.
 */
const ONE_ID = `
  WITH held AS (SELECT security_id AS id, source, file, line, currency, symbol, upper(isin) AS isin,
      upper(coalesce(cusip, CASE WHEN upper(isin[:2]) IN ('US', 'CA') THEN isin[3:11] END)) AS cusip,
      string_split(${WORDS('name')}, ' ') AS words
    FROM stage.staged_securities WHERE asset_class <> 'Cash')
  SELECT a.id, b.id AS first_id, a.source, b.source AS first_source, a.file, a.line
  FROM held a JOIN held b ON b.id = a.id AND b.source < a.source
  WHERE CASE WHEN a.isin <> b.isin OR a.currency <> b.currency THEN true
    WHEN a.isin = b.isin THEN false
    WHEN a.cusip IS NOT NULL AND b.cusip IS NOT NULL THEN a.cusip <> b.cusip
    ELSE NOT list_has_any(a.words, b.words) AND NOT list_contains(a.words, upper(a.symbol))
      AND NOT list_contains(b.words, upper(b.symbol)) END
  QUALIFY row_number() OVER (PARTITION BY a.source, a.id ORDER BY b.source) = 1`;

/** Each row that names by another id what another source named before: the first of its mark stands for all others. */
function twice(code: TwoIdsCode): string {
  if (code === 'two_securities_under_one_id') return ONE_ID;
  return `WITH marked AS (${MARKED[code]}),
    held AS (SELECT *, first_value({'id': id, 'source': source}) OVER (PARTITION BY mark ORDER BY source, id) AS first
      FROM marked WHERE mark IS NOT NULL)
    SELECT id, first.id AS first_id, source, first.source AS first_source, file, line FROM held
    WHERE id <> first.id AND source <> first.source
    QUALIFY row_number() OVER (PARTITION BY source, id ORDER BY mark) = 1`;
}

/** To be asked where there are several sources. */
export async function findTwoIds(workspace: Workspace): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const code of Object.keys(TABLES).filter(isTwoIds)) {
    const shown = await workspace.rows(
      `SELECT *, count(*) OVER () AS rows FROM (${twice(code)}) ORDER BY source, id LIMIT ${String(EXAMPLES_MAX)}`,
    );
    if (shown.length === 0) continue;
    const { severity, meaning } = FINDINGS[code];
    const text = `${meaning} For example: ${shown.map(told).join('; ')}.`;
    found.push({ code, severity, text, rows: Number(shown[0]?.['rows'] ?? 0) });
  }
  return found;
}

/** The source rows of what is told under two ids. */
export async function rowsOfTwoIds(workspace: Workspace, code: TwoIdsCode): Promise<readonly ResultRow[]> {
  const rows = await workspace.rows(
    `${twice(code)} ORDER BY source, id LIMIT ${String(LIMITS.finding_rows_per_code_max)}`,
  );
  return rows.map((row) => ({
    ...row,
    table_name: TABLES[code],
    key: row['id'] ?? null,
    [code === 'account_under_two_ids' ? 'account_id' : 'security_id']: row['id'] ?? null,
    detail: told(row),
  }));
}

function told(row: ResultRow): string {
  const text = (name: string): string => String(row[name] ?? '');
  return `${text('id')} of ${text('source')} and ${text('first_id')} of ${text('first_source')}`;
}
