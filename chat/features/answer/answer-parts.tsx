import type { AnsweredAnswer, Chart } from '../../../src/vocabulary/answer.ts';
import { isDrawable } from '../../../src/present/chart-data.ts';
import type { TablePart } from '../../api/ask.ts';
import { cellFormatter } from '../../format/cells.ts';
import { ChartView } from '../chart/chart-view.tsx';
import { FigureView } from './figure.tsx';
import { periodsBeside } from './periods-beside.ts';
import { ResultTable } from './result-table.tsx';
import { figureOf } from './shape.ts';

interface PartsProps {
  readonly text: string | null;
  readonly table: TablePart | null;
  readonly chart: Chart | null;
  readonly caption: string;
}

/** Figure, sentence, picture, table: as many of them as there are yet. */
export function Parts({ text, table, chart, caption }: PartsProps) {
  const figure = table === null ? null : figureOf(table);
  const isEmptyAnswer = table !== null && table.rows.length === 0;
  return (
    <>
      {figure ? <FigureView figure={figure} /> : null}
      {text === null ? null : <p class={figure ? 'sentence' : 'sentence is-lead'}>{text}</p>}
      {table && chart && isDrawable(chart, table.rows.length) ? (
        <ChartView table={table} chart={chart} />
      ) : null}
      {table && !figure && !isEmptyAnswer ? <ResultTable table={readable(table)} caption={caption} /> : null}
    </>
  );
}

const readableTables = new WeakMap<TablePart['rows'], TablePart>();

/** As one reads it; the same one for the same rows, which the table's page goes with. */
function readable(table: TablePart): TablePart {
  const made =
    readableTables.get(table.rows) ??
    periodsBeside(table, (cell, column) => cellFormatter(column, [column], [])(cell, [cell]).text);
  readableTables.set(table.rows, made);
  return made;
}

/** A donut or a treemap says 'this is the whole': the first ten of many, or those above a mark, are drawn as bars. */
export function honestChart({ chart, plan }: AnsweredAnswer): Chart | null {
  const isPart = plan !== null && (plan.limit !== null || plan.having.length > 0);
  return (chart?.type === 'donut' || chart?.type === 'treemap') && isPart ? { ...chart, type: 'bar' } : chart;
}
