import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useNear } from '../../parts/use-near.ts';
import type { Chart } from '../../../src/vocabulary/answer.ts';
import type { TablePart } from '../../api/ask.ts';
import { LOCALE, strings } from '../../strings.ts';
import { formatCount } from '../../format/cells.ts';
import { chartData, type ChartData, drawnCount } from '../../../src/present/chart-data.ts';
import { chartWords } from './chart-words.ts';

type DrawState = 'loading' | 'drawn' | 'failed';

/** Bars lie one below the other: many of them need a higher place. Heights are classes, known before anything is drawn. */
function heightClass({ type, isTime, categories }: ChartData): string {
  if (type === 'donut') return 'is-donut';
  if (type !== 'bar' && type !== 'stacked') return 'is-medium';
  if (isTime) return 'is-medium';
  if (categories.length <= 4) return 'is-low';
  return categories.length <= 10 ? 'is-medium' : 'is-high';
}

export function ChartView({ table, chart }: { table: TablePart; chart: Chart }) {
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<DrawState>('loading');
  const { columns, rows } = table;
  const data = useMemo(
    () => chartData({ columns, rows }, chart, LOCALE, strings.answer),
    [columns, rows, chart],
  );

  const isNear = useNear(place);
  useEffect(() => {
    const target = place.current;
    if (!target || !data || !isNear) return undefined;
    let isGone = false;
    let takeAway = (): void => undefined;
    const draw = async (): Promise<void> => {
      try {
        const { drawChart } = await import('./draw-chart.ts');
        if (isGone) return;
        takeAway = drawChart(target, data);
        setState('drawn');
      } catch {
        if (!isGone) setState('failed');
      }
    };
    void draw();
    return () => {
      isGone = true;
      takeAway();
    };
  }, [data, isNear]);

  if (!data) return null;
  if (state === 'failed') return <p class="chart-note">{strings.chart.failed}</p>;
  const drawn = drawnCount(data);
  const all = data.categories.length;
  return (
    <figure class={`chart ${heightClass(data)}`}>
      <div class="chart-place" role="img" aria-label={chartWords(data)} data-chart={data.type}>
        <div class="chart-drawing" ref={place} aria-hidden="true" />
      </div>
      {state === 'loading' ? <p class="chart-note is-over">{strings.chart.loading}</p> : null}
      {drawn < all ? (
        <figcaption class="chart-note">
          {strings.chart.firstBars(formatCount(drawn), formatCount(all))}
        </figcaption>
      ) : null}
    </figure>
  );
}
