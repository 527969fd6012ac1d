import { useEffect, useState } from 'preact/hooks';
import { fetchRuns, fetchStatus, fetchUnderWay } from '../../api/operations.ts';
import { PageBody } from '../../parts/page-body.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';
import { onAddressChange, subjectInAddress } from '../ask/address.ts';
import type { PageProps } from '../frame/page-props.ts';
import { AlarmsCard, FreshnessCard } from './freshness-card.tsx';
import { HandInCard } from './hand-in/hand-in-card.tsx';
import { RunPage } from './run-page.tsx';
import { RunsCard } from './runs-card.tsx';
import { SourcesCard } from './sources-card.tsx';
import { UnderWayCard } from './under-way-card.tsx';

const LOOK_MS = 1_000;

/** Whether last night's data are in, what is being taken in, and one run in all its detail. */
export function DeliveriesPage(props: PageProps) {
  const run = useSubject();
  return run === null ? <AllDeliveries {...props} /> : <RunPage {...props} run={run} />;
}

function AllDeliveries({ me, menu, onEnded }: PageProps) {
  const mayStart = me.rights.includes('runs.start');
  const options = { onSignedOut: onEnded };
  const status = useLoaded(fetchStatus, options);
  const runs = useLoaded(fetchRuns, options);
  const underWay = useLoaded(fetchUnderWay, { ...options, everyMs: LOOK_MS });
  const { loaded } = underWay;
  const count = loaded.state === 'there' ? loaded.value.length : 0;
  // A run that has ended is in the list of runs, and its data may be newer.
  useEffect(() => {
    runs.reload();
    status.reload();
  }, [count]);
  const reload = (): void => {
    for (const part of [status, runs, underWay]) part.reload();
  };
  return (
    <PageBody title={strings.operations.deliveries.title} menu={menu} onRefresh={reload}>
      {status.loaded.state === 'there' ? <AlarmsCard alarms={status.loaded.value.alarms} /> : null}
      <FreshnessCard control={status} />
      <UnderWayCard control={underWay} />
      {mayStart ? <HandInCard onConfirmed={underWay.reload} onEnded={onEnded} /> : null}
      <SourcesCard mayStart={mayStart} onStarted={underWay.reload} onEnded={onEnded} />
      <RunsCard control={runs} />
    </PageBody>
  );
}

function useSubject(): string | null {
  const [subject, setSubject] = useState(subjectInAddress);
  useEffect(() => onAddressChange(() => setSubject(subjectInAddress())), []);
  return subject;
}
