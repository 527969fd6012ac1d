import { useId } from 'preact/hooks';
import type { AnsweredAnswer } from '../../../src/vocabulary/answer.ts';
import type { ScopeChoice } from '../../../src/vocabulary/scope.ts';
import type { TablePart } from '../../api/ask.ts';
import { formatDay } from '../../format/dates.ts';
import { ArrowIcon } from '../../parts/icons.tsx';
import { strings } from '../../strings.ts';
import { FigureView } from '../answer/figure.tsx';
import { ResultTable } from '../answer/result-table.tsx';
import { figureOf } from '../answer/shape.ts';
import { ChartView } from '../chart/chart-view.tsx';
import type { Panel } from './panels.ts';
import { usePanel } from './use-panel.ts';

interface PanelCardProps {
  readonly panel: Panel;
  readonly scope: ScopeChoice;
  readonly round: number;
  /** The day that the page itself says; a panel says its own where it is another. */
  readonly asOf?: string;
  readonly onOpen: (panel: Panel) => void;
  readonly onSignedOut: () => void;
}

/** One question of the overview with its answer; a press opens it in the chat. */
export function PanelCard({ panel, scope, round, asOf, onOpen, onSignedOut }: PanelCardProps) {
  const id = useId();
  const state = usePanel(panel, scope, round, onSignedOut);
  const words = strings.overview;
  return (
    <section
      class={`panel is-${panel.shows}${panel.isWide ? ' is-wide' : ''}`}
      aria-labelledby={id}
      aria-busy={state.state === 'asking'}
      data-panel={panel.key}
    >
      <header class="panel-head">
        <h2 id={id} class="panel-title">
          {panel.title}
        </h2>
        <button
          type="button"
          class="btn btn-icon btn-small"
          aria-label={words.open(panel.title)}
          title={words.open(panel.title)}
          onClick={() => onOpen(panel)}
        >
          <ArrowIcon />
        </button>
      </header>
      {state.state === 'asking' ? <p class="panel-note">{words.loading}</p> : null}
      {state.state === 'failed' ? (
        <p class="panel-note" role="alert">
          {state.message}
        </p>
      ) : null}
      {state.state === 'answered' ? (
        state.answer.kind === 'answer' ? (
          <PanelBody panel={panel} answer={state.answer} asOf={asOf} />
        ) : (
          <p class="panel-note">{state.answer.text}</p>
        )
      ) : null}
    </section>
  );
}

interface PanelBodyProps {
  readonly panel: Panel;
  readonly answer: AnsweredAnswer;
  readonly asOf: string | undefined;
}

function PanelBody({ panel, answer, asOf }: PanelBodyProps) {
  const table = named({ columns: answer.columns, rows: answer.rows }, panel);
  if (table.rows.length === 0) return <p class="panel-note">{answer.text}</p>;
  const figure = panel.shows === 'figures' || panel.shows === 'any' ? figureOf(table) : null;
  const charts = panel.charts ?? (answer.chart ? [answer.chart] : []);
  const isDrawn =
    (panel.shows === 'charts' || panel.shows === 'both' || panel.shows === 'any') && charts.length > 0;
  const showsTable = panel.shows === 'table' || panel.shows === 'both' || (figure === null && !isDrawn);
  return (
    <>
      {figure ? <FigureView figure={figure} /> : null}
      {isDrawn && figure === null
        ? charts.map((chart) => <ChartView key={chart.y.join(' ')} table={answer} chart={chart} />)
        : null}
      {showsTable ? <ResultTable table={narrowed(table, panel)} caption={panel.title} isPlain /> : null}
      {answer.asOf === asOf ? null : (
        <p class="panel-day">{strings.answer.dataAsOf(formatDay(answer.asOf))}</p>
      )}
    </>
  );
}

/** Rows called by the panel's own names for stretches of time, where each has one. */
function named(table: TablePart, { rowNames }: Panel): TablePart {
  const at = table.columns.findIndex(({ type }) => type === 'period');
  if (!rowNames || at < 0 || rowNames.length !== table.rows.length) return table;
  return {
    columns: table.columns.map((column, index) => (index === at ? { ...column, type: 'string' } : column)),
    rows: table.rows.map((row, index) =>
      row.map((cell, place) => (place === at ? (rowNames[index] ?? cell) : cell)),
    ),
  };
}

/** The columns that the panel shows, of those that say anything. */
function narrowed({ columns, rows }: TablePart, panel: Panel): TablePart {
  const kept = columns.flatMap(({ name }, at) => {
    const isMeant = panel.columns ? panel.columns.includes(name) : !name.endsWith('_id');
    const isShown = isMeant && rows.some((row) => (row[at] ?? null) !== null);
    return isShown ? [at] : [];
  });
  return {
    columns: kept.flatMap((at) => columns[at] ?? []),
    rows: rows.map((row) => kept.map((at) => row[at] ?? null)),
  };
}
