import { useMemo } from 'preact/hooks';
import type { TablePart } from '../../api/ask.ts';
import { cellFormatter, formatCount, isNumeric, toTabSeparated } from '../../format/cells.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { strings } from '../../strings.ts';
import { useAnswerMemory } from './answer-memory.ts';
import { Value } from './figure.tsx';

const ROWS_PER_PAGE = 100;

interface ResultTableProps {
  readonly table: TablePart;
  /** What the rows are, for those who hear the table. */
  readonly caption: string;
  /** Without what stands below it, where nobody needs more than to see it. */
  readonly isPlain?: boolean;
}

/** The rows of an answer. A long table scrolls within itself under a header that stays; a very long one has pages. */
export function ResultTable({ table, caption, isPlain = false }: ResultTableProps) {
  const { columns, rows } = table;
  const [picked, setPage] = useAnswerMemory(rows, 'tablePage', 0);
  const formats = useMemo(
    () => columns.map((column) => cellFormatter(column, columns, rows)),
    [columns, rows],
  );
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_PER_PAGE));
  const page = Math.min(picked, pages - 1);
  const from = page * ROWS_PER_PAGE;
  const shown = rows.slice(from, from + ROWS_PER_PAGE);
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
              <tr key={from + rowIndex}>
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
      {isPlain && pages === 1 ? null : (
        <div class="result-foot">
          <span class="result-count">
            {pages > 1
              ? words.someRows(
                  formatCount(from + 1),
                  formatCount(from + shown.length),
                  formatCount(rows.length),
                )
              : words.rows(rows.length, formatCount(rows.length))}
          </span>
          {pages > 1 ? <Pager page={page} pages={pages} onPage={setPage} /> : null}
          <CopyButton label={words.copyTable} text={() => toTabSeparated(columns, rows)} />
        </div>
      )}
    </div>
  );
}

interface PagerProps {
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}

function Pager({ page, pages, onPage }: PagerProps) {
  const words = strings.answer.pages;
  const steps = [
    { name: words.first, sign: '«', to: 0 },
    { name: words.previous, sign: '‹', to: page - 1 },
    { name: words.next, sign: '›', to: page + 1 },
    { name: words.last, sign: '»', to: pages - 1 },
  ];
  return (
    <span class="pager" role="group" aria-label={words.title}>
      {steps.map(({ name, sign, to }) => (
        <button
          key={name}
          type="button"
          class="btn btn-sm btn-quiet"
          aria-label={name}
          title={name}
          disabled={to === page || to < 0 || to >= pages}
          onClick={() => onPage(to)}
        >
          {sign}
        </button>
      ))}
    </span>
  );
}

const NOTHING = { text: strings.answer.noValue, exact: null, isNegative: false };
