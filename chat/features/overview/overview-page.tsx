import { useMemo, useState } from 'preact/hooks';
import type { Day } from '../../../src/vocabulary/day.ts';
import { formatDay } from '../../format/dates.ts';
import { RefreshIcon } from '../../parts/icons.tsx';
import { strings } from '../../strings.ts';
import { goTo } from '../ask/address.ts';
import type { PageProps } from '../frame/page-props.ts';
import { handOver } from '../ask/handoff.ts';
import { ScopePicker } from '../scope/scope-picker.tsx';
import { PanelCard } from './panel-card.tsx';
import { type Panel, panelsFor } from './panels.ts';

/** What there is to see of an account, a portfolio, a client or a book, each part a question. */
export function OverviewPage({ me, scope, menu, onEnded }: PageProps) {
  const { options, picked, pick } = scope;
  const [round, setRound] = useState(0);
  const { asOf } = me;
  const panels = useMemo(
    () => (asOf === null ? [] : panelsFor(picked.kind, asOf as Day)),
    [picked.kind, asOf],
  );
  const open = ({ question, plan }: Panel): void => {
    handOver({ question, plan, scope: picked.choice });
    goTo('');
  };
  return (
    <main class="main is-page">
      <header class="bar is-wide">
        {menu}
        <ScopePicker options={options} picked={picked} onPick={pick} />
        <button
          type="button"
          class="btn btn-icon"
          aria-label={strings.overview.refresh}
          title={strings.overview.refresh}
          onClick={() => setRound(round + 1)}
        >
          <RefreshIcon />
        </button>
      </header>
      <div class="scroll">
        <div class="overview">
          <header class="page-head">
            <h1 class="page-title">{strings.overview.title(picked.label)}</h1>
            {asOf === null ? null : <p class="page-day">{strings.answer.dataAsOf(formatDay(asOf))}</p>}
          </header>
          {asOf === null ? <p class="alert alert-warning">{strings.ask.noData}</p> : null}
          <div class="panels">
            {panels.map((panel) => (
              <PanelCard
                key={`${panel.key} ${picked.kind} ${picked.id}`}
                panel={panel}
                scope={picked.choice}
                round={round}
                {...(asOf === null ? {} : { asOf })}
                onOpen={open}
                onSignedOut={onEnded}
              />
            ))}
          </div>
        </div>
      </div>
    </main>
  );
}
