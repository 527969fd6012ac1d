import { CACHE, CUSTODY, MACHINE, QUEUE, STORE } from '../../../src/telemetry/metrics/index.ts';
import { type Dashboard, figure, lines, query, WINDOW } from '../panel.ts';
import { rate, series } from '../query.ts';

export const INFRASTRUCTURE: Dashboard = {
  id: 'askfolio-infrastructure',
  title: 'Askfolio: infrastructure',
  panels: [
    figure('Askfolio', '1 while it answers the monitoring.', 'short', 'up{job="askfolio"}'),
    figure('Store', '1 while it answers.', 'short', series(STORE.up)),
    figure('Records', '1 while they answer.', 'short', series(CUSTODY.records)),
    figure('Cache', '1 while it answers.', 'short', series(CACHE.up)),
    figure('Broker', '1 while it answers.', 'short', series(QUEUE.up)),
    figure('Certificate', 'For how long it is valid.', 's', series(CUSTODY.certificate)),
    figure('Up for', 'Since the main process began.', 's', `time() - ${series(MACHINE.started)}`),
    lines(
      'Memory',
      'Of the main process.',
      'bytes',
      query(series(MACHINE.memory), 'resident'),
      query(series(MACHINE.heap), 'heap in use'),
    ),
    lines(
      'Memory by its limit',
      'Of the main process, by what it may come to hold.',
      'percentunit',
      query(series(MACHINE.memoryUsed), 'used'),
    ),
    lines(
      'Processor',
      'Seconds of processor time a second.',
      'percentunit',
      query(rate(MACHINE.cpu, WINDOW), 'used'),
    ),
    lines(
      'Lateness of the event loop',
      '99th percentile: everybody waits that long.',
      's',
      query(series(MACHINE.loopDelay), '99th percentile'),
    ),
    lines('Open files', 'Files and connections.', 'short', query(series(MACHINE.files), 'open')),
    lines(
      'Disk',
      'Of the home.',
      'bytes',
      query(series(MACHINE.diskFree), 'free'),
      query(series(MACHINE.diskSize), 'size'),
    ),
    lines(
      'Headroom',
      'Below 1 too little is free.',
      'short',
      query(series(MACHINE.diskHeadroom), 'headroom'),
    ),
    lines(
      'Clock',
      'By how much the clock differs from that of the monitoring.',
      's',
      query(`${series(MACHINE.clock)} - timestamp(${series(MACHINE.clock)})`, 'difference'),
    ),
    lines(
      'Connections to the store',
      'For reading, where the store is on a database server.',
      'short',
      query(series(STORE.connections), '{{state}}'),
    ),
    lines(
      'Size of the database',
      'What the tables of the product store take at its server.',
      'bytes',
      query(series(STORE.bytes), 'taken'),
    ),
    lines(
      'Room in the database',
      'Taken by what may be taken (ASKFOLIO_STORE_CAPACITY_MB).',
      'percentunit',
      query(series(STORE.filled), 'filled'),
    ),
    lines('Replica', 'How long it has lacked the newest data.', 's', query(series(STORE.behind), 'behind')),
    lines(
      'At the broker',
      'Words of work that wait there, and those that were laid aside.',
      'short',
      query(series(QUEUE.messages), 'waiting'),
      query(series(QUEUE.dead), 'laid aside'),
    ),
    lines('Time of the broker', 'How long it takes to answer.', 's', query(series(QUEUE.answer), 'answer')),
    lines('Audit log', 'Its entries.', 'short', query(series(CUSTODY.auditEntries), 'entries')),
    lines('Cached results', 'Kept in this process.', 'short', query(series(CACHE.entries), 'results')),
    lines(
      'Looked through',
      'Since the audit log was last looked through.',
      's',
      query(series(CUSTODY.auditLook), 'age of the look'),
    ),
  ],
};
