import { useEffect, useRef } from 'preact/hooks';
import { fetchMetrics } from '../../api/operations.ts';
import { formatCount, formatNumber } from '../../format/cells.ts';
import { formatMoment } from '../../format/dates.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { PageBody } from '../../parts/page-body.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { strings } from '../../strings.ts';
import type { PageProps } from '../frame/page-props.ts';
import { readExposition, type Sample, type Timing, timings, total } from './exposition.ts';

const LOOK_MS = 5_000;
const ROUTES_MAX = 12;
const MINUTE_MS = 60_000;

/** How the installation does, measured live. */
export function StatusPage({ menu, onEnded }: PageProps) {
  const words = strings.operations.status;
  const { loaded, reload } = useLoaded(fetchMetrics, { everyMs: LOOK_MS, onSignedOut: onEnded });
  return (
    <PageBody title={words.title} menu={menu} onRefresh={reload}>
      {loaded.state === 'loading' ? <p role="status">{strings.operations.loading}</p> : null}
      {loaded.state === 'failed' ? (
        <p class="alert alert-warning" role="alert">
          {loaded.message}
        </p>
      ) : null}
      {loaded.state === 'there' ? <Measured {...loaded.value} /> : null}
    </PageBody>
  );
}

function Measured({ text, isReady }: { text: string; isReady: boolean }) {
  const words = strings.operations.status;
  const samples = readExposition(text);
  const started = total(samples, 'askfolio_process_start_time_seconds');
  return (
    <>
      <p class="status-line">
        <StateMark kind={isReady ? 'good' : 'bad'} text={isReady ? words.ready : words.notReady} />
        <span class="panel-note">
          {started > 0 ? `${words.since(formatMoment(new Date(started * 1_000).toISOString()))} · ` : ''}
          {words.live}
        </span>
      </p>
      <Tiles samples={samples} />
      <TimingCard
        title={words.stages}
        head={words.stage}
        rows={timings(samples, 'askfolio_ask_stage_seconds', 'stage')}
      />
      <TimingCard
        title={words.outcomes}
        head={words.outcome}
        rows={timings(samples, 'askfolio_ask_seconds', 'outcome')}
      />
      <TimingCard
        title={words.routes}
        head={words.route}
        rows={timings(samples, 'askfolio_http_request_seconds', 'route').slice(0, ROUTES_MAX)}
      />
    </>
  );
}

function Tiles({ samples }: { samples: readonly Sample[] }) {
  const words = strings.operations.status;
  const [asked] = timings(samples, 'askfolio_ask_seconds', null);
  const requests = total(samples, 'askfolio_http_request_seconds_count');
  const hits = total(samples, 'askfolio_cache_reads_total', { outcome: 'hit' });
  const looked = hits + total(samples, 'askfolio_cache_reads_total', { outcome: 'miss' });
  const tiles: readonly (readonly [string, string, string | null])[] = [
    [words.questions, formatCount(asked?.count ?? 0), words.perMinute(useRate(asked?.count ?? 0))],
    [words.median, within(asked?.median), null],
    [words.slowest, within(asked?.p95), null],
    [words.requests, formatCount(requests), words.perMinute(useRate(requests))],
    [
      words.errors,
      formatCount(total(samples, 'askfolio_http_request_seconds_count', { status_class: '5xx' })),
      null,
    ],
    [words.cache, looked === 0 ? strings.operations.none : share(hits / looked), null],
    [words.runs, formatCount(total(samples, 'askfolio_etl_run_seconds_count')), null],
    [words.memory, megabytes(total(samples, 'askfolio_process_resident_memory_bytes')), null],
    [words.lag, milliseconds(total(samples, 'askfolio_nodejs_eventloop_lag_p99_seconds')), null],
  ];
  return (
    <dl class="tiles">
      {tiles.map(([name, value, more]) => (
        <div key={name} class="tile">
          <dt>{name}</dt>
          <dd>
            {value}
            {more === null ? null : <span class="row-note">{more}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** How much a count grows in a minute, from the looks so far. */
function useRate(count: number): string {
  const first = useRef<{ readonly at: number; readonly count: number } | null>(null);
  useEffect(() => {
    first.current ??= { at: Date.now(), count };
  }, []);
  const since = first.current;
  const minutes = since === null ? 0 : (Date.now() - since.at) / MINUTE_MS;
  return since === null || minutes === 0 ? '0' : formatNumber(Math.max(0, count - since.count) / minutes, 1);
}

interface TimingCardProps {
  readonly title: string;
  readonly head: string;
  readonly rows: readonly Timing[];
}

function TimingCard({ title, head, rows }: TimingCardProps) {
  const words = strings.operations.status;
  const seen = rows.filter(({ count }) => count > 0);
  return (
    <Card title={title}>
      {seen.length === 0 ? <p class="panel-note">{words.nothing}</p> : null}
      <DataTable
        caption={title}
        rows={seen}
        rowKey={({ label }) => label}
        columns={[
          { key: 'label', head, cell: ({ label }) => <span class="long-text">{label}</span> },
          { key: 'count', head: words.count, isNumber: true, cell: ({ count }) => formatCount(count) },
          { key: 'median', head: words.median, isNumber: true, cell: ({ median }) => within(median) },
          { key: 'p95', head: words.slowest, isNumber: true, cell: ({ p95 }) => within(p95) },
        ]}
      />
    </Card>
  );
}

function within(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined
    ? strings.operations.none
    : strings.operations.status.within(formatNumber(seconds * 1_000, 1));
}

function milliseconds(seconds: number): string {
  return strings.operations.status.milliseconds(formatNumber(seconds * 1_000, 1));
}

function megabytes(bytes: number): string {
  return strings.operations.status.megabytes(formatNumber(bytes / 1_048_576, 0));
}

function share(part: number): string {
  return `${formatNumber(part * 100, 1)} %`;
}
