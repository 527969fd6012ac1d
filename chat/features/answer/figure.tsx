import type { CellText } from '../../format/cells.ts';
import type { Figure } from './shape.ts';

const CUT_FROM_CHARS = 40;

/** A value; what is not shown of it, digits or the end of a long name, is a hover away. */
export function Value({ value }: { value: CellText }) {
  const sign = value.isNegative ? 'is-negative' : undefined;
  const whole = value.exact ?? (value.text.length > CUT_FROM_CHARS ? value.text : null);
  return (
    <span class={sign} {...(whole === null ? {} : { title: whole })}>
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
