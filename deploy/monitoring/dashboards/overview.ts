import { ANSWERS, CUSTODY, ETL, HTTP, MACHINE, STORE } from '../../../src/telemetry/metrics/index.ts';
import { BURNS, OBJECTIVES, recorded } from '../objectives.ts';
import { type Dashboard, figure, lines, query, WINDOW } from '../panel.ts';
import { quantile, rate, series, sum } from '../query.ts';

const longest = Math.max(...BURNS.map(({ long }) => long)) as 259_200;

export const OVERVIEW: Dashboard = {
  id: 'askfolio-overview',
  title: 'Askfolio: overview',
  panels: [
    figure('Store', '1 while the product store answers.', 'short', series(STORE.up)),
    figure('Age of the data', 'Since when answers come from the same data.', 's', series(ETL.dataAge)),
    figure(
      'Alarms raised',
      'Of the installation itself.',
      'short',
      `sum(max by (severity) (${series(MACHINE.alarms)}))`,
    ),
    figure('Audit log', '1 while its chain is whole.', 'short', series(CUSTODY.auditWhole)),
    ...OBJECTIVES.map(({ name, promise, target }) =>
      figure(
        `Budget left: ${name}`,
        `The objective that ${promise}: what of its budget the last three days left, at that pace.`,
        'percentunit',
        `1 - ${recorded(longest)}{objective="${name}"} / ${Number((1 - target).toFixed(6))}`,
      ),
    ),
    figure('Version', 'What runs.', 'short', series(MACHINE.build)),
    lines(
      'Questions',
      'Questions a second by the kind of the answer.',
      'ops',
      query(sum(rate(ANSWERS.asked, WINDOW), 'outcome'), '{{outcome}}'),
    ),
    lines(
      'Time of an answer',
      'How long people wait for an answer.',
      's',
      query(quantile(0.5, ANSWERS.asked, WINDOW), 'median'),
      query(quantile(0.99, ANSWERS.asked, WINDOW), '99th percentile'),
    ),
    lines(
      'Requests',
      'HTTP requests a second by class of status.',
      'ops',
      query(sum(rate(HTTP.requests, WINDOW), 'status_class'), '{{status_class}}'),
    ),
    lines(
      'Sign-ins',
      'Attempts a second; many refused ones mean that somebody tries.',
      'ops',
      query(rate(CUSTODY.signIns, WINDOW), '{{outcome}}'),
    ),
  ],
};
