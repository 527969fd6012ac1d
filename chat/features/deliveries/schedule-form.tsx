import { useState } from 'preact/hooks';
import type { SourceStanding } from '../../../src/vocabulary/operations.ts';
import type { SourceChange } from '../../../src/vocabulary/source.ts';
import { strings } from '../../strings.ts';
import { Field } from '../people/person-form.tsx';

interface ScheduleFormProps {
  readonly source: SourceStanding;
  readonly isBusy: boolean;
  readonly onSave: (change: SourceChange) => void;
  readonly onCancel: () => void;
}

/** When a source is run by itself: at the times of a schedule, when its files change, or only by hand. */
export function ScheduleForm({ source, isBusy, onSave, onCancel }: ScheduleFormProps) {
  const words = strings.operations.deliveries.sources;
  const [cron, setCron] = useState(source.schedule?.cron ?? '');
  const [timeZone, setTimeZone] = useState(source.schedule?.timeZone ?? '');
  const [isWatched, setWatched] = useState(source.watch);
  return (
    <form
      class="field-form"
      aria-label={words.editNamed(source.name)}
      onSubmit={(event) => {
        event.preventDefault();
        const schedule = cron.trim() === '' ? null : { cron: cron.trim(), timeZone: timeZone.trim() || null };
        onSave({ schedule, watch: isWatched });
      }}
    >
      <Field label={words.cron} value={cron} onValue={setCron} />
      <Field label={words.timeZone} value={timeZone} onValue={setTimeZone} />
      <label class="form-check">
        <input
          class="form-check-input"
          type="checkbox"
          checked={isWatched}
          onChange={(event) => setWatched(event.currentTarget.checked)}
        />{' '}
        {words.watched}
      </label>
      <button type="submit" class="btn btn-primary" disabled={isBusy}>
        {words.save}
      </button>
      <button type="button" class="btn btn-quiet" onClick={onCancel}>
        {words.cancel}
      </button>
      <p class="panel-note">{words.cronHint}</p>
    </form>
  );
}
