import type { RunJournal } from '../src/etl/run-journal.ts';

/** Keeps nothing of any run: what is measured is the run itself. */
export const NO_JOURNAL: RunJournal = {
  begin: () => Promise.resolve(),
  received: () => Promise.resolve(),
  found: () => Promise.resolve(),
  publishes: () => Promise.resolve(),
  setAside: () => Promise.resolve(),
  finish: () => Promise.resolve(),
};
