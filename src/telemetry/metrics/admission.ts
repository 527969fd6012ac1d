import { type Lane, LANES } from '../../vocabulary/lane.ts';
import { counter, gauge, histogram } from '../declaration.ts';
import type { Registry } from '../registry.ts';

const lanes = { lane: LANES };
const OUTCOMES = ['admitted', 'refused', 'gone'] as const;

export const ADMISSION = {
  turns: counter({
    name: 'askfolio_admission_turns_total',
    help: 'Questions and other heavy requests, by what they were expected to need and whether they were admitted, refused as busy, or gone by themselves before their turn',
    labels: { ...lanes, outcome: OUTCOMES },
  }),
  waits: histogram({
    name: 'askfolio_admission_wait_seconds',
    unit: 'seconds',
    help: 'How long those that were admitted waited for their turn',
    labels: lanes,
    buckets: [0.001, 0.005, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  }),
  running: gauge({
    name: 'askfolio_admission_running',
    help: 'Questions and other heavy requests that are being worked out',
    labels: lanes,
  }),
  waiting: gauge({
    name: 'askfolio_admission_waiting',
    help: 'Questions and other heavy requests that wait for their turn',
    labels: lanes,
  }),
} as const;

export interface AdmissionGauges {
  waited(lane: Lane, outcome: (typeof OUTCOMES)[number], seconds: number): void;
  count(lane: Lane, running: number, waiting: number): void;
}

export function admissionObserver(registry: Registry): AdmissionGauges {
  return {
    waited: (lane, outcome, seconds) => {
      registry.add(ADMISSION.turns, { lane, outcome });
      if (outcome === 'admitted') registry.observe(ADMISSION.waits, { lane }, seconds);
    },
    count: (lane, running, waiting) => {
      registry.set(ADMISSION.running, { lane }, running);
      registry.set(ADMISSION.waiting, { lane }, waiting);
    },
  };
}
