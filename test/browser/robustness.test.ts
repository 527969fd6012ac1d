import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { HAS_CHROMIUM } from './chromium.ts';
import { askBeside, scrollTo, weigh } from './long-conversation.ts';
import { askByTyping, drawnChart, lastAnswer, overhang, waitForOutcome } from './page-actions.ts';
import { PHONE, useSignedIn } from './signed-in.ts';

const WORTH = 'What is the market value?';
const SCRIPT =
  '<img src=x onerror="document.title=\'broken in\'"><script>document.title="broken in"</script>';

/** Answers of the server with something else in their place. */
async function replaceItems(
  page: Page,
  path: string,
  change: (items: readonly Record<string, unknown>[]) => readonly Record<string, unknown>[],
): Promise<void> {
  await page.route(`**/api/v1/${path}`, async (route) => {
    const reply = await route.fetch();
    const body = (await reply.json()) as { items: readonly Record<string, unknown>[] };
    await route.fulfill({ response: reply, json: { ...body, items: change(body.items) } });
  });
}

/** The questions that the audit log holds after one of its entries. */
async function askedAfter(page: Page, sequence: number): Promise<readonly { readonly sequence: number }[]> {
  return page.evaluate(
    `fetch('/api/v1/audit?kind=ask').then((reply) => reply.json()).then(({ items }) => items.filter((one) => one.sequence > ${sequence}))`,
  );
}

