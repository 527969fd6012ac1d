import { ETL, QUEUE, STORE } from '../../../src/telemetry/metrics/index.ts';
import { type Dashboard, figure, lines, query, table, WINDOW } from '../panel.ts';
import { quantile, rate, series, sum } from '../query.ts';

export const DATA: Dashboard = {
  id: 'askfolio-data',
  title: 'Askfolio: taking data in, and their quality',
  panels: [
    figure('Runs under way', 'Now.', 'short', series(ETL.running)),
    figure('No progress for', 'Of the run that is under way.', 's', series(ETL.silent)),
    figure('Rows set aside', 'Of all runs that are kept.', 'short', series(ETL.quarantine)),
    figure('Age of the data', 'Since they were published.', 's', series(ETL.dataAge)),
    table(
      'Failed at the last run',
      '1 where the last run failed, by source.',
      'short',
      series(ETL.lastFailed),
    ),
    table(
      'Freshness by source',
      'Since when a source was last taken in whole.',
      's',
      series(ETL.sinceSuccess),
    ),
    table(
      'Freshness by custodian',
      'Since the day for which a custodian last sent something.',
      's',
      series(ETL.custodianAge),
    ),
    table('Late', 'By how much a scheduled source is late.', 's', series(ETL.overdue)),
    table(
      'Differences from statements',
      'Positions that the last statements state otherwise, by custodian.',
      'short',
      series(ETL.breaks),
    ),
    table('Findings', 'What the last run found doubtful, by code.', 'short', series(ETL.findings)),
    lines(
      'Runs',
      'Runs a second by how they ended.',
      'ops',
      query(sum(rate(ETL.runs, WINDOW), 'status'), '{{status}}'),
    ),
    lines(
      'Time of a run',
      'How long runs take.',
      's',
      query(quantile(0.5, ETL.seconds, WINDOW), 'median'),
      query(quantile(0.99, ETL.seconds, WINDOW), '99th percentile'),
    ),
    lines(
      'Time by step',
      'Seconds spent in each step, a second.',
      's',
      query(`sum by (step) (rate(${series(ETL.steps, {}, '_sum')}[${WINDOW}]))`, '{{step}}'),
    ),
    lines(
      'Rows',
      'Rows a second by what became of them.',
      'ops',
      query(sum(rate(ETL.rows, WINDOW), 'outcome'), '{{outcome}}'),
    ),
    lines(
      'Set aside',
      'The part of the last run that was set aside, by source.',
      'percentunit',
      query(series(ETL.lastQuarantined), '{{source}}'),
    ),
    lines(
      'Publishing',
      'How long the store takes to publish a version.',
      's',
      query(quantile(0.99, STORE.publishes, WINDOW), '99th percentile'),
    ),
    lines(
      'Queue',
      'Jobs that wait, those that are being done, and those that were given up.',
      'short',
      query(series(QUEUE.depth), 'waiting'),
      query(series(QUEUE.underWay), 'under way'),
      query(series(QUEUE.setAside), 'given up'),
    ),
    lines(
      'Oldest job',
      'How long it has been waiting for somebody to take it.',
      's',
      query(series(QUEUE.age), 'age'),
    ),
    lines('Jobs tried again', 'A second.', 'ops', query(rate(QUEUE.retries, WINDOW), 'retries')),
  ],
};
