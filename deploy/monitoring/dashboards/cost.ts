import { MODEL } from '../../../src/telemetry/metrics/index.ts';
import { type Dashboard, figure, lines, type Panel, query, WINDOW } from '../panel.ts';
import { increase, quantile, rate, series, sum } from '../query.ts';

function spent(title: string, window: string): Panel {
  const help = 'Where prices are known, in their currency.';
  return {
    ...figure(title, help, 'short', ''),
    queries: [query(increase(MODEL.cost, window), '{{currency}}')],
  };
}

export const COST: Dashboard = {
  id: 'askfolio-cost',
  title: 'Askfolio: the language model and its cost',
  panels: [
    figure('Language model', '1 while it answers.', 'short', series(MODEL.answers)),
    spent('Spent in a day', '1d'),
    spent('Spent in 30 days', '30d'),
    lines(
      'Budget used',
      'Of the day: at 1 the offline engine reads alone.',
      'percentunit',
      query(series(MODEL.budgetUsed), 'of the day'),
    ),
    lines(
      'Calls',
      'Calls a second by how they ended.',
      'ops',
      query(sum(rate(MODEL.calls, WINDOW), 'outcome'), '{{outcome}}'),
    ),
    lines(
      'Time of a call',
      'How long the language model takes.',
      's',
      query(quantile(0.5, MODEL.calls, WINDOW), 'median'),
      query(quantile(0.99, MODEL.calls, WINDOW), '99th percentile'),
    ),
    lines(
      'Tokens',
      'Tokens a second, read and written.',
      'ops',
      query(rate(MODEL.tokens, WINDOW), '{{direction}}'),
    ),
  ],
};
