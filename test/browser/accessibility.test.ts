import { describe, expect, test } from 'vitest';
import { HAS_CHROMIUM } from './chromium.ts';
import { ALL_PAGES } from './all-pages.ts';
import { askByTyping, drawnChart } from './page-actions.ts';
import { PHONE, DESKTOP, useSignedIn, violations } from './signed-in.ts';

describe.skipIf(!HAS_CHROMIUM)('everybody can use the page', () => {
  const { open } = useSignedIn({ accounts: 12, years: 2, seed: 5 });

  test.each(ALL_PAGES)(
    'axe finds nothing wrong with the page $name, in both themes',
    async ({ hash: place, isThere }) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await open(place, { ...DESKTOP, colorScheme, reducedMotion: 'reduce' });
        await isThere(page);
        expect(await page.locator('h1').count()).toBe(1);
        expect(await violations(page)).toEqual([]);
        await page.context().close();
      }
    },
  );

  test('axe finds nothing wrong with answers, their menus and their proof, in both themes', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open('', { ...DESKTOP, colorScheme, reducedMotion: 'reduce' });
      await askByTyping(page, 'What is the market value?');
      await askByTyping(page, 'Should I buy more shares now?');
      const answer = await askByTyping(page, 'Show the market value by asset class');
      await drawnChart(answer);
      expect(await violations(page)).toEqual([]);
      await answer.getByText('How do you know?').click();
      await answer.locator('.proof-sources').waitFor();
      await answer.getByRole('button', { name: /^Grouped by/ }).click();
      expect(await violations(page)).toEqual([]);
      await page.context().close();
    }
  });

  test('axe finds nothing wrong on a phone, with the menu open and closed', async () => {
    const page = await open('', { ...PHONE, reducedMotion: 'reduce' });
    await page.locator('.example').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show conversations' }).click();
    await page.getByRole('link', { name: 'Overview' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });
});
