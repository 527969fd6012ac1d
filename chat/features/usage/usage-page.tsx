import type { UsageOverview, UsedBudget } from '../../../src/vocabulary/usage.ts';
import { fetchUsage, fetchUsageOverview } from '../../api/operations.ts';
import { formatCount, formatDecimal } from '../../format/cells.ts';
import { formatDay } from '../../format/dates.ts';
import { LoadedCard } from '../../parts/card.tsx';
import { DataTable, type DataColumn } from '../../parts/data-table.tsx';
import { PageBody } from '../../parts/page-body.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';
import type { PageProps } from '../frame/page-props.ts';

/** What the language model takes, and the most that it may: one's own, and for those who may see it everybody's. */
export function UsagePage({ me, menu, onEnded }: PageProps) {
  const words = strings.operations.usage;
  const { loaded, reload } = useLoaded(fetchUsage, { onSignedOut: onEnded });
  return (
    <PageBody title={words.title} menu={menu} onRefresh={reload}>
      <LoadedCard title={words.own} loaded={loaded} onRetry={reload}>
        {({ day, model, own }) => (
          <>
            <p class="panel-note">
              {model === null ? words.noModel : words.model(model.name, model.host)}{' '}
              {words.counted(formatDay(day))}
            </p>
            <Budget used={own} />
          </>
        )}
      </LoadedCard>
      {me.rights.includes('installation.read') ? <Everybodys onEnded={onEnded} /> : null}
    </PageBody>
  );
}

function Everybodys({ onEnded }: Pick<PageProps, 'onEnded'>) {
  const words = strings.operations.usage;
  const { loaded, reload } = useLoaded(fetchUsageOverview, { onSignedOut: onEnded });
  return (
    <>
      <LoadedCard title={words.firm} loaded={loaded} onRetry={reload}>
        {({ firm }) => <Budget used={firm} />}
      </LoadedCard>
      <LoadedCard title={words.people} loaded={loaded} onRetry={reload}>
        {({ people }) =>
          people.length === 0 ? (
            <p class="panel-note">{words.nothing}</p>
          ) : (
            <DataTable
              caption={words.people}
              rows={people}
              rowKey={({ user }) => user}
              columns={[
                { key: 'user', head: words.person, cell: ({ user }) => user },
                ...columnsOf<UsageOverview['people'][number]>(),
              ]}
            />
          )
        }
      </LoadedCard>
      <LoadedCard title={words.days} loaded={loaded} onRetry={reload}>
        {({ days }) =>
          days.length === 0 ? (
            <p class="panel-note">{words.nothing}</p>
          ) : (
            <DataTable
              caption={words.days}
              rows={days}
              rowKey={({ day }) => day}
              columns={[
                { key: 'day', head: words.day, cell: ({ day }) => formatDay(day) },
                ...columnsOf<UsageOverview['days'][number]>(),
              ]}
            />
          )
        }
      </LoadedCard>
    </>
  );
}

/** Each budget with a bar of how much of it is used; without a limit, what was used alone. */
function Budget({ used }: { readonly used: UsedBudget }) {
  const words = strings.operations.usage;
  const { calls, tokens, money } = used;
  const taken = tokens.input + tokens.output;
  return (
    <dl class="tiles">
      <div class="tile">
        <dt>{words.calls}</dt>
        <dd>{formatCount(calls)}</dd>
      </div>
      <div class="tile">
        <dt>{words.tokens}</dt>
        <dd>
          {formatCount(taken)}
          <Share
            name={words.tokens}
            part={taken}
            whole={tokens.max}
            shown={tokens.max === null ? null : formatCount(tokens.max)}
          />
        </dd>
      </div>
      {money === null ? null : (
        <div class="tile">
          <dt>{words.money}</dt>
          <dd>
            {amount(money.used, money.currency)}
            <Share
              name={words.money}
              part={Number(money.used)}
              whole={money.max === null ? null : Number(money.max)}
              shown={money.max === null ? null : amount(money.max, money.currency)}
            />
          </dd>
        </div>
      )}
    </dl>
  );
}

interface ShareProps {
  readonly name: string;
  readonly part: number;
  readonly whole: number | null;
  readonly shown: string | null;
}

function Share({ name, part, whole, shown }: ShareProps) {
  const words = strings.operations.usage;
  if (whole === null || shown === null) return <span class="row-note">{words.unlimited}</span>;
  return (
    <>
      <span class="row-note">{words.of(shown)}</span>
      <progress
        class="under-way-bar"
        aria-label={name}
        value={Math.min(part, whole)}
        max={Math.max(whole, 1)}
      />
    </>
  );
}

function columnsOf<T extends UsedBudget>(): readonly DataColumn<T>[] {
  const words = strings.operations.usage;
  return [
    { key: 'calls', head: words.calls, isNumber: true, cell: ({ calls }) => formatCount(calls) },
    { key: 'input', head: words.read, isNumber: true, cell: ({ tokens }) => formatCount(tokens.input) },
    { key: 'output', head: words.written, isNumber: true, cell: ({ tokens }) => formatCount(tokens.output) },
    {
      key: 'money',
      head: words.money,
      isNumber: true,
      cell: ({ money }) => (money === null ? strings.operations.none : amount(money.used, money.currency)),
    },
  ];
}

/** Money as it was counted: its digits are never rounded. */
function amount(decimal: string, currency: string): string {
  return `${formatDecimal(decimal)} ${currency}`;
}
