import { METRICS } from '../../../../model/index.ts';
import { figures } from '../builders.ts';
import { type Pattern, outline } from '../outline.ts';

const IN: ReadonlySet<string> = new Set(['deposits', 'inflows', 'net_contributions']);
const OUT: ReadonlySet<string> = new Set(['withdrawals', 'outflows']);

/** 'Did I withdraw more than I deposited', 'who took out more than they put in': of two figures the one beside the other. */
export const exceeds: Pattern = (sense) => {
  const { parts, metrics, faint } = sense;
  if (!parts.ops.has('exceeds')) return null;
  const [first, second, ...more] = [
    ...new Set(parts.things.flatMap(({ metrics: [each] }) => each ?? [])),
  ].filter(
    (metric) => METRICS.get(metric)?.unit === 'money' && (metrics.includes(metric) || faint.includes(metric)),
  );
  if (first === undefined || second === undefined || more.length > 0) return 'reject';
  if (parts.bounds.length > 0 || parts.count || parts.average || parts.ends) return 'reject';
  const isFlow = (IN.has(first) && OUT.has(second)) || (OUT.has(first) && IN.has(second));
  if (parts.which === null && !parts.ops.has('who') && parts.relative.length === 0) {
    // 'Positions with a value above their cost' are positions.
    if (sense.nouns.some(({ plural, dimension }) => plural && dimension !== null)) return 'reject';
    return outline(sense, {
      metrics: [first, second].map((metric) =>
        isFlow && metric === 'net_contributions' ? 'deposits' : metric,
      ),
      derive: 'difference',
    });
  }
  if (!isFlow) return 'reject';
  const groups = parts.relative.length > 0 ? [...sense.groups, ...parts.relative] : sense.groups;
  return figures({ ...sense, groups }, ['net_contributions'], {
    having: [{ metric: 'net_contributions', comparison: IN.has(first) ? '>' : '<', value: '0' }],
  });
};
