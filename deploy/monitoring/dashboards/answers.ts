import { ADMISSION, ANSWERS, CACHE, HTTP, STORE } from '../../../src/telemetry/metrics/index.ts';
import { type Dashboard, lines, query, table, WINDOW } from '../panel.ts';
import { quantile, rate, series, sum } from '../query.ts';

export const ANSWERING: Dashboard = {
  id: 'askfolio-answers',
  title: 'Askfolio: answers',
  panels: [
    lines(
      'Questions by engine and kind',
      'Questions a second; a rise of declined ones means that people ask what is not understood.',
      'ops',
      query(sum(rate(ANSWERS.asked, WINDOW), 'engine', 'outcome'), '{{engine}} {{outcome}}'),
    ),
    lines(
      'Time by engine',
      '99th percentile of the time of an answer.',
      's',
      query(quantile(0.99, ANSWERS.asked, WINDOW, { by: ['engine'] }), '{{engine}}'),
    ),
    lines(
      'Time by step',
      '99th percentile of each step: where the time of an answer goes.',
      's',
      query(quantile(0.99, ANSWERS.stages, WINDOW, { by: ['stage'] }), '{{stage}}'),
    ),
    lines(
      'Errors',
      'Questions a second that ended in an error, by its code.',
      'ops',
      query(rate(ANSWERS.errors, WINDOW), '{{code}}'),
    ),
    lines(
      'Reads of the store',
      'Reads a second by how they ended.',
      'ops',
      query(sum(rate(STORE.reads, WINDOW), 'outcome'), '{{outcome}}'),
    ),
    lines(
      'Time of a read',
      'How long the store takes.',
      's',
      query(quantile(0.5, STORE.reads, WINDOW), 'median'),
      query(quantile(0.99, STORE.reads, WINDOW), '99th percentile'),
    ),
    lines(
      'Turns of questions',
      'Questions and other heavy requests a second that were admitted, refused as busy, or left by their askers while they waited.',
      'ops',
      query(sum(rate(ADMISSION.turns, WINDOW), 'lane', 'outcome'), '{{lane}} {{outcome}}'),
    ),
    lines(
      'Wait for a turn',
      'How long they wait before they begin.',
      's',
      query(quantile(0.5, ADMISSION.waits, WINDOW), 'median'),
      query(quantile(0.99, ADMISSION.waits, WINDOW), '99th percentile'),
    ),
    lines(
      'Questions at once',
      'How many are being worked out, and how many wait.',
      'short',
      query(series(ADMISSION.running), '{{lane}} run'),
      query(series(ADMISSION.waiting), '{{lane}} wait'),
    ),
    lines(
      'Places in the store',
      'Reads that run or wait, and how many may: at the upper line more are refused as busy.',
      'short',
      query(series(STORE.underWay), 'under way'),
      query(series(STORE.room), 'may be'),
    ),
    lines(
      'Cache',
      'Reads a second by how the cache served them.',
      'ops',
      query(rate(CACHE.reads, WINDOW), '{{outcome}}'),
    ),
    lines(
      'Time of the cache',
      'How long lookups take in a cache outside of the process; after 50 ms nobody waits any longer.',
      's',
      query(quantile(0.5, CACHE.lookups, WINDOW), 'median'),
      query(quantile(0.99, CACHE.lookups, WINDOW), '99th percentile'),
    ),
    lines(
      'Memory of the cache',
      'What is taken of what may be, where the server makes no room by itself.',
      'percentunit',
      query(series(CACHE.filled), 'taken'),
    ),
    lines('Size of the cache', 'What is kept in this process.', 'bytes', query(series(CACHE.bytes), 'kept')),
    lines(
      'The guard',
      'Statements a second that were judged, by who wrote them and how it went.',
      'ops',
      query(rate(STORE.guard, WINDOW), '{{origin}} {{outcome}}'),
    ),
    lines(
      'Requests under way',
      'HTTP requests that are being answered.',
      'short',
      query(series(HTTP.underWay), 'requests'),
    ),
    lines(
      'Unread replies',
      'What replies hold in memory because their readers have not taken it yet: beyond 128 MiB the slowest are cut off.',
      'bytes',
      query(series(HTTP.unread), 'unread'),
    ),
    lines(
      'Problems',
      'Problem documents a second, by code.',
      'ops',
      query(rate(HTTP.problems, WINDOW), '{{code}}'),
    ),
    table(
      'Routes',
      '99th percentile of the time of each route.',
      's',
      quantile(0.99, HTTP.requests, WINDOW, { by: ['route', 'method'] }),
    ),
  ],
};
