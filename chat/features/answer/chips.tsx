import { useRef } from 'preact/hooks';
import type { PlannedAnswer } from '../../../src/vocabulary/answer.ts';
import type { Day } from '../../../src/vocabulary/day.ts';
import type { OfferedVocabulary } from '../../../src/vocabulary/offer.ts';
import type { Plan } from '../../../src/vocabulary/plan.ts';
import { CloseIcon } from '../../parts/icons.tsx';
import { PickMenu, type PickOption } from '../../parts/pick-menu.tsx';
import { strings } from '../../strings.ts';
import {
  filtersFor,
  groupsFor,
  metricsFor,
  withFilter,
  withGroup,
  withLimit,
  withMetric,
  withoutFilter,
  withPeriod,
} from './plan-edits.ts';

const GROUPS_MAX = 2;
const LIMITS_OFFERED: readonly (number | null)[] = [3, 5, 10, 20, null];

interface ChipsProps {
  readonly answer: PlannedAnswer;
  readonly vocabulary: OfferedVocabulary;
  readonly isBusy: boolean;
  readonly onChange: (plan: Plan) => void;
}

/** What was understood, each part a button: changing one changes the answer, without a word typed. */
export function Chips(props: ChipsProps) {
  const { answer, vocabulary, isBusy } = props;
  const { plan } = answer;
  const all = vocabulary.periods.find(({ from, pointInTime }) => from === null && !pointInTime);
  if (!all) return null;
  return (
    <div class="chips" role="group" aria-label={strings.chips.title}>
      {plan.subject === 'figures' ? <FigureChips {...props} all={all} /> : null}
      <PeriodChip {...props} />
      <FilterChips {...props} />
      {isBusy ? (
        <span class="chips-busy" role="status">
          {strings.chips.changing}
        </span>
      ) : null}
    </div>
  );
}

function FigureChips({
  answer,
  vocabulary,
  isBusy,
  onChange,
  all,
}: ChipsProps & { readonly all: Plan['periods'][number] }) {
  const { plan } = answer;
  const words = strings.chips;
  const labelOf = (name: string): string =>
    vocabulary.metrics.find((metric) => metric.name === name)?.label ?? name;
  const dimensionLabel = (name: string): string =>
    vocabulary.dimensions.find((dimension) => dimension.name === name)?.label ?? name;
  const groupOptions = (index: number): readonly PickOption[] => [
    ...(index < plan.by.length
      ? [{ key: '', label: words.noGroup, onPick: () => onChange(withGroup(plan, index, null, all)) }]
      : []),
    ...groupsFor({ ...plan, by: plan.by.filter((_, at) => at !== index) }, vocabulary).map(
      ({ name, label }) => ({
        key: name,
        label,
        isCurrent: plan.by[index] === name,
        onPick: () => onChange(withGroup(plan, index, name, all)),
      }),
    ),
  ];
  return (
    <>
      {plan.metrics.map((metric, index) => (
        <PickMenu
          key={metric}
          label={labelOf(metric)}
          name={words.metric(labelOf(metric))}
          isDisabled={isBusy}
          options={metricsFor(plan, vocabulary).map(({ name, label }) => ({
            key: name,
            label,
            isCurrent: name === metric,
            onPick: () => onChange(withMetric(plan, index, name)),
          }))}
        />
      ))}
      {plan.by.map((dimension, index) => (
        <PickMenu
          key={dimension}
          label={words.by(dimensionLabel(dimension))}
          name={words.group(dimensionLabel(dimension))}
          isDisabled={isBusy}
          options={groupOptions(index)}
        />
      ))}
      {plan.limit === null ? null : (
        <PickMenu
          label={words.first(plan.limit)}
          name={words.limit(plan.limit)}
          isDisabled={isBusy}
          options={LIMITS_OFFERED.map((limit) => ({
            key: String(limit),
            label: limit === null ? words.allRows : words.first(limit),
            isCurrent: limit === plan.limit,
            onPick: () => onChange(withLimit(plan, limit)),
          }))}
        />
      )}
      {plan.by.length < GROUPS_MAX ? (
        <PickMenu
          label={words.addGroup}
          name={words.addGroup}
          class="is-add"
          isDisabled={isBusy}
          options={groupOptions(plan.by.length)}
        />
      ) : null}
    </>
  );
}

