import { MARIADB, MYSQL } from '../../../../test/services/source-databases.ts';
import { databaseConformance } from './conformance.ts';

databaseConformance(MARIADB);
databaseConformance(MYSQL);
