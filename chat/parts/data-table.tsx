import type { ComponentChildren } from 'preact';

export interface DataColumn<T> {
  readonly key: string;
  readonly head: string;
  readonly isNumber?: true;
  readonly cell: (row: T) => ComponentChildren;
}

interface DataTableProps<T> {
  /** What the rows are, for those who hear the table. */
  readonly caption: string;
  readonly columns: readonly DataColumn<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T, index: number) => string | number;
}

/** Rows of anything: the first column names its row. A wide table scrolls within itself. */
export function DataTable<T>({ caption, columns, rows, rowKey }: DataTableProps<T>) {
  return (
    <div class="result-scroll" role="group" aria-label={caption} tabIndex={0}>
      <table class="table result-table">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, head, isNumber }) => (
              <th key={key} scope="col" class={isNumber ? 'is-number' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={rowKey(row, index)}>
              {columns.map(({ key, isNumber, cell }, at) =>
                at === 0 ? (
                  <th key={key} scope="row" class="row-name">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={key} class={isNumber ? 'is-number' : undefined}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
