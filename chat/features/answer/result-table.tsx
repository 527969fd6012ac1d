import { useMemo, useState } from 'preact/hooks';
import type { TablePart } from '../../api/ask.ts';
import { cellFormatter, formatCount, isNumeric, toTabSeparated } from '../../format/cells.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { strings } from '../../strings.ts';
import { Value } from './figure.tsx';

const FIRST_ROWS = 100;

interface ResultTableProps {
  readonly table: TablePart;
  /** What the rows are, for those who hear the table. */
  readonly caption: string;
}

/** The rows of an answer. A long table scrolls within itself under a header that stays. */
export function ResultTable({ table, caption }: ResultTableProps) {
  const { columns, rows } = table;
  const [isWhole, setWhole] = useState(false);
  const formats = useMemo(
    () => columns.map((column) => cellFormatter(column, columns, rows)),
    [columns, rows],
  );
  const shown = isWhole ? rows : rows.slice(0, FIRST_ROWS);
  const words = strings.answer;
  if (rows.length === 0) return <p class="text-body-secondary mb-0">{words.empty}</p>;
  return (
    <div class="result">
      <div class="result-scroll" role="region" aria-label={words.tableOf(caption)} tabIndex={0}>
        <table class="table result-table">
          <caption class="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.name} scope="col" class={isNumeric(column) ? 'is-number' : undefined}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, rowIndex) => (
              // Rows have no identity of their own, and never move.
              <tr key={rowIndex}>
                {columns.map((column, index) => (
                  <td key={column.name} class={isNumeric(column) ? 'is-number' : undefined}>
                    <Value value={formats[index]?.(row[index] ?? null, row) ?? NOTHING} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="result-foot">
        <span class="result-count">
          {shown.length < rows.length
            ? words.firstRows(formatCount(shown.length), formatCount(rows.length))
            : words.rows(rows.length, formatCount(rows.length))}
        </span>
        {shown.length < rows.length ? (
          <button type="button" class="btn btn-sm btn-quiet" onClick={() => setWhole(true)}>
            {words.showAll(formatCount(rows.length))}
          </button>
        ) : null}
        <CopyButton label={words.copyTable} text={() => toTabSeparated(columns, rows)} />
      </div>
    </div>
  );
}

const NOTHING = { text: strings.answer.noValue, exact: null, isNegative: false };
