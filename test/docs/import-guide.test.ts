import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SOURCE_TABLE_NAMES, sourceTable } from '../../src/model/source-tables.ts';

const guide = readFileSync(new URL('../../docs/import.md', import.meta.url), 'utf8').replaceAll(/ +/g, ' ');

test.each(SOURCE_TABLE_NAMES)('the import guide describes the table %s as it is', (name) => {
  const { key, columns } = sourceTable(name);
  const list = Object.entries(columns).map(([column, { required }]) => (required ? `**${column}**` : column));
  expect(guide).toContain(`| \`${name}\` | ${key.join(', ')} | ${list.join(', ')} |`);
});
