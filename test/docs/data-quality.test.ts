import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BREAK_CAUSES, FINDING_CODES, findingKind } from '../../src/model/findings.ts';

const guide = readFileSync(new URL('../../docs/data-quality.md', import.meta.url), 'utf8').replaceAll(
  / +/g,
  ' ',
);

test.each(FINDING_CODES)('the guide to data quality says what %s means and what to do', (code) => {
  const { meaning, remedy } = findingKind(code);
  expect(guide).toContain(`| \`${code}\` | ${meaning} | ${remedy} |`);
});

test('the guide names every cause of a difference', () => {
  for (const cause of Object.keys(BREAK_CAUSES)) expect(guide).toContain(`| \`${cause}\` | `);
});
