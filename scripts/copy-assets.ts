// Copies what the program reads beside its own code into the built package.
import { cpSync } from 'node:fs';

cpSync('src/etl/extract/mapping/ready', 'dist/etl/extract/mapping/ready', { recursive: true });
