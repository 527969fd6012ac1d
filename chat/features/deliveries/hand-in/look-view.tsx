import { type Look, type LookTable } from '../../../../src/vocabulary/delivery.ts';
import type { PreviewRow } from '../../../../src/vocabulary/run.ts';
import { formatCount } from '../../../format/cells.ts';
import { formatMoment } from '../../../format/dates.ts';
import { DataTable } from '../../../parts/data-table.tsx';
import { PageLink } from '../../../parts/page-link.tsx';
import { strings } from '../../../strings.ts';
import { pageAddress } from '../../ask/address.ts';

/** What each table shows of its rows: what a person knows a booking by. */
const SHOWN: Readonly<Record<LookTable, readonly string[]>> = {
  transactions: [
    'trade_date',
    'type',
    'account',
    'security',
    'quantity',
    'price',
    'fee',
    'tax',
    'amount',
    'currency',
    'description',
  ],
  holdings: ['account', 'security', 'as_of_date', 'quantity', 'price', 'market_value', 'currency'],
  balances: ['account', 'date', 'amount', 'currency'],
  accounts: ['external_id', 'name', 'custodian', 'currency'],
  securities: ['id', 'symbol', 'isin', 'name', 'asset_class', 'currency'],
};
const NUMBERS: ReadonlySet<string> = new Set(['quantity', 'price', 'fee', 'tax', 'amount', 'market_value']);
const ORDER = Object.keys(SHOWN) as readonly LookTable[];

/** What a delivery was found to be, its first rows as they would be taken in, and what is doubtful about them. */
export function LookView({ look }: { look: Look }) {
  const words = strings.operations.deliveries.handIn;
  if (look.failed !== null) {
    return (
      <p class="alert alert-warning mb-0" role="alert">
        {look.failed}
      </p>
    );
  }
  const tables = ORDER.filter((table) => look.tables[table].count > 0);
  return (
    <>
      <dl class="facts">
        <dt>{words.recognised}</dt>
        <dd>
          {look.files.map(({ name, kind, format }) => (
            <span key={name} class="row-note">
              {name}: {words.kinds[kind]}
              {format === null ? '' : ` (${format})`}
            </span>
          ))}
        </dd>
        <dt>{words.rows}</dt>
        <dd>
          {tables
            .map((table) => words.counted(formatCount(look.tables[table].count), words.tables[table]))
            .join(' · ') || words.noRows}
        </dd>
      </dl>
      <Doubts look={look} />
      {tables.map((table, place) => (
        <details key={table} class="entry-details" open={place === 0}>
          <summary>{words.firstRows(words.tables[table])}</summary>
          <FirstRows table={table} rows={look.tables[table].rows} />
        </details>
      ))}
      <SetAside look={look} />
      {look.unmapped.length === 0 ? null : (
        <details class="entry-details">
          <summary>{words.unmapped(formatCount(look.unmapped.length))}</summary>
          <ul class="plain-list">
            {look.unmapped.map((column) => (
              <li key={column} class="long-text">
                {column}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Doubts({ look: { again, refused, doubts } }: { look: Look }) {
  const words = strings.operations.deliveries.handIn;
  if (again === null && refused.length + doubts.length === 0) return null;
  return (
    <ul class="findings" aria-label={words.doubts}>
      {again === null ? null : (
        <li class="finding is-warning">
          {words.again(again.source, formatMoment(again.at))}{' '}
          <PageLink hash={pageAddress('deliveries', again.run)}>{words.openRun}</PageLink>
        </li>
      )}
      {refused.map((table) => (
        <li key={table} class="finding is-error">
          {words.refused(table)}
        </li>
      ))}
      {doubts.map((doubt) => (
        <li key={doubt} class="finding is-warning">
          {doubt}
        </li>
      ))}
    </ul>
  );
}

function FirstRows({ table, rows }: { table: LookTable; rows: readonly PreviewRow[] }) {
  const words = strings.operations.deliveries.handIn;
  const columns = SHOWN[table].filter((name) => rows.some((row) => (row[name] ?? null) !== null));
  return (
    <DataTable
      caption={words.firstRows(words.tables[table])}
      rows={rows}
      rowKey={(_row, index) => index}
      columns={columns.map((name) => ({
        key: name,
        head: words.columns[name] ?? name,
        ...(NUMBERS.has(name) ? { isNumber: true as const } : {}),
        cell: (row: PreviewRow) => <span class="long-text">{textOf(name, row[name])}</span>,
      }))}
    />
  );
}

/** Exact, as it would be taken in; zeros behind the last decimal say nothing. */
function textOf(name: string, value: PreviewRow[string] | undefined): string {
  const text = String(value ?? '');
  return NUMBERS.has(name) && text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function SetAside({ look: { quarantine, quarantined } }: { look: Look }) {
  const words = strings.operations.deliveries.handIn;
  const run = strings.operations.deliveries.run;
  if (quarantined === 0) return null;
  return (
    <details class="entry-details" open>
      <summary>{words.setAside(formatCount(quarantined))}</summary>
      <DataTable
        caption={run.quarantine}
        rows={quarantine}
        rowKey={(_row, index) => index}
        columns={[
          {
            key: 'where',
            head: run.where,
            cell: ({ file, line }) => (line === null ? file : run.line(file, String(line))),
          },
          { key: 'reason', head: run.reason, cell: ({ reason }) => <span class="long-text">{reason}</span> },
          { key: 'column', head: run.column, cell: ({ column }) => column },
          { key: 'table', head: run.table, cell: ({ table }) => table },
        ]}
      />
    </details>
  );
}
