import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { HAS_SERVERS } from './askfolio-process.ts';
import { HAS_CHROMIUM } from './chromium.ts';
import { answeredPanels, askByTyping, drawnChart, pickScope, waitForOutcome } from './page-actions.ts';
import { useSignedIn } from './signed-in.ts';

/** The main flows of the page where the store is a database server and results are kept in Redis. */
describe.skipIf(!HAS_CHROMIUM || !HAS_SERVERS)('the page on a database server and Redis, in Chromium', () => {
  const { open } = useSignedIn({ accounts: 8, years: 2, seed: 11 }, 'servers');

  test('answers with figure, picture and proof, also from the cache, and about what was picked', async () => {
    const page = await open();
    const split = await askByTyping(page, 'Show the market value by asset class');
    expect(await drawnChart(split)).toMatch(/(Donut|Bar) chart of .*highest/);
    await split.getByText('How do you know?').click();
    await split.locator('.proof-sources').waitFor();
    const rows = await split.locator('tbody').innerText();
    await page.getByRole('button', { name: 'New conversation' }).click();
    const again = await askByTyping(page, 'Show the market value by asset class');
    expect(await again.locator('tbody').innerText()).toBe(rows);
    const account = await pickScope(page, 'Accounts', '');
    await askByTyping(page, 'What is the market value?');
    expect(await page.locator('.question-scope').last().innerText()).toBe(`About ${account}`);
    await page.context().close();
  });

  test('changes an answer by its parts, and gives it as a file', async () => {
    const page = await open();
    const answer = await askByTyping(page, 'Show the market value by asset class');
    await answer.getByRole('button', { name: /^Grouped by Asset class/ }).click();
    await answer.locator('.pick-menu:not([hidden])').getByRole('button', { name: 'Sector' }).first().click();
    await waitForOutcome(page);
    await answer.getByRole('columnheader', { name: 'Sector' }).waitFor();
    const download = page.waitForEvent('download');
    await answer.getByRole('button', { name: 'Download the answer as a file' }).click();
    await answer.getByRole('button', { name: /^CSV/ }).click();
    expect(readFileSync(await (await download).path(), 'utf8')).toContain('"Sector"');
    await page.context().close();
  });

  test('pins an answer, keeps an alert in words, and answers the overview', async () => {
    const page = await open();
    const answer = await askByTyping(page, 'What is the market value?');
    await answer.getByRole('button', { name: 'Pin to board' }).click();
    await answer.getByText('On the board').waitFor();
    await page.getByRole('link', { name: 'Board' }).click();
    const form = page.locator('.watch-form');
    await form.getByLabel(/alert in words/).fill('Tell me when cash is above 1 %');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText('watched: > 1 %').waitFor();
    expect(await answeredPanels(page)).toHaveLength(2);
    await page.getByRole('link', { name: 'Overview' }).click();
    await expectAnswered(page);
    await page.context().close();
  });
});

async function expectAnswered(page: Page): Promise<void> {
  const panels = await answeredPanels(page);
  expect(panels.length).toBeGreaterThanOrEqual(9);
  for (const text of panels) expect(text).not.toMatch(/did not understand|cannot be|went wrong/);
}
