import { databaseConformance } from './conformance.ts';
import { MARIADB, MYSQL } from './servers.fixture.ts';

databaseConformance(MARIADB);
databaseConformance(MYSQL);
