import type { Period } from './period.ts';
import type { Dimension } from './plan.ts';

/** What the parts of an understood question can be exchanged for, without typing. */
export interface OfferedVocabulary {
  readonly metrics: readonly OfferedMetric[];
  readonly dimensions: readonly OfferedDimension[];
  /** The state of now first, then usual stretches of time, each called as one would say it. */
  readonly periods: readonly Period[];
}

export interface OfferedMetric {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** What it can be grouped by. */
  readonly groups: readonly Dimension[];
}

export interface OfferedDimension {
  readonly name: Dimension;
  readonly label: string;
  readonly kind: 'entity' | 'attribute' | 'time';
  /** Of an attribute: the values that a filter can name. */
  readonly values: readonly string[];
}

/** A way to go on with a question that is being typed. */
export interface Completion {
  /** The whole text as it would stand. */
  readonly text: string;
  /** What was put at its end: a figure, a group, a value, a stretch of time, or something by its name. */
  readonly kind: 'figure' | 'group' | 'value' | 'period' | 'name';
  /** What it is, for the reader: 'Market value', 'Account'. */
  readonly hint: string;
}
