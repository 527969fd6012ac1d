import { databaseConformance } from './conformance.ts';
import { MYSQL } from './servers.fixture.ts';

databaseConformance(MYSQL, process.env['CI'] === 'true');
