import type { Preview, PreviewRow } from '../vocabulary/run.ts';
import { plainText, showTable } from './table.ts';

const ROWS_SHOWN = 10;
const TABLES = {
  accounts: ['external_id', 'name', 'custodian', 'currency'],
  securities: ['id', 'symbol', 'name', 'asset_class', 'currency'],
  transactions: [
    'external_id',
    'account',
    'trade_date',
    'type',
    'security',
    'quantity',
    'price',
    'amount',
    'currency',
  ],
  holdings: ['account', 'security', 'as_of_date', 'quantity', 'price', 'market_value'],
  balances: ['account', 'currency', 'date', 'amount'],
  quarantine: ['table', 'file', 'line', 'column', 'reason'],
} as const;

/** The first rows of each table that has any, and of what would be set aside. */
export function showPreviewRows(preview: Pick<Preview, keyof typeof TABLES>): string {
  return Object.entries(TABLES)
    .map(([table, columns]) => showRows(table, columns, preview[table as keyof typeof TABLES]))
    .join('');
}

function showRows(table: string, columns: readonly string[], rows: readonly PreviewRow[]): string {
  if (rows.length === 0) return '';
  const shown = rows
    .slice(0, ROWS_SHOWN)
    .map((row) => columns.map((column) => plainText(String(row[column] ?? ''))));
  const headings = columns.map((name) => ({ name, label: name, type: 'string' as const }));
  const more = rows.length > ROWS_SHOWN ? `… ${String(rows.length - ROWS_SHOWN)} more\n` : '';
  return `${table} (${String(rows.length)})\n${showTable(headings, shown, shown.length)}${more}\n`;
}
