import type { Dashboard } from '../panel.ts';
import { ANSWERING } from './answers.ts';
import { COST } from './cost.ts';
import { DATA } from './etl.ts';
import { INFRASTRUCTURE } from './infrastructure.ts';
import { OVERVIEW } from './overview.ts';

export const DASHBOARDS: readonly Dashboard[] = [OVERVIEW, ANSWERING, DATA, INFRASTRUCTURE, COST];