function PeriodChip({ answer, vocabulary, isBusy, onChange }: ChipsProps) {
  const { plan, interpretation } = answer;
  const words = strings.chips;
  const [only] = plan.periods.length === 1 ? plan.periods : [];
  const { label } = interpretation.period;
  return (
    <PickMenu
      label={label}
      name={words.period(label)}
      isDisabled={isBusy}
      options={vocabulary.periods.map((period) => ({
        key: period.label,
        label: period.pointInTime ? words.now : (words.periods[period.label] ?? period.label),
        isCurrent:
          only?.from === period.from && only.to === period.to && only.pointInTime === period.pointInTime,
        onPick: () => onChange(withPeriod(plan, period)),
      }))}
      foot={(close) => (
        <OwnPeriod
          from={interpretation.period.from ?? ''}
          to={interpretation.period.to}
          onPick={(from, to) => {
            close();
            onChange(withPeriod(plan, { from, to, label: `${from} to ${to}`, pointInTime: false }));
          }}
        />
      )}
    />
  );
}

interface OwnPeriodProps {
  readonly from: string;
  readonly to: string;
  readonly onPick: (from: Day, to: Day) => void;
}

function OwnPeriod({ from, to, onPick }: OwnPeriodProps) {
  const words = strings.chips;
  const first = useRef<HTMLInputElement>(null);
  const last = useRef<HTMLInputElement>(null);
  return (
    <form
      class="pick-own"
      onSubmit={(event) => {
        event.preventDefault();
        // A field of type date holds a day that exists, or nothing; the form does not send without one.
        const [begin, end] = [first.current?.value as Day, last.current?.value as Day];
        if (begin <= end) onPick(begin, end);
        else onPick(end, begin);
      }}
    >
      <label>
        {words.from}
        <input ref={first} type="date" class="form-control form-control-sm" required defaultValue={from} />
      </label>
      <label>
        {words.to}
        <input ref={last} type="date" class="form-control form-control-sm" required defaultValue={to} />
      </label>
      <button type="submit" class="btn btn-sm btn-primary">
        {words.use}
      </button>
    </form>
  );
}

function FilterChips({ answer, vocabulary, isBusy, onChange }: ChipsProps) {
  const { plan, interpretation } = answer;
  const words = strings.chips;
  const offers = filtersFor(plan, vocabulary);
  const optionsAt = (index: number, dimension: string | null): readonly PickOption[] =>
    offers
      .filter((offer) => dimension === null || offer.dimension === dimension)
      .map((offer) => ({
        key: `${offer.dimension} ${offer.value}`,
        label: offer.value,
        hint: offer.label,
        onPick: () => onChange(withFilter(plan, index, offer.dimension, offer.value)),
      }));
  return (
    <>
      {plan.where.map((filter, index) => {
        const label = interpretation.where[index] ?? filter.kind;
        const options = filter.kind === 'in' && !filter.negated ? optionsAt(index, filter.dimension) : [];
        const remove = {
          key: '',
          label: words.noFilter,
          onPick: () => onChange(withoutFilter(plan, index)),
        };
        return (
          <PickMenu
            key={`${label} ${index}`}
            label={label}
            name={words.filter(label)}
            isDisabled={isBusy}
            options={[remove, ...options]}
          />
        );
      })}
      {plan.having.length > 0 ? (
        <button
          type="button"
          class="btn chip"
          disabled={isBusy}
          aria-label={words.noHaving}
          title={words.noHaving}
          onClick={() => onChange({ ...plan, having: [] })}
        >
          <span class="chip-label">{words.having}</span>
          <CloseIcon />
        </button>
      ) : null}
      {plan.subject === 'figures' && offers.length > 0 ? (
        <PickMenu
          label={words.addFilter}
          name={words.addFilter}
          class="is-add"
          isDisabled={isBusy}
          options={optionsAt(plan.where.length, null)}
        />
      ) : null}
    </>
  );
}
