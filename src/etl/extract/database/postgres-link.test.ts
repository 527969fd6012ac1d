import { POSTGRES } from '../../../../test/services/source-databases.ts';
import { databaseConformance } from './conformance.ts';

databaseConformance(POSTGRES);
