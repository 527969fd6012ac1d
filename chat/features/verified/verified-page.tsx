import { useEffect, useState } from 'preact/hooks';
import type { OfferedVocabulary } from '../../../src/vocabulary/offer.ts';
import type { Plan } from '../../../src/vocabulary/plan.ts';
import { fetchVocabulary } from '../../api/client.ts';
import { fetchVerified, removeVerified, type ShownVerified } from '../../api/operations.ts';
import { formatDay } from '../../format/dates.ts';
import { LoadedCard, Said } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { PageBody } from '../../parts/page-body.tsx';
import { SureButton } from '../../parts/sure-button.tsx';
import { useAction } from '../../parts/use-action.ts';
import { useLoaded } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';
import { goTo } from '../ask/address.ts';
import { handOver } from '../ask/handoff.ts';
import type { PageProps } from '../frame/page-props.ts';

/** The questions whose meaning somebody who knows has settled, for all who ask them. */
export function VerifiedPage({ menu, onEnded }: PageProps) {
  const words = strings.operations.verified;
  const { loaded, reload } = useLoaded(fetchVerified, { onSignedOut: onEnded });
  const vocabulary = useVocabulary();
  const action = useAction(onEnded);
  const takeBack = async ({ id, question }: ShownVerified): Promise<void> => {
    if (await action.run(() => removeVerified(id), words.takenBack(question))) reload();
  };
  return (
    <PageBody title={words.title} menu={menu} onRefresh={reload}>
      <p class="panel-note">{words.intro}</p>
      <LoadedCard title={words.title} loaded={loaded} onRetry={reload}>
        {(items) => (
          <>
            {items.length === 0 ? (
              <p class="panel-note">{words.empty}</p>
            ) : (
              <DataTable
                caption={words.title}
                rows={items}
                rowKey={({ id }) => id}
                columns={[
                  {
                    key: 'question',
                    head: words.question,
                    cell: ({ question }) => <span class="long-text">{question}</span>,
                  },
                  {
                    key: 'meaning',
                    head: words.meaning,
                    cell: ({ plan }) => <Meaning plan={plan} vocabulary={vocabulary} />,
                  },
                  { key: 'by', head: words.by, cell: ({ byName }) => byName },
                  { key: 'when', head: words.when, cell: ({ at }) => formatDay(at.slice(0, 10)) },
                  {
                    key: 'tools',
                    head: words.tools,
                    cell: (item) => (
                      <span class="row-tools">
                        <button
                          type="button"
                          class="btn btn-sm btn-line"
                          aria-label={words.askNamed(item.question)}
                          onClick={() => askNow(item.question)}
                        >
                          {words.ask}
                        </button>
                        <SureButton
                          label={words.takeBack}
                          question={words.takeBackSure(item.question)}
                          yes={words.takeBackYes}
                          no={words.takeBackNo}
                          isDisabled={action.isBusy}
                          onSure={() => void takeBack(item)}
                        />
                      </span>
                    ),
                  },
                ]}
              />
            )}
            <Said said={action.said} />
          </>
        )}
      </LoadedCard>
    </PageBody>
  );
}

function nameIn(
  known: readonly { readonly name: string; readonly label: string }[] | undefined,
): (name: string) => string {
  return (name) => known?.find((each) => each.name === name)?.label ?? name;
}

/** What the question comes to: figures, groups and periods by their names, and the whole plan behind them. */
function Meaning({
  plan,
  vocabulary,
}: {
  readonly plan: Plan;
  readonly vocabulary: OfferedVocabulary | null;
}) {
  const words = strings.operations.verified;
  const figures = plan.subject === 'figures' ? plan.metrics.map(nameIn(vocabulary?.metrics)) : [plan.subject];
  const groups = plan.by.map(nameIn(vocabulary?.dimensions));
  const parts = [
    figures.join(', '),
    ...(groups.length === 0 ? [] : [words.groupedBy(groups.join(', '))]),
    ...(plan.where.length === 0 ? [] : [words.conditions(plan.where.length)]),
    plan.periods.map(({ label }) => label).join(', '),
  ];
  return (
    <details class="row-details">
      <summary>{parts.join(' · ')}</summary>
      <pre class="proof-sql" tabIndex={0} role="region" aria-label={words.plan}>
        <code>{JSON.stringify(plan, null, 2)}</code>
      </pre>
    </details>
  );
}

function askNow(question: string): void {
  handOver({ question, scope: {}, plan: null });
  goTo('');
}

function useVocabulary(): OfferedVocabulary | null {
  const [vocabulary, setVocabulary] = useState<OfferedVocabulary | null>(null);
  useEffect(() => {
    fetchVocabulary().then(setVocabulary, () => undefined);
  }, []);
  return vocabulary;
}
