import type { RunUnderWay } from '../../../src/vocabulary/operations.ts';
import type { Progress } from '../../../src/vocabulary/run.ts';
import { formatCount } from '../../format/cells.ts';
import { formatMoment } from '../../format/dates.ts';
import { LoadedCard } from '../../parts/card.tsx';
import type { LoadControl } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';

/** In the order of src/vocabulary/run.ts, of which the page takes types alone. */
const STEPS: readonly Progress['step'][] = [
  'extract',
  'stage',
  'transform',
  'reconcile',
  'quality',
  'publish',
];

/** What is being taken in, each with a bar that moves. */
export function UnderWayCard({ control }: { control: LoadControl<readonly RunUnderWay[]> }) {
  const words = strings.operations.deliveries.underWay;
  return (
    <LoadedCard title={words.title} loaded={control.loaded} onRetry={control.reload}>
      {(items) =>
        items.length === 0 ? (
          <p class="panel-note">{words.nothing}</p>
        ) : (
          <ul class="under-way">
            {items.map((item) => (
              <li key={`${item.source} ${item.since}`}>
                <UnderWay {...item} />
              </li>
            ))}
          </ul>
        )
      }
    </LoadedCard>
  );
}

function UnderWay({ source, since, progress }: RunUnderWay) {
  const words = strings.operations.deliveries.underWay;
  if (progress === null) {
    return (
      <p class="under-way-line">
        <strong>{source}</strong> <span>{words.waiting}</span>
      </p>
    );
  }
  const { step, subject, done, total } = progress;
  const at = STEPS.indexOf(step);
  const said = words.step(String(at + 1), String(STEPS.length), words.steps[step] ?? step);
  const counted = total === null ? formatCount(done) : words.counted(formatCount(done), formatCount(total));
  return (
    <>
      <p class="under-way-line">
        <strong>{source}</strong>
        <span>
          {said} · {subject} · {counted}
        </span>
        <span class="under-way-since">{formatMoment(since)}</span>
      </p>
      <progress
        class="under-way-bar"
        max={STEPS.length}
        value={at + (total === null || total === 0 ? 0 : Math.min(1, done / total))}
        aria-label={`${source}: ${said}`}
      />
    </>
  );
}
