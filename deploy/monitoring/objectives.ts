import { ANSWERS, HTTP } from '../../src/telemetry/metrics/index.ts';
import { PROBLEMS } from '../../src/vocabulary/problem.ts';
import { rate, series, sum } from './query.ts';

/**
 * What the service promises over 30 days. docs/monitoring.md states it; the recording rules and the burn-rate alerts
 * come from here.
 */
export interface Objective {
  readonly name: string;
  /** 0.999: 99.9 % are good. */
  readonly target: number;
  /** Completes 'The objective that …'. */
  readonly promise: string;
  /** What was bad and what there was, a second, over a window. */
  readonly bad: (window: string) => string;
  readonly all: (window: string) => string;
  readonly runbook: string;
}

const OUR_FAULTS = Object.entries(PROBLEMS).flatMap(([code, { status }]) => (status >= 500 ? [code] : []));
/** Offline answers take less than this, in seconds; a bucket of the histogram ends there. */
export const OFFLINE_SECONDS = 0.3;

const offline = { engine: 'offline', outcome: 'answer' };

export const OBJECTIVES: readonly Objective[] = [
  {
    name: 'answers',
    target: 0.999,
    promise: '99.9 % of questions end without an error on our side',
    bad: (window) => sum(rate(ANSWERS.errors, window, { code: `~${OUR_FAULTS.join('|')}` })),
    all: (window) => sum(rate(ANSWERS.asked, window)),
    runbook: 'answers-fail',
  },
  {
    name: 'latency',
    target: 0.99,
    promise: '99 % of offline answers take less than 300 ms',
    bad: (window) =>
      `(${sum(rate(ANSWERS.asked, window, offline))} - ${sum(
        `rate(${series(ANSWERS.asked, { ...offline, le: String(OFFLINE_SECONDS) }, '_bucket')}[${window}])`,
      )})`,
    all: (window) => sum(rate(ANSWERS.asked, window, offline)),
    runbook: 'answers-slow',
  },
  {
    name: 'api',
    target: 0.999,
    promise: '99.9 % of requests are answered without a status of 5xx',
    // Of a status that has never been sent there is no series yet.
    bad: (window) => `(${sum(rate(HTTP.requests, window, { status_class: '5xx' }))} or vector(0))`,
    all: (window) => sum(rate(HTTP.requests, window)),
    runbook: 'api-fails',
  },
];

/** The windows over which the share of bad events is recorded, in seconds. */
export const WINDOWS = [300, 1_800, 3_600, 7_200, 21_600, 86_400, 259_200] as const;
export type Window = (typeof WINDOWS)[number];

/**
 * When the budget of bad events burns too fast, after the SRE workbook of Google, chapter 5: over a long window, and
 * still so over a short one. `factor`: how many times faster than what the 30 days allow.
 */
export interface Burn {
  readonly factor: number;
  readonly long: Window;
  readonly short: Window;
  readonly severity: 'page' | 'ticket';
}

export const BURNS: readonly Burn[] = [
  { factor: 14.4, long: 3_600, short: 300, severity: 'page' },
  { factor: 6, long: 21_600, short: 1_800, severity: 'page' },
  { factor: 3, long: 86_400, short: 7_200, severity: 'ticket' },
  { factor: 1, long: 259_200, short: 21_600, severity: 'ticket' },
];

/** The name under which the share of bad events over a window is recorded. */
export function recorded(window: Window): string {
  return `askfolio:bad_events:ratio_rate${window}s`;
}
