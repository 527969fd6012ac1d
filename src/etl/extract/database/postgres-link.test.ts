import { databaseConformance } from './conformance.ts';
import { POSTGRES } from './servers.fixture.ts';

databaseConformance(POSTGRES);
