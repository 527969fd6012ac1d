import { PROBLEMS } from '../../vocabulary/problem.ts';
import { counter, gauge, histogram } from '../declaration.ts';
import type { Registry } from '../registry.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS'];
export const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

export const HTTP = {
  requests: histogram({
    name: 'askfolio_http_request_seconds',
    unit: 'seconds',
    help: 'HTTP requests by route template, method and class of status',
    labels: { route: { of: 'routes', values_max: 200 }, method: METHODS, status_class: STATUS_CLASSES },
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.3, 0.5, 1, 2.5, 5, 10],
  }),
  underWay: gauge({
    name: 'askfolio_http_requests_under_way',
    help: 'HTTP requests that are being answered',
  }),
  unread: gauge({
    name: 'askfolio_http_replies_unread_bytes',
    unit: 'bytes',
    help: 'What replies hold in memory because their readers have not taken it yet',
  }),
  problems: counter({
    name: 'askfolio_http_problems_total',
    help: 'Problem documents that were sent, by code',
    labels: { code: Object.keys(PROBLEMS) },
  }),
} as const;

export interface HttpObserver {
  begun(): void;
  /** `route`: a template of ours, or 'none'. */
  request(route: string, method: string, status: number, seconds: number): void;
  problem(code: string): void;
  /** How many bytes of replies their readers have not taken yet. */
  unread(bytes: number): void;
}

export function httpObserver(registry: Registry): HttpObserver {
  let underWay = 0;
  const count = (by: number): void => registry.set(HTTP.underWay, {}, (underWay += by));
  count(0);
  return {
    begun: () => count(1),
    request: (route, method, status, seconds) => {
      count(-1);
      registry.observe(
        HTTP.requests,
        { route, method, status_class: `${Math.floor(status / 100)}xx` },
        seconds,
      );
    },
    problem: (code) => registry.add(HTTP.problems, { code }),
    unread: (bytes) => registry.set(HTTP.unread, {}, bytes),
  };
}
