import { useCallback, useState } from 'preact/hooks';
import type { AuditEntry, AuditVerdict } from '../../../src/vocabulary/audit.ts';
import { type AuditFilter, exportAudit, fetchAudit, verifyAudit } from '../../api/operations.ts';
import { saveFile } from '../../api/download.ts';
import { formatCount } from '../../format/cells.ts';
import { formatMoment } from '../../format/dates.ts';
import { Card, LoadedCard, Said } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { PageBody } from '../../parts/page-body.tsx';
import { useAction } from '../../parts/use-action.ts';
import { usePages } from '../../parts/use-pages.ts';
import { strings } from '../../strings.ts';
import type { PageProps } from '../frame/page-props.ts';
import { FilterForm } from './filter-form.tsx';

const ALL: AuditFilter = { kind: '', user: '' };

/** Who asked and did what: to read, to narrow, to take away, and whether it is whole. */
export function AuditPage({ menu, onEnded }: PageProps) {
  const words = strings.operations.audit;
  const [filter, setFilter] = useState(ALL);
  const load = useCallback((before: number | null) => fetchAudit(filter, before), [filter]);
  const { loaded, reload, more } = usePages<AuditEntry>(load, onEnded);
  return (
    <PageBody title={words.title} menu={menu} onRefresh={reload}>
      <ChainCard filter={filter} onEnded={onEnded} />
      <LoadedCard
        title={words.title}
        loaded={loaded}
        onRetry={reload}
        tools={<FilterForm onFilter={setFilter} />}
      >
        {(entries) =>
          entries.length === 0 ? (
            <p class="panel-note">{words.empty}</p>
          ) : (
            <>
              <EntriesTable entries={entries} />
              {more === null ? null : (
                <button type="button" class="btn btn-sm btn-line" onClick={more}>
                  {words.older}
                </button>
              )}
            </>
          )
        }
      </LoadedCard>
    </PageBody>
  );
}

function EntriesTable({ entries }: { entries: readonly AuditEntry[] }) {
  const words = strings.operations.audit;
  return (
    <DataTable
      caption={words.title}
      rows={entries}
      rowKey={({ sequence }) => sequence}
      columns={[
        { key: 'number', head: words.number, isNumber: true, cell: ({ sequence }) => formatCount(sequence) },
        { key: 'when', head: words.when, cell: ({ at }) => formatMoment(at) },
        { key: 'who', head: words.who, cell: ({ user }) => user ?? words.installation },
        { key: 'what', head: words.what, cell: ({ kind }) => words.kinds[kind] ?? kind },
        { key: 'details', head: words.details, cell: ({ details }) => <Details details={details} /> },
      ]}
    />
  );
}

/** The first word of it at a glance; all of it when it is opened. */
function Details({ details }: Pick<AuditEntry, 'details'>) {
  if (details === null) return <span class="row-note">{strings.operations.audit.erased}</span>;
  const question = details['question'] ?? details['verb'] ?? details['source'] ?? details['problem'];
  const text = JSON.stringify(details, null, 2);
  if (text === '{}') return <span>{strings.operations.none}</span>;
  return (
    <details class="entry-details">
      <summary>{typeof question === 'string' ? question : strings.operations.audit.details}</summary>
      <pre tabIndex={0}>{text}</pre>
    </details>
  );
}

interface ChainCardProps {
  readonly filter: AuditFilter;
  readonly onEnded: () => void;
}

/** Whether the chain is whole, and the entries as a file. */
function ChainCard({ filter, onEnded }: ChainCardProps) {
  const words = strings.operations.audit;
  const action = useAction(onEnded);
  const [verdict, setVerdict] = useState<AuditVerdict | null>(null);
  const verify = () => action.run(async () => setVerdict(await verifyAudit()));
  const take = () =>
    action.run(async () => {
      const lines = (await exportAudit(filter)).map((entry) => JSON.stringify(entry));
      saveFile('askfolio-audit.jsonl', new Blob([`${lines.join('\n')}\n`], { type: 'application/jsonl' }));
    });
  return (
    <Card title={words.verify}>
      <p class="panel-note">{words.intro}</p>
      <p class="button-row mb-0">
        <button
          type="button"
          class="btn btn-sm btn-line"
          disabled={action.isBusy}
          onClick={() => void verify()}
        >
          {action.isBusy ? words.verifying : words.verify}
        </button>
        <button
          type="button"
          class="btn btn-sm btn-line"
          disabled={action.isBusy}
          onClick={() => void take()}
        >
          {words.take}
        </button>
      </p>
      <Said said={verdict === null ? action.said : verdictWords(verdict)} />
      {verdict === null || verdict.entries === 0 ? null : (
        <p class="panel-note">
          {words.head}: <code class="long-text">{verdict.head}</code>
        </p>
      )}
    </Card>
  );
}

function verdictWords({ entries, faults }: AuditVerdict): { kind: 'good' | 'bad'; text: string } {
  const words = strings.operations.audit;
  return faults.length === 0
    ? { kind: 'good', text: words.whole(formatCount(entries)) }
    : { kind: 'bad', text: `${words.broken(formatCount(faults.length))} ${faults[0]?.fault ?? ''}` };
}
