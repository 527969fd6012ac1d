import type { Service } from '../test/monitoring/service.ts';

/** The token of the monitoring, where a service of the benchmark is watched. */
export const METRICS_TOKEN = 'a-token-of-the-benchmark';

/** By how much the event loop of a service was late since this was last asked, 99th percentile, in milliseconds. */
export async function eventLoopLateMs(service: Service): Promise<number> {
  const text = await (await service.get('/metrics', { authorization: `Bearer ${METRICS_TOKEN}` })).text();
  const seconds = /^askfolio_nodejs_eventloop_lag_p99_seconds(?:\{[^}]*\})? (\S+)$/m.exec(text)?.[1];
  return Number(seconds) * 1_000;
}
