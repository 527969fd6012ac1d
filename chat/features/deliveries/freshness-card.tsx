import type { CustodianFreshness, Freshness } from '../../../src/vocabulary/operations.ts';
import { formatCount } from '../../format/cells.ts';
import { formatDay, formatMoment } from '../../format/dates.ts';
import { LoadedCard } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import type { LoadControl } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';

const DAY_MS = 86_400_000;
/** A weekend, and a holiday beside it, are no delay. */
const DAYS_BEHIND_MAX = 4;

/** How far each custodian's data reach, beside the newest day of all. */
export function FreshnessCard({ control }: { control: LoadControl<Freshness> }) {
  const words = strings.operations.deliveries.freshness;
  return (
    <LoadedCard title={words.title} loaded={control.loaded} onRetry={control.reload}>
      {({ asOf, publishedAt, custodians }) => (
        <>
          <p class="panel-note">
            {strings.operations.deliveries.current(formatDay(asOf), formatMoment(publishedAt))}
          </p>
          <DataTable
            caption={words.title}
            rows={custodians}
            rowKey={({ custodian }) => custodian}
            columns={[
              { key: 'custodian', head: words.custodian, cell: ({ custodian }) => custodian },
              {
                key: 'state',
                head: words.state,
                cell: (custodian) => <StateMark {...stateOf(custodian, asOf)} />,
              },
              { key: 'booking', head: words.booking, cell: ({ lastBooking }) => dayOr(lastBooking) },
              { key: 'statement', head: words.statement, cell: ({ lastStatement }) => dayOr(lastStatement) },
              {
                key: 'accounts',
                head: words.accounts,
                isNumber: true,
                cell: ({ openAccounts }) => formatCount(openAccounts),
              },
              {
                key: 'breaks',
                head: words.breaks,
                isNumber: true,
                cell: ({ breaks }) => formatCount(breaks),
              },
            ]}
          />
        </>
      )}
    </LoadedCard>
  );
}

function dayOr(day: string | null): string {
  return day === null ? strings.operations.none : formatDay(day);
}

interface StateMarkProps {
  readonly kind: 'good' | 'warn' | 'bad';
  readonly text: string;
}

export function StateMark({ kind, text }: StateMarkProps) {
  return <span class={`mark is-${kind}`}>{text}</span>;
}

/** A custodian is as fresh as the newer of its last booking and its last statement. */
function stateOf({ lastBooking, lastStatement }: CustodianFreshness, asOf: string): StateMarkProps {
  const words = strings.operations.deliveries.freshness;
  const newest = [lastBooking, lastStatement]
    .filter((day) => day !== null)
    .toSorted()
    .at(-1);
  if (newest === undefined) return { kind: 'bad', text: words.silent };
  const behind = Math.round((Date.parse(asOf) - Date.parse(newest)) / DAY_MS);
  return behind <= DAYS_BEHIND_MAX
    ? { kind: 'good', text: words.fresh }
    : { kind: 'warn', text: words.behind(formatCount(behind)) };
}
