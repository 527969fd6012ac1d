import { basename } from 'node:path';
import { CURRENCIES } from '../../vocabulary/currency.ts';
import { BatchBuilder } from './batch-builder.ts';
import { digestOf } from './file-digest.ts';
import { csvRecords } from './csv-records.ts';
import type { RawBatch, Source, SourceStream } from './source.ts';

const COLUMNS = ['rate_date', 'from_currency', 'to_currency', 'rate'] as const;
const LONG_DAY = /^(\d{1,2}) ([A-Z][a-z]+) (\d{4})$/;
const MONTHS: readonly string[] =
  'January February March April May June July August September October November December'.split(' ');
const NONE: ReadonlySet<string> = new Set(['', 'N/A', '-']);

/** Whether a file that begins so has the form in which the European Central Bank gives its reference rates. */
export function isEcbRates(beginning: string): boolean {
  return /^\uFEFF?"?Date"?\s*,\s*"?[A-Z]{3}"?\s*,(\s*"?[A-Z]{3}"?\s*,)+/.test(beginning);
}

/**
 * The reference rates of the European Central Bank: a row a day, a column a currency, what one euro buys. Currencies
 * that no longer exist are left aside; days without a rate have none.
 */
export function ecbSource(path: string): Source {
  const file = basename(path);
  return {
    check: () => Promise.resolve(),
    list: async () => {
      const gone = (await currenciesOf(path)).filter((code) => code !== '' && !CURRENCIES.includes(code));
      const stream: SourceStream = { table: 'fx_rates', file, columns: COLUMNS, unusable: null };
      return {
        streams: [stream],
        declared: 'incremental',
        ignored: gone.map((code) => `${file}: ${code}`),
        steady: 'nothing',
      };
    },
    read: (_stream, columns) => read(path, columns),
    receipts: async ({ table }) => [{ file, table, ...(await digestOf(path)) }],
    close: () => Promise.resolve(),
  };
}

async function currenciesOf(path: string): Promise<readonly string[]> {
  for await (const { fields } of csvRecords(path)) return fields.slice(1).map((code) => code.trim());
  return [];
}

async function* read(path: string, columns: readonly string[]): AsyncGenerator<RawBatch> {
  const builder = new BatchBuilder(columns.length);
  let currencies: readonly string[] | null = null;
  for await (const { line, fields, broken } of csvRecords(path)) {
    if (currencies === null) {
      currencies = fields.slice(1).map((code) => code.trim());
      continue;
    }
    const day = isoDay(fields[0]?.trim() ?? '');
    if (broken !== null) builder.add(line, [], { column: null, reason: broken });
    for (const [place, currency] of currencies.entries()) {
      const rate = fields[place + 1]?.trim() ?? '';
      if (NONE.has(rate) || !CURRENCIES.includes(currency)) continue;
      const row: Readonly<Record<string, string>> = {
        rate_date: day,
        from_currency: 'EUR',
        to_currency: currency,
        rate,
      };
      builder.add(
        line,
        columns.map((column) => row[column]),
        null,
      );
      if (builder.full) yield builder.take();
    }
  }
  if (!builder.empty) yield builder.take();
}

/** The daily file writes `31 March 2026`, the history `2026-03-31`. */
function isoDay(text: string): string {
  const found = LONG_DAY.exec(text);
  const month = MONTHS.indexOf(found?.[2] ?? '') + 1;
  if (found === null || month === 0) return text;
  return `${found[3] ?? ''}-${String(month).padStart(2, '0')}-${(found[1] ?? '').padStart(2, '0')}`;
}