describe.skipIf(!HAS_CHROMIUM)('the page when things go wrong, in Chromium', () => {
  const { open, cookies } = useSignedIn({ accounts: 12, years: 2, seed: 5 });

  test('says so when the connection drops in the middle of an answer, keeps what came, and asks again', async () => {
    const page = await open();
    await page.route(
      '**/api/v1/ask',
      (route) =>
        route.fulfill({
          headers: { 'content-type': 'text/event-stream' },
          body: 'event: stage\ndata: {"stage":"run"}\n\nevent: text\ndata: {"text":"Half an answer"}\n\nevent: tab',
        }),
      { times: 1 },
    );
    const answer = await askByTyping(page, WORTH);
    expect(await answer.getByRole('alert').innerText()).toContain('The connection was lost');
    expect(await answer.innerText()).toContain('Half an answer');
    await answer.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-figure]').waitFor();
    expect(await page.locator('.turn').count()).toBe(1);
    await page.context().close();
  });

  test('says that many ask just now, and asks again by itself when it is told to', async () => {
    const page = await open();
    await page.route(
      '**/api/v1/ask',
      (route) =>
        route.fulfill({
          status: 503,
          headers: { 'content-type': 'application/problem+json', 'retry-after': '2' },
          body: JSON.stringify({ title: 'Busy', status: 503, detail: 'Try again.', code: 'busy' }),
        }),
      { times: 1 },
    );
    await page.getByLabel('Your question').fill(WORTH);
    await page.keyboard.press('Enter');
    await page.getByText('yours is asked again by itself').waitFor();
    await page.locator('[data-figure]').waitFor();
    expect(await page.locator('.turn').count()).toBe(1);
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.context().close();
  });

  test('goes on with the same answer when the connection is cut in the middle of it, and asks only once', async () => {
    const page = await open();
    const before = Math.max(0, ...(await askedAfter(page, 0)).map(({ sequence }) => sequence));
    const resumed: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'GET' && request.url().includes('/api/v1/ask/'))
        resumed.push(request.headers()['last-event-id'] ?? '');
    });
    let cutAfter = '';
    await page.route(
      '**/api/v1/ask',
      async (route) => {
        const reply = await route.fetch();
        const whole = await reply.text();
        const cut = whole.indexOf('event: table') + 'event: ta'.length;
        cutAfter = [...whole.slice(0, cut).matchAll(/^id: (\d+)$/gm)].at(-2)?.[1] ?? '';
        await route.fulfill({ response: reply, body: whole.slice(0, cut) });
      },
      { times: 1 },
    );
    const answer = await askByTyping(page, 'Show the market value by asset class');
    await drawnChart(answer);
    expect(await answer.getByRole('alert').count()).toBe(0);
    expect(resumed).toEqual([cutAfter]);
    expect(await askedAfter(page, before)).toHaveLength(1);
    await page.reload();
    await page.locator('.result-table').waitFor();
    expect(await page.locator('.turn').count()).toBe(1);
    await page.context().close();
  });

  test('stays usable while the server is slow: the stage is shown, typing goes on, nothing jumps', async () => {
    const page = await open();
    await page.route('**/api/v1/ask', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.continue();
    });
    await page.evaluate(`window.shift = 0; new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true })`);
    await page.getByLabel('Your question').fill('Show the market value by asset class');
    await page.keyboard.press('Enter');
    await page.getByText('Sending the question').waitFor();
    await page.getByLabel('Your question').fill('the next one');
    await drawnChart(await waitForOutcome(page));
    expect(await page.getByLabel('Your question').inputValue()).toBe('the next one');
    expect(await page.evaluate<number>('window.shift')).toBeLessThan(0.1);
    await page.context().close();
  });

  test('shows a table of very many rows a page at a time', async () => {
    const page = await open();
    const answer = await askByTyping(page, 'Show all transactions');
    const rows = answer.locator('.result-table tbody tr');
    expect(await rows.count()).toBe(100);
    const first = await rows.first().innerText();
    await answer.getByRole('button', { name: 'Last rows' }).click();
    expect(await rows.first().innerText()).not.toBe(first);
    expect(await rows.count()).toBeLessThanOrEqual(100);
    expect(await answer.getByRole('button', { name: 'Next rows' }).isDisabled()).toBe(true);
    await answer.getByRole('button', { name: 'First rows' }).click();
    expect(await rows.first().innerText()).toBe(first);
    await page.context().close();
  });

  test('takes very long names, and scripts in names for text', async () => {
    const page = await open('', PHONE);
    const long = `${'Donaudampfschifffahrtsgesellschaft'.repeat(8)} ${SCRIPT}`;
    for (const path of ['accounts', 'portfolios', 'clients']) {
      await replaceItems(page, path, (items) =>
        items.map((item) => ({ ...item, name: `${long} ${String(item['id'])}` })),
      );
    }
    await page.reload();
    const field = page.getByRole('combobox', { name: 'Ask about' });
    await field.click();
    await page.getByRole('group', { name: 'Accounts' }).getByRole('option').first().click();
    await askByTyping(page, WORTH);
    expect(await page.locator('.question-scope').innerText()).toContain('<script>');
    expect(await overhang(page)).toBe(0);
    expect(await page.title()).toBe('Askfolio');
    await page.goto(`${new URL(page.url()).origin}/#/overview`);
    await page.locator('.panel').first().waitFor();
    expect(await overhang(page)).toBe(0);
    await page.context().close();
  });

  test('takes a script in a question and in an answer for text', async () => {
    const page = await open();
    await page.route(
      '**/api/v1/ask',
      (route) => {
        const answer = {
          id: 'a',
          kind: 'declined',
          reason: 'not_understood',
          text: SCRIPT,
          engine: 'offline',
          suggestions: [SCRIPT],
          conversationId: null,
          timings: { understand: 1, run: 1, total: 2 },
        };
        return route.fulfill({
          headers: { 'content-type': 'text/event-stream' },
          body: `event: answer\ndata: ${JSON.stringify(answer)}\n\n`,
        });
      },
      { times: 1 },
    );
    const shown = await askByTyping(page, SCRIPT);
    expect(await shown.innerText()).toContain('onerror=');
    expect(await page.title()).toBe('Askfolio');
    await page.context().close();
  });

  test('says what is missing where somebody sees no account', async () => {
    const page = await open();
    for (const path of ['accounts', 'portfolios', 'clients']) await replaceItems(page, path, () => []);
    await page.reload();
    await page.getByText('There is no account in your view yet').waitFor();
    await page.getByRole('combobox', { name: 'Ask about' }).click();
    expect(await page.getByRole('option').count()).toBe(1);
    await page.context().close();
  });

  test('holds no more of two hundred answers than of twenty, draws those that are looked at, and no other for a key', async () => {
    const page = await open();
    const id = randomUUID();
    const ask = (count: number) =>
      askBeside(
        page,
        id,
        Array.from({ length: count }, (_, index) =>
          index % 2 === 0 ? WORTH : `${WORTH.slice(0, -1)} by sector?`,
        ),
      );
    const openAtItsEnd = async (): Promise<number> => {
      await page.goto(`${new URL(page.url()).origin}/#/c/${id}`);
      await page.reload();
      await drawnChart(lastAnswer(page));
      return (await weigh(page)).nodes;
    };
    await ask(20);
    const nodesOf20 = await openAtItsEnd();
    await ask(180);
    const nodesOf200 = await openAtItsEnd();
    expect(await page.locator('.turn').count()).toBe(200);
    expect(nodesOf200 - nodesOf20).toBeLessThan(180 * 15);

    await scrollTo(page, 'start');
    const first = page.locator('.turn').first();
    await first.getByText('How do you know?').click();
    await first.locator('.proof-sources').waitFor();
    await scrollTo(page, 'end');
    await page.locator('.turn.is-away').first().waitFor();
    expect(await page.locator('.chart-drawing svg').count()).toBeLessThan(10);
    expect(await first.locator('.sentence').innerText()).toMatch(/\d/);
    await scrollTo(page, 'start');
    await first.locator('.proof-sources').waitFor();

    await page.getByLabel('Your question').focus();
    // What was scrolled to may be drawn still: a second without a change, then the keys.
    await page.evaluate(`new Promise((stood) => {
      window.drawn = 0;
      let timer = setTimeout(stood, 1_000);
      new MutationObserver((all) => {
        window.drawn += all.length;
        clearTimeout(timer);
        timer = setTimeout(stood, 1_000);
      }).observe(document.querySelector('.thread'), { subtree: true, childList: true, attributes: true, characterData: true });
    })`);
    await page.evaluate('window.drawn = 0');
    await page.keyboard.type('What');
    expect(await page.evaluate('window.drawn')).toBe(0);
    await page.context().close();
  });

  test('keeps two tabs apart, and both learn of the end of the session', async () => {
    const page = await open();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByLabel('Your question').waitFor();
    await askByTyping(page, WORTH);
    await askByTyping(other, 'How is it split by asset class?');
    expect(await page.locator('.turn').count()).toBe(1);
    expect(await other.locator('.turn').count()).toBe(1);
    await page.reload();
    await page.locator('[data-figure]').waitFor();
    await other.getByLabel('Your question').fill('typed in the other tab');
    await page.context().clearCookies();
    await other.keyboard.press('Enter');
    await other.getByRole('heading', { name: 'Please sign in' }).waitFor();
    await page.context().addCookies(cookies());
    await other.getByRole('button', { name: 'I have signed in' }).click();
    await other.getByLabel('Your question').waitFor();
    expect(await other.getByLabel('Your question').inputValue()).toBe('typed in the other tab');
    await page.context().close();
  });

  test('goes back and forth between pages, and finds each again after a reload', async () => {
    const page = await open();
    await askByTyping(page, WORTH);
    await page.getByRole('link', { name: 'Board' }).click();
    await page.getByRole('heading', { name: 'Board' }).waitFor();
    await page.goBack();
    await page.locator('[data-figure]').waitFor();
    await page.goForward();
    await page.reload();
    await page.getByRole('heading', { name: 'Board' }).waitFor();
    await page.goto(`${page.url().split('#')[0]}#/no-such-page/%E0%A4%A`);
    await page.getByLabel('Your question').waitFor();
    await page.context().close();
  });
});
