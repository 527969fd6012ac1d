#!/usr/bin/env node
import './check-node.js';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

// Parsing and type stripping are done once, then read from Node's compile cache.
nodeModule.enableCompileCache();
// A clone runs its TypeScript as it is; a package ships JavaScript, for Node strips no types under node_modules.
const source = new URL('../src/main.ts', import.meta.url);
const { main } = await import(
  existsSync(source) ? source.href : new URL('../dist/main.js', import.meta.url).href
);
process.exitCode = await main(process.argv.slice(2));
