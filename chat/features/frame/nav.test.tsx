// @vitest-environment happy-dom
import { render } from 'preact';
import { expect, test } from 'vitest';
import { RIGHTS, type Right } from '../../../src/vocabulary/scope.ts';
import { Nav } from './nav.tsx';

function entriesFor(rights: readonly Right[]): readonly string[] {
  const place = document.createElement('div');
  render(<Nav current="ask" rights={rights} onGo={() => undefined} />, place);
  return [...place.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '');
}

test('the menu has an entry only for what one may do', () => {
  expect(entriesFor(['ask'])).toEqual(['#/', '#/sharing']);
  expect(entriesFor(['ask', 'figures'])).toEqual(['#/', '#/overview', '#/board', '#/sharing']);
  expect(entriesFor(['ask', 'runs.read'])).toContain('#/deliveries');
  expect(entriesFor(['ask', 'audit.read'])).toEqual(['#/', '#/sharing', '#/audit']);
  expect(entriesFor(['ask', 'people.manage', 'keys.manage'])).toEqual([
    '#/',
    '#/sharing',
    '#/people',
    '#/keys',
  ]);
  expect(entriesFor(RIGHTS)).toHaveLength(11);
});
