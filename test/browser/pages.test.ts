import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningAskfolio, startAskfolio } from './askfolio-process.ts';
import { HAS_CHROMIUM, launchChromium, openPage, type Watch } from './chromium.ts';
import {
  answeredPanels,
  askByTyping,
  overhang,
  pickScope,
  pressByKey,
  shiftTabTo,
  tabTo,
  typeInto,
  waitForOutcome,
} from './page-actions.ts';

const DESKTOP = { viewport: { width: 1440, height: 900 } } as const;
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;
type Cookies = Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>;

describe.skipIf(!HAS_CHROMIUM)('the pages beside the chat, in Chromium', () => {
  let askfolio: RunningAskfolio;
  let browser: Browser;
  let cookies: Cookies;
  const watch: Watch = { policy: [], foreign: [], thrown: [] };

  async function openSignedIn(place: string, options: BrowserContextOptions = DESKTOP): Promise<Page> {
    const page = await openPage(browser, askfolio.origin, watch, options);
    await page.context().addCookies(cookies);
    await page.goto(`${askfolio.origin}/${place}`);
    await page.locator('.main').waitFor();
    return page;
  }

  beforeAll(async () => {
    [askfolio, browser] = await Promise.all([
      startAskfolio({ accounts: 12, years: 2, seed: 5 }),
      launchChromium(),
    ]);
    const page = await openPage(browser, askfolio.origin, watch, DESKTOP);
    await page.goto(askfolio.signInLink);
    await page.getByLabel('Your question').waitFor();
    cookies = await page.context().cookies();
    await page.context().close();
  });

  afterAll(async () => {
    await browser?.close();
    await askfolio?.stop();
  });

  test('the overview answers every part of itself, for a book, a client, a portfolio and an account', async () => {
    const page = await openSignedIn('#/overview');
    for (const group of [null, 'Clients', 'Portfolios', 'Accounts']) {
      if (group !== null) await pickScope(page, group, '');
      const panels = await answeredPanels(page);
      expect(panels.length).toBeGreaterThanOrEqual(9);
      for (const text of panels) expect(text).not.toMatch(/did not understand|cannot be|went wrong/);
      expect(await page.locator('[data-panel="now"] [data-figure]').innerText()).toMatch(/\d/);
    }
    expect(await page.locator('[data-panel="performance"] tbody tr').count()).toBe(6);
    await page.locator('[data-panel="value"] svg path').first().waitFor({ state: 'attached' });
    await page.context().close();
  });

  test('a part of the overview opens in the chat as the question that it is, by keyboard alone', async () => {
    const page = await openSignedIn('#/overview');
    await tabTo(page.getByRole('combobox', { name: 'Ask about' }));
    await page.keyboard.press('ArrowDown');
    const portfolio = page.getByRole('group', { name: 'Portfolios' }).getByRole('option').first();
    await page.keyboard.type(await portfolio.locator('.scope-option-label').innerText());
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await answeredPanels(page);
    const shown = await page.locator('[data-panel="now"] [data-figure]').innerText();
    await pressByKey(page.locator('[data-panel="now"]').getByRole('button', { name: /in the chat/ }));
    const answer = await waitForOutcome(page);
    expect(await answer.locator('[data-figure]').innerText()).toBe(shown);
    await page.goBack();
    await page.goBack();
    await page.locator('[data-panel="now"]').waitFor();
    await page.context().close();
  });

  test('the overview fits a phone, and is reached from its menu', async () => {
    const page = await openSignedIn('', PHONE);
    await page.getByRole('button', { name: 'Show conversations' }).click();
    await page.getByRole('link', { name: 'Overview' }).click();
    await answeredPanels(page);
    expect(await overhang(page)).toBe(0);
    await page.context().close();
  });

  test('an answer is pinned to the board, alerts in words are kept there, and all are taken off, by keyboard alone', async () => {
    const page = await openSignedIn('');
    const answer = await askByTyping(page, 'Show the market value by asset class');
    await pressByKey(answer.getByRole('button', { name: 'Pin to board' }));
    await answer.getByText('On the board').waitFor();
    await pressByKey(page.getByRole('link', { name: 'Board' }));
    const form = page.locator('.watch-form');
    await typeInto(form.getByLabel(/alert in words/), 'Tell me when <b>cash</b>');
    await page.keyboard.press('Enter');
    await form.getByRole('alert').waitFor();
    await typeInto(form.getByLabel(/alert in words/), 'Tell me when cash is above 1 %');
    await page.keyboard.press('Enter');
    await page.getByText('watched: > 1 %').waitFor();
    await typeInto(form.getByLabel(/alert in words/), 'Tell me when Atlantis has not delivered by 7');
    await page.keyboard.press('Enter');
    await form.getByRole('alert').getByText('No custodian of your accounts has that name').waitFor();
    await typeInto(form.getByLabel(/alert in words/), 'Tell me when a custodian has not delivered by 7');
    await page.keyboard.press('Enter');
    await page.getByText('watched: delivered by 07:00 on business days').waitFor();
    const panels = await answeredPanels(page);
    expect(panels).toHaveLength(3);
    expect(panels[1]).toMatch(/\d[\d.,]*%/);
    expect(panels[2]).toMatch(/Date\s+Account\s+Type/);
    await page.reload();
    await page.getByText('watched: > 1 %').waitFor();
    for (let left = 3; left > 0; left -= 1) {
      await pressByKey(page.getByRole('button', { name: /off the board/ }).first());
      await page
        .locator('[data-saved]')
        .nth(left - 1)
        .waitFor({ state: 'detached' });
    }
    await page.getByText('Nothing is kept in view yet').waitFor();
    await page.context().close();
  });

  test('the board is begun with what it offers, and cleared, by keyboard alone', async () => {
    const page = await openSignedIn('#/board');
    const start = 'How is it split by asset class?';
    await page.getByText('Nothing is kept in view yet').waitFor();
    await shiftTabTo(page, start);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    const [panel] = await answeredPanels(page);
    expect(panel).toContain(start);
    await shiftTabTo(page, `Take “${start}” off the board`);
    await page.keyboard.press('Enter');
    await page.getByText('Nothing is kept in view yet').waitFor();
    await page.context().close();
  });

  test('none of them ever broke the policy, asked another host or threw', () => {
    expect(watch).toEqual({ policy: [], foreign: [], thrown: [] });
  });
});
