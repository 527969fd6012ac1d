/** The semantic model: what can be asked for, declared once. */
export { canGroup, canLimit, DIMENSIONS, type DimensionWords } from './dimensions.ts';
export type { Fact, MetricWords } from './metric.ts';
export { METRICS } from './metrics/index.ts';
export { MOVES, MOVES_OF_SECURITIES } from './moves.ts';
export { RELATIONS, type Relation } from './relations.ts';
