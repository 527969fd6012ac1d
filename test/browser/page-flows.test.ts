import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, type RunningAskfolio, startAskfolio } from './askfolio-process.ts';
import {
  askByTyping,
  drawnChart,
  focused,
  lastAnswer,
  overhang,
  pickScope,
  pressByKey,
  shiftTabTo,
  typeInto,
  waitForOutcome,
} from './page-actions.ts';
import { HAS_CHROMIUM, launchChromium, openPage, type Watch } from './chromium.ts';

const ARTIFACTS = join(ROOT, 'test-artifacts');
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;
const TABLET = { viewport: { width: 820, height: 1180 }, hasTouch: true } as const;
const DESKTOP = { viewport: { width: 1440, height: 900 } } as const;

/** Of a first visit, compressed; of what jumps, as Chromium measures it; from a key to its picture, at the median. */
const BUDGETS = { scriptBytes: 250_000, bytes: 500_000, requests: 30, shift: 0.1, keyMs: 100 };
const WORTH = 'What is the market value?';
const SPLIT = 'Show the market value by asset class';

type Cookies = Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>;

describe.skipIf(!HAS_CHROMIUM)('the chat page in Chromium', () => {
  let askfolio: RunningAskfolio;
  let browser: Browser;
  let cookies: Cookies;
  let series: string;
  const watch: Watch = { policy: [], foreign: [], thrown: [] };

  const open = (options: BrowserContextOptions = DESKTOP): Promise<Page> =>
    openPage(browser, askfolio.origin, watch, options);

  /** A page of a fresh context with the session that the one-time link opened. */
  async function openSignedIn(options: BrowserContextOptions = DESKTOP): Promise<Page> {
    const page = await open(options);
    await page.context().addCookies(cookies);
    await page.goto(askfolio.origin);
    await page.getByLabel('Your question').waitFor();
    return page;
  }

  beforeAll(async () => {
    mkdirSync(ARTIFACTS, { recursive: true });
    [askfolio, browser] = await Promise.all([
      startAskfolio({ accounts: 24, years: 3, seed: 11 }),
      launchChromium(),
    ]);
    const page = await open();
    await page.goto(askfolio.signInLink);
    await page.getByLabel('Your question').waitFor();
    cookies = await page.context().cookies();
    const { asOf } = await page.evaluate<{ asOf: string }>(
      "fetch('/api/v1/me').then((reply) => reply.json())",
    );
    series = `Show the market value by month in ${Number(asOf.slice(0, 4)) - 1}`;
    await page.context().close();
  });

  afterAll(async () => {
    await browser?.close();
    await askfolio?.stop();
  });

  test('says how to sign in where there is no session', async () => {
    const page = await open();
    await page.goto(askfolio.origin);
    await page.getByRole('heading', { name: 'Please sign in' }).waitFor();
    expect(await page.locator('main').innerText()).toContain(
      'use the one-time link that askfolio start printed',
    );
    await page.context().close();
  });

  test('greets with questions to start with, and one press asks', async () => {
    const page = await openSignedIn();
    const examples = page.locator('.example');
    await examples.first().waitFor();
    const example = await examples.first().innerText();
    await examples.first().click();
    await waitForOutcome(page);
    expect(await page.locator('.question-text').first().innerText()).toContain(example);
    await page.context().close();
  });

  test('answers about a picked account with figure, understanding, day, proof and what to ask next', async () => {
    const page = await openSignedIn();
    const account = await pickScope(page, 'Accounts', '');
    const answer = await askByTyping(page, WORTH);
    expect(await answer.locator('[data-figure]').innerText()).toMatch(/\d/);
    expect(await page.locator('.question-scope').innerText()).toBe(`About ${account}`);
    expect(await answer.innerText()).toMatch(/Understood as:/);
    expect(await answer.innerText()).toMatch(/Data as of \w+ \d+, \d{4}/);

    await answer.getByText('How do you know?').click();
    expect(await answer.getByLabel('SQL that was run').innerText()).toMatch(/SELECT|WITH/i);
    expect(await answer.innerText()).toContain('Data version');

    const suggestion = answer.locator('.question-button').first();
    const next = await suggestion.innerText();
    await suggestion.click();
    await page.locator('.turn').nth(1).waitFor();
    await waitForOutcome(page);
    expect(await page.locator('.question-text').nth(1).innerText()).toContain(next);
    await page.context().close();
  });

  test('shows a split as a chart and an exact table, a series as a line', async () => {
    const page = await openSignedIn();
    const split = await askByTyping(page, SPLIT);
    expect(await drawnChart(split)).toMatch(/(Donut|Bar) chart of .*highest/);
    const rows = await split.locator('tbody tr').count();
    expect(rows).toBeGreaterThan(1);
    expect(await split.locator('tbody td.is-number').first().innerText()).toMatch(/\d/);

    const monthly = await askByTyping(page, series);
    expect(await drawnChart(monthly)).toContain('Line chart');
    expect(await monthly.locator('tbody tr').count()).toBe(12);
    await page.context().close();
  });

  test('is worked by keyboard alone', async () => {
    const page = await openSignedIn();
    expect(await focused(page)).toBe('question');

    await shiftTabTo(page, 'combobox');
    const field = page.getByRole('combobox', { name: 'Ask about' });
    await page.keyboard.press('ArrowDown');
    expect(await field.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    const active = await field.getAttribute('aria-activedescendant');
    const name = await page.locator(`[id="${active}"] .scope-option-label`).innerText();
    await page.keyboard.press('Enter');
    expect(await field.inputValue()).toBe(name);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    expect(await field.getAttribute('aria-expanded')).toBe('false');

    await shiftTabTo(page, 'Switch to dark');
    await page.keyboard.press('/');
    expect(await focused(page)).toBe('question');
    await page.keyboard.type('What is');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('the market value?');
    await page.keyboard.press('Enter');
    await waitForOutcome(page);
    expect(await page.locator('.question-text').innerText()).toContain('What is\nthe market value?');
    expect(await page.locator('[data-announcement]').innerText()).toBe(
      await lastAnswer(page).locator('.sentence').innerText(),
    );

    await shiftTabTo(page, 'How do you know?');
    await page.keyboard.press('Enter');
    await page.locator('.proof[open]').waitFor();
    await page.context().close();
  });

  test('keeps the conversation and what was typed over a reload, and finds both by the back button', async () => {
    const page = await openSignedIn();
    await askByTyping(page, WORTH);
    await page.getByLabel('Your question').fill('not yet asked');
    await page.reload();
    await page.locator('[data-figure]').waitFor();
    expect(await page.getByLabel('Your question').inputValue()).toBe('not yet asked');

    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.locator('.welcome').waitFor();
    await page.goBack();
    await page.locator('[data-figure]').waitFor();
    await page.context().close();
  });

  test('lists conversations to open, rename and delete, by keyboard alone', async () => {
    const page = await openSignedIn();
    await askByTyping(page, SPLIT);
    const item = page.locator('.conversation.is-current');
    await item.waitFor();
    await pressByKey(item.getByRole('button', { name: /^Rename/ }));
    await typeInto(page.getByLabel('New name'), 'Renamed <b>here</b>');
    await page.keyboard.press('Enter');
    await page.locator('.conversation-title', { hasText: 'Renamed <b>here</b>' }).waitFor();

    await pressByKey(page.getByRole('button', { name: 'New conversation' }));
    await page.locator('.welcome').waitFor();
    await pressByKey(page.locator('.conversation-open', { hasText: 'Renamed' }));
    await page.locator('.result-table').waitFor();

    await pressByKey(item.getByRole('button', { name: /^Delete/ }));
    await pressByKey(page.getByRole('button', { name: 'Delete', exact: true }));
    await page.locator('.welcome').waitFor();
    expect(await page.locator('.conversation-title', { hasText: 'Renamed' }).count()).toBe(0);
    await page.context().close();
  });

  test('keeps within its budgets: what it fetches at first, what jumps, and how long a key takes to be drawn', async () => {
    const page = await openSignedIn();
    const fetched = await page.evaluate<{ scripts: number; all: number; count: number }>(`(() => {
      const all = performance.getEntriesByType('resource');
      const bytes = (entries) => entries.reduce((sum, { transferSize }) => sum + transferSize, 0);
      return { scripts: bytes(all.filter(({ name }) => name.endsWith('.js'))), all: bytes(all), count: all.length };
    })()`);
    expect(fetched.scripts).toBeGreaterThan(0);
    expect(fetched.scripts).toBeLessThan(BUDGETS.scriptBytes);
    expect(fetched.all).toBeLessThan(BUDGETS.bytes);
    expect(fetched.count).toBeLessThan(BUDGETS.requests);
    await page.evaluate(`window.waits = []; window.shift = 0; window.start = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
      document.addEventListener('input', () => {
        const from = performance.now();
        requestAnimationFrame(() => requestAnimationFrame(() => window.waits.push(performance.now() - from)));
      })`);
    await askByTyping(page, WORTH);
    await page.getByLabel('Your question').pressSequentially('How is it split by asset class?');
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    const waits = (await page.evaluate<number[]>('window.waits')).toSorted((a, b) => a - b);
    expect(waits.length).toBeGreaterThan(20);
    expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(BUDGETS.keyMs);
    expect(await page.evaluate<number>('window.shift')).toBeLessThan(BUDGETS.shift);
    await page.context().close();
  });

  test('declines in plain words', async () => {
    const page = await openSignedIn();
    const answer = await askByTyping(page, 'Should I buy more shares now?');
    expect(await answer.locator('[role=alert]').count()).toBe(0);
    expect(await answer.locator('.question-button').count()).toBeGreaterThan(0);
    await page.context().close();
  });

  test('stops a question on Escape, at the server too, and asks it again', async () => {
    const page = await openSignedIn();
    await page.route('**/api/v1/ask', () => new Promise(() => undefined), { times: 1 });
    await page.getByLabel('Your question').fill(WORTH);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    const told = page.waitForRequest(
      (request) => request.method() === 'DELETE' && /\/api\/v1\/ask\/[\w-]+$/.test(request.url()),
    );
    await page.keyboard.press('Escape');
    await told;
    await page.getByText('Stopped before the answer was complete.').first().waitFor();
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.locator('[data-figure]').waitFor();
    await page.context().close();
  });

  test('keeps the question when the connection is lost, and tries again', async () => {
    const page = await openSignedIn();
    await page.context().setOffline(true);
    const answer = await askByTyping(page, WORTH);
    expect(await answer.locator('[role=alert]').innerText()).toContain('Your question is kept');
    await page.context().setOffline(false);
    await answer.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-figure]').waitFor();
    expect(await page.locator('.turn').count()).toBe(1);
    await page.context().close();
  });

  test('keeps what was typed when the session ends', async () => {
    const page = await openSignedIn();
    await page.context().clearCookies();
    await page.getByLabel('Your question').fill(WORTH);
    await page.keyboard.press('Enter');
    await page.getByText('What you typed is kept.').waitFor();
    await page.context().addCookies(cookies);
    await page.getByRole('button', { name: 'I have signed in' }).click();
    await page.getByLabel('Your question').waitFor();
    expect(await page.getByLabel('Your question').inputValue()).toBe(WORTH);
    await page.context().close();
  });

  test('fits a phone: conversations slide in, nothing sticks out', async () => {
    const page = await openSignedIn(PHONE);
    const answer = await askByTyping(page, SPLIT);
    await drawnChart(answer);
    expect(await overhang(page)).toBe(0);
    await page.getByRole('button', { name: 'Show conversations' }).click();
    const drawer = page.getByRole('dialog', { name: 'Conversations' });
    await drawer.locator('.conversation').first().waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await page.getByRole('combobox', { name: 'Ask about' }).click();
    await page.getByRole('listbox').waitFor();
    expect(await overhang(page)).toBe(0);
    await page.context().close();
  });

  test('follows the system into the dark, and a choice by hand stays', async () => {
    const page = await openSignedIn({ ...DESKTOP, colorScheme: 'dark' });
    const theme = () => page.evaluate<string>('document.documentElement.dataset.bsTheme');
    expect(await theme()).toBe('dark');
    await page.getByRole('button', { name: 'Switch to light' }).click();
    await page.reload();
    await page.getByLabel('Your question').waitFor();
    expect(await theme()).toBe('light');
    await page.context().close();
  });

  test.each([
    { width: 'phone', options: PHONE },
    { width: 'tablet', options: TABLET },
    { width: 'desktop', options: DESKTOP },
  ])('is pictured at the width of a $width in both themes', async ({ width, options }) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await openSignedIn({ ...options, colorScheme, reducedMotion: 'reduce' });
      const picture = (what: string) =>
        page.screenshot({ path: join(ARTIFACTS, `chat-${what}-${width}-${colorScheme}.png`) });
      await page.locator('.example').first().waitFor();
      await picture('welcome');
      await askByTyping(page, WORTH);
      await picture('figure');
      for (const [what, question] of [
        ['split', SPLIT],
        ['series', series],
      ] as const) {
        await drawnChart(await askByTyping(page, question));
        await picture(what);
      }
      expect(await overhang(page)).toBe(0);
      await page.context().close();
    }
  });

  test('signs out', async () => {
    const page = await openSignedIn();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Please sign in' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Please sign in' }).waitFor();
    await page.context().close();
  });

  test('never broke its policy, asked another host or threw', () => {
    expect(watch).toEqual({ policy: [], foreign: [], thrown: [] });
  });
});
