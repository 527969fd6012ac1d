#!/usr/bin/env node
import './check-node.js';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keepCompiledCode } from './compile-cache.js';

const sources = fileURLToPath(new URL('../src/', import.meta.url));
const built = new URL('../dist/program/main.js', import.meta.url);

/** A package has the built program alone; a clone runs it as long as no source is newer, and the sources otherwise. */
function isBuilt() {
  if (!existsSync(sources)) return true;
  const { mtimeMs } = statSync(built, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
  return isOlder(sources, mtimeMs);
}

/** Whether all that the program is made of below a folder is older than a moment: the cheapest walk, for every start. */
function isOlder(folder, mtimeMs) {
  return readdirSync(folder, { withFileTypes: true }).every((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) return isOlder(`${path}/`, mtimeMs);
    return entry.name.endsWith('.test.ts') || statSync(path).mtimeMs < mtimeMs;
  });
}

// A report of a crash is for whoever looks for its cause: the settings, and the keys among them, stay out of it.
process.report.excludeEnv = true;
keepCompiledCode();
const { main } = await import(isBuilt() ? built.href : new URL('../src/main.ts', import.meta.url).href);
process.exitCode = await main(process.argv.slice(2));
