import { databaseConformance } from './conformance.ts';
import { SQLITE } from './servers.fixture.ts';

databaseConformance(SQLITE);
