import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, type RunningAskfolio, startAskfolio } from './askfolio-process.ts';
import { HAS_CHROMIUM, launchChromium, openPage, type Watch } from './chromium.ts';
import {
  askByTyping,
  focused,
  pressByKey,
  shiftTabTo,
  tabTo,
  typeInto,
  waitForOutcome,
} from './page-actions.ts';

const ARTIFACTS = join(ROOT, 'test-artifacts');
const DESKTOP = { viewport: { width: 1440, height: 900 } } as const;
type Cookies = Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>;

describe.skipIf(!HAS_CHROMIUM)('what can be done with an answer, in Chromium', () => {
  let askfolio: RunningAskfolio;
  let browser: Browser;
  let cookies: Cookies;
  const watch: Watch = { policy: [], foreign: [], thrown: [] };

  async function openSignedIn(options: BrowserContextOptions = DESKTOP): Promise<Page> {
    const page = await openPage(browser, askfolio.origin, watch, options);
    await page.context().addCookies(cookies);
    await page.goto(askfolio.origin);
    await page.getByLabel('Your question').waitFor();
    return page;
  }

  beforeAll(async () => {
    mkdirSync(ARTIFACTS, { recursive: true });
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

  test('its parts are changed, and the answer with them, by keyboard alone, also after a reload', async () => {
    const page = await openSignedIn();
    const answer = await askByTyping(page, 'Show the market value by asset class');
    const pick = async (chip: RegExp | string, option: string): Promise<void> => {
      await pressByKey(answer.getByRole('button', { name: chip }));
      await pressByKey(
        answer.locator('.pick-menu:not([hidden])').getByRole('button', { name: option }).first(),
      );
      await waitForOutcome(page);
    };
    await pick(/^Grouped by Asset class/, 'Sector');
    await answer.getByRole('columnheader', { name: 'Sector' }).waitFor();
    await pick(/^Figure: Market value/, 'Income');
    await answer.getByRole('columnheader', { name: 'Income' }).waitFor();
    await pick(/^Period:/, 'last year');
    await pick('+ Filter', 'Equity');
    expect(await answer.locator('.basis-line').innerText()).toMatch(/Income by sector of .*Equity/);
    await pick(/^Only .*Equity/, 'Without this condition');
    expect(await answer.locator('.basis-line').innerText()).not.toContain('Equity');
    await pick(/^Grouped by Sector/, 'Not grouped by this');
    const figure = await answer.locator('[data-figure="income"]').innerText();
    expect(await page.locator('.turn').count()).toBe(1);

    await page.reload();
    await page.locator('[data-figure="income"]').waitFor();
    expect(await page.locator('[data-figure="income"]').innerText()).toBe(figure);
    expect(await page.locator('.turn').count()).toBe(1);
    await page.context().close();
  });

  test('stays as it was when a change cannot be answered, and says why', async () => {
    const page = await openSignedIn();
    const answer = await askByTyping(page, 'What is the market value?');
    const before = await answer.locator('[data-figure]').innerText();
    await answer.getByRole('button', { name: /^Period:/ }).click();
    await answer.getByLabel('From', { exact: true }).fill('1950-01-01');
    await answer.getByLabel('To', { exact: true }).fill('1950-12-31');
    await answer.getByRole('button', { name: 'Use these days' }).click();
    await answer.getByRole('alert').waitFor();
    expect(await answer.getByRole('alert').innerText()).toContain('The answer stays as it was');
    expect(await answer.locator('[data-figure]').innerText()).toBe(before);
    await page.context().close();
  });

  test('is asked by suggestions and shortcuts, with the keyboard alone', async () => {
    const page = await openSignedIn();
    await page.keyboard.type('income by sec');
    await page.getByRole('option', { name: /^income by sector/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const box = page.getByLabel('Your question');
    expect(await box.inputValue()).toMatch(/^income by sec/);
    await box.fill('income by sector');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    const answer = await waitForOutcome(page);
    await answer.getByRole('columnheader', { name: 'Sector' }).waitFor();

    await page.keyboard.type('/ne');
    await page.getByRole('option', { name: /^\/new/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.welcome').waitFor();
    await page.keyboard.type('/about');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('combobox');

    await page.keyboard.press('Escape');
    await shiftTabTo(page, 'Switch to dark');
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowUp');
    expect(await box.inputValue()).toBe('income by sector');
    await page.context().close();
  });

  test('is taken as a file of each kind, with the table’s figures, by keyboard alone', async () => {
    const page = await openSignedIn();
    const answer = await askByTyping(page, 'Show the market value by asset class');
    const shown = await answer.locator('tbody td.is-number').first().innerText();
    const take = async (kind: RegExp): Promise<Buffer> => {
      const download = page.waitForEvent('download');
      await pressByKey(answer.getByRole('button', { name: 'Download the answer as a file' }));
      await pressByKey(answer.getByRole('button', { name: kind }));
      const file = await download;
      expect(file.suggestedFilename()).toMatch(/^askfolio-market-value-by-asset-class-[\d-]+\.\w+$/);
      return readFileSync(await file.path());
    };
    const csv = (await take(/^CSV/)).toString('utf8');
    expect(csv).toContain('"Asset class"');
    expect(csv.replaceAll(/[^\d]/g, '')).toContain(shown.replaceAll(/[^\d]/g, ''));
    expect((await take(/^Excel/)).subarray(0, 2).toString('latin1')).toBe('PK');
    expect((await take(/^PNG/)).subarray(1, 4).toString('latin1')).toBe('PNG');
    const pdf = await take(/^PDF/);
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    writeFileSync(join(ARTIFACTS, 'answer.pdf'), pdf);
    await page.context().close();
  });

  test('is found good or bad with a reason by keyboard alone, and so becomes a case of an evaluation', async () => {
    const page = await openSignedIn();
    const good = await askByTyping(page, 'Show the market value by asset class');
    await pressByKey(good.getByRole('button', { name: 'This answer is good' }));
    await good.getByText('Thank you').waitFor();
    const bad = await askByTyping(page, 'What is the market value?');
    await pressByKey(bad.getByRole('button', { name: 'Something is wrong' }));
    await tabTo(bad.getByRole('radio').first());
    await page.keyboard.press('ArrowDown');
    expect(await bad.getByLabel('It is not what I asked').isChecked()).toBe(true);
    await typeInto(bad.getByLabel('What should it have been?'), 'in <b>euros</b>');
    await pressByKey(bad.getByRole('button', { name: 'Send' }));
    await bad.getByText('Thank you').waitFor();

    const printed = await askfolio.command(['eval', '--from-feedback', '--json']);
    expect(printed).toContain('1 answer was found bad');
    const report: unknown = JSON.parse(printed.split('\n').find((line) => line.startsWith('{')) ?? '');
    expect(report).toMatchObject({ questions: 1, right: 1 });
    await page.context().close();
  });

  test('says where its figures come from', async () => {
    const page = await openSignedIn();
    const answer = await askByTyping(page, 'What is the market value?');
    await answer.getByText('How do you know?').click();
    await answer.locator('.proof-sources').waitFor();
    expect(await answer.locator('.proof-sources').innerText()).toMatch(/Delivery of .*transactions\.csv/s);
    expect(await answer.locator('.proof-definitions').innerText()).toContain('Market value');
    await page.context().close();
  });

  test('never broke its policy, asked another host or threw', () => {
    expect(watch).toEqual({ policy: [], foreign: [], thrown: [] });
  });
});
