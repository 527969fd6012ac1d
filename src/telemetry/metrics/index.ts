import type { Metric } from '../declaration.ts';
import { ADMISSION } from './admission.ts';
import { ANSWERS } from './answers.ts';
import { CACHE } from './cache.ts';
import { CUSTODY } from './custody.ts';
import { ETL } from './etl.ts';
import { HTTP } from './http.ts';
import { MACHINE } from './machine.ts';
import { MODEL } from './model.ts';
import { QUEUE } from './queue.ts';
import { STORE } from './store.ts';

export { ADMISSION, ANSWERS, CACHE, CUSTODY, ETL, HTTP, MACHINE, MODEL, QUEUE, STORE };

/** Everything that is measured, by the part of the system that it speaks of. */
export const METRICS: Readonly<Record<string, readonly Metric[]>> = {
  HTTP: Object.values(HTTP),
  Admission: Object.values(ADMISSION),
  Answers: Object.values(ANSWERS),
  'Language model': Object.values(MODEL),
  'Store and guard': Object.values(STORE),
  Cache: Object.values(CACHE),
  'Taking data in': Object.values(ETL),
  Queue: Object.values(QUEUE),
  'Sign-in and custody': Object.values(CUSTODY),
  'Process and machine': Object.values(MACHINE),
};

export const ALL_METRICS: readonly Metric[] = Object.values(METRICS).flat();
