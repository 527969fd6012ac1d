// Writes the import table of test/architecture/rooms.ts into ARCHITECTURE.md, between its two marks.
import { readFileSync, writeFileSync } from 'node:fs';
import { importTable } from '../test/architecture/import-table.ts';

const path = new URL('../ARCHITECTURE.md', import.meta.url);
const [start, end] = ['<!-- import table -->', '<!-- /import table -->'];
const text = readFileSync(path, 'utf8');
const from = text.indexOf(start);
const to = text.indexOf(end);
if (from < 0 || to < from) throw new Error(`ARCHITECTURE.md needs the marks ${start} and ${end}`);
writeFileSync(path, `${text.slice(0, from + start.length)}\n\n${importTable()}\n\n${text.slice(to)}`);
