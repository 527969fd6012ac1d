import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { GivenUp, type Handler, type Jobs } from '../queue/jobs.ts';
import type { JobKind } from '../vocabulary/job.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import { type DeliveryRequest, REFRESH_STEPS, type Refresh, type RunReport } from '../vocabulary/run.ts';

/** Deliveries as jobs: asked for in one process, taken in by any, those of one source in their order. */

export const DELIVERY_JOB: JobKind = 'delivery';

/** Takes a delivery in. Twice with the same `key` is once. */
export type TakeDelivery = (
  request: DeliveryRequest,
  onProgress: Parameters<Refresh>[1],
  key?: string,
) => Promise<RunReport>;

const Delivery = z.object({
  path: z.string(),
  secret: z.string().exactOptional(),
  source: z.string(),
  mode: z.enum(['full', 'incremental']).nullable(),
  mapping: z.string().nullable(),
});

const ProgressText = z.object({
  step: z.enum(REFRESH_STEPS),
  subject: z.string(),
  done: z.number(),
  total: z.number().nullable(),
});

/** Asks for a delivery to be taken in, and waits for its report. */
export function takenByJobs(jobs: Pick<Jobs, 'put' | 'follow'>): TakeDelivery {
  return async (request, onProgress, key = randomUUID()) => {
    const job = await jobs.put({
      key: `${DELIVERY_JOB}:${key}`,
      kind: DELIVERY_JOB,
      lane: `source:${request.source}`,
      urgency: 'usual',
      tries_max: LIMITS.delivery_tries_max,
      payload: JSON.stringify(request),
    });
    const result = await jobs.follow(job.id, (text) => onProgress(ProgressText.parse(JSON.parse(text))));
    return JSON.parse(result) as RunReport;
  };
}

/** Does what was asked for. */
export function deliveryHandler(refresh: Refresh): Handler {
  return async (payload, { onProgress, stop }) => {
    const request = Delivery.parse(JSON.parse(payload));
    try {
      const report = await refresh(request, (progress) => onProgress(JSON.stringify(progress)), stop);
      return JSON.stringify(report);
    } catch (error) {
      // Reading has tried again by itself, and whoever keeps the schedule does.
      if (error instanceof Problem && error.code === 'source_unavailable') throw new GivenUp(error);
      throw error;
    }
  };
}
