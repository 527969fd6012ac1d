import { fc } from '@fast-check/vitest';

// Properties that name no count of their own meet as many cases as the nightly command asks for.
fc.configureGlobal({ numRuns: Number(process.env['ASKFOLIO_PROPERTY_RUNS'] ?? 1_000) });
