import { FINDINGS, type FindingCode } from '../../model/findings.ts';
import type { Finding } from '../../vocabulary/run.ts';
import { quoted } from '../stage/sql-types.ts';
import type { Workspace } from '../stage/workspace.ts';

const EXAMPLES_MAX = 3;

/** What a check selects, under these names; `account_id` and `from_date` are never null. */
export const FOUND_COLUMNS = [
  'account_id',
  'security_id',
  'from_date',
  'to_date',
  'occurrences',
  'detail',
  'cause',
  'transaction_id',
] as const;

/** Writes what `found` selects into `parcel.findings` under one code, and sums it up; null where it selects nothing. */
export async function noteFindings(
  workspace: Workspace,
  code: FindingCode,
  found: string,
): Promise<Finding | null> {
  const { severity } = FINDINGS[code];
  const columns = FOUND_COLUMNS.map((name) => `f.${name}`).slice(2);
  const noted = await workspace.count(`INSERT INTO parcel.findings
    SELECT f.account_id, f.security_id, y.symbol, ${quoted(code)}, ${quoted(severity)}, ${columns.join(', ')}
    FROM (${found}) f LEFT JOIN parcel.securities y ON y.security_id = f.security_id
    ORDER BY f.account_id, f.security_id, f.from_date`);
  return noted === 0 ? null : summaryOf(workspace, code);
}

async function summaryOf(workspace: Workspace, code: FindingCode): Promise<Finding> {
  const [counted] = await workspace.rows(`SELECT coalesce(sum(occurrences), 0)::BIGINT AS occurrences,
      count(DISTINCT account_id) AS accounts FROM parcel.findings WHERE code = ${quoted(code)}`);
  const { severity, meaning } = FINDINGS[code];
  const examples =
    await workspace.rows(`SELECT DISTINCT coalesce(symbol, security_id, 'a booking') AS what, from_date
    FROM parcel.findings WHERE code = ${quoted(code)} ORDER BY from_date DESC, what LIMIT ${String(EXAMPLES_MAX)}`);
  const words = examples.map(({ what, from_date: day }) => `${String(what)} on ${String(day)}`);
  const accounts = Number(counted?.['accounts'] ?? 0);
  return {
    code,
    severity,
    text: `${meaning} In ${accounts === 1 ? '1 account' : `${String(accounts)} accounts`}; for example: ${words.join('; ')}.`,
    rows: Number(counted?.['occurrences'] ?? 0),
  };
}

/** Positions in each account's own currency; the other reporting currencies repeat them. */
export const OWN_POSITIONS = `(SELECT p.account_id, p.security_id, p.from_date, p.to_date, p.quantity
  FROM parcel.positions p JOIN parcel.accounts a ON a.account_id = p.account_id AND a.currency = p.currency)`;

/** A decimal as text, without zeros at its end. */
export function decimalText(value: string): string {
  return `rtrim(rtrim(CAST(${value} AS VARCHAR), '0'), '.')`;
}
