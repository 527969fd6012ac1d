import type { CellText } from '../../format/cells.ts';
import type { Figure } from './shape.ts';

/** A value; where it is shown with fewer digits than it has, all of them are a hover away. */
export function Value({ value }: { value: CellText }) {
  const sign = value.isNegative ? 'is-negative' : undefined;
  return (
    <span class={sign} {...(value.exact === null ? {} : { title: value.exact })}>
      {value.text}
    </span>
  );
}

export function FigureView({ figure }: { figure: Figure }) {
  return (
    <dl class="figure">
      <div class="figure-main">
        <dt>{figure.main.label}</dt>
        <dd data-figure={figure.main.name}>
          <Value value={figure.main.value} />
        </dd>
      </div>
      {figure.others.map(({ name, label, value }) => (
        <div key={name} class="figure-beside">
          <dt>{label}</dt>
          <dd>
            <Value value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
