import { METRICS } from '../../../../model/index.ts';
import type { Rule } from '../chart.ts';
import type { Thing } from '../items.ts';
import { cat, either, is, maybe, op, rule, thing, thingOf } from './slots.ts';

const THAN = /\bthan\b|^(?:exceed|cover|outweigh)/;

/** One figure held against another: 'are my fees higher than my dividends', 'do my dividends cover my fees'. */
export const FIGURES_COMPARED: readonly Rule[] = [
  rule(
    'a figure above another',
    [
      thing(isAmount),
      cat('op', ({ op: word, said }) => (word === 'more' || word === 'less') && THAN.test(said)),
      maybe(op('total')),
      thing(isAmount),
    ],
    ([left, , , right]) => {
      const [first, second] = [thingOf(left), thingOf(right)];
      return first && second && first.metrics[0] !== second.metrics[0]
        ? { cat: 'above', things: [first, second] }
        : null;
    },
    0.5,
  ),
  rule(
    'more of a figure than of another',
    [
      cat('ranked', ({ rank, thing: of }) => rank.tone === 'amount' && isAmount(of)),
      op('than'),
      thing(isAmount),
    ],
    ([left, , right]) => {
      const second = thingOf(right);
      return is(left, 'ranked') && second && left.thing.metrics[0] !== second.metrics[0]
        ? { cat: 'above', things: [left.thing, second] }
        : null;
    },
    0.5,
  ),
  rule(
    'more of a figure or of another',
    [
      cat('ranked', ({ rank, thing: of }) => rank.tone === 'amount' && isAmount(of)),
      op('or'),
      either(
        thing(isAmount),
        cat('ranked', ({ rank, thing: of }) => rank.tone === 'amount' && isAmount(of)),
      ),
    ],
    ([left, , right]) => {
      const second = is(right, 'ranked') ? right.thing : thingOf(right);
      return is(left, 'ranked') && second && left.thing.metrics[0] !== second.metrics[0]
        ? { cat: 'above', things: [left.thing, second] }
        : null;
    },
    0.5,
  ),
];

function isAmount({ metrics, weak }: Thing): boolean {
  return !weak && METRICS.get(metrics[0] ?? '')?.unit === 'money';
}
