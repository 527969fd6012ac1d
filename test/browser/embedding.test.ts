import { createServer, type Server } from 'node:http';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, until } from '../services/private-server.ts';
import { type RunningAskfolio, startAskfolio } from './askfolio-process.ts';
import { HAS_CHROMIUM, launchChromium } from './chromium.ts';

type Browser = Awaited<ReturnType<typeof launchChromium>>;

/** A firm's own portal with the chat in it, under a policy as strict as our own. */
function portal(askfolio: string, key: string): Server {
  return createServer((request, response) => {
    if (request.url === '/portal.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      response.end(
        `window.asked = 0;
         document.querySelector('askfolio-chat').getToken = () => { window.asked += 1; return window.key ?? '${key}'; };`,
      );
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/html',
      'content-security-policy': `default-src 'none'; script-src 'self' ${askfolio}; frame-src ${askfolio}`,
    });
    response.end(
      `<!doctype html><title>Portal</title><askfolio-chat label="Ask about your accounts"></askfolio-chat>
       <script type="module" src="/portal.js"></script>
       <script type="module" src="${askfolio}/embed/askfolio-chat.js"></script>`,
    );
  });
}

describe.skipIf(!HAS_CHROMIUM)('the chat in another site, in Chromium', () => {
  let askfolio: RunningAskfolio;
  let browser: Browser;
  let servers: readonly Server[];
  let ports: readonly number[];

  beforeAll(async () => {
    ports = [await freePort(), await freePort()];
    [askfolio, browser] = await Promise.all([
      startAskfolio(
        { accounts: 6, years: 2, seed: 5 },
        { ASKFOLIO_EMBED_ORIGINS: `http://127.0.0.1:${ports[0]}` },
      ),
      launchChromium(),
    ]);
    const printed = await askfolio.command(['keys', 'create', '--as', 'owner', '--label', 'portal']);
    const key = /askfolio_\S+/.exec(printed)?.[0] ?? '';
    servers = ports.map((port) => portal(askfolio.origin, key).listen(port, '127.0.0.1'));
  });
  afterAll(async () => {
    for (const server of servers ?? []) server.close();
    await browser?.close();
    await askfolio?.stop();
  });

  async function openPortal(index: number): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
    await page.goto(`http://127.0.0.1:${ports[index]}/`);
    return page;
  }

  test('asks as whom the token of the site says, without a cookie, and asks for another when it is over', async () => {
    const page = await openPortal(0);
    const chat = page.frameLocator('askfolio-chat iframe');
    await chat.getByLabel('Your question').fill('What is the market value?');
    await chat.getByLabel('Your question').press('Enter');
    await chat.locator('[data-figure]').waitFor();
    expect(await page.context().cookies()).toEqual([]);

    const working = await page.evaluate<number>('window.asked');
    await page.evaluate("window.key = 'askfolio_gone'; document.querySelector('askfolio-chat').renew()");
    await chat.getByLabel('Your question').fill('and by asset class?');
    await chat.getByLabel('Your question').press('Enter');
    // The page's own policy lets nothing be evaluated that waits inside it.
    await until(async () => (await page.evaluate<number>('window.asked')) > working + 1, 30_000);
    await page.evaluate("window.key = undefined; document.querySelector('askfolio-chat').renew()");
    await chat.getByLabel('Your question').waitFor();
    expect(await chat.getByLabel('Your question').inputValue()).toBe('and by asset class?');
    await page.context().close();
  });

  test('is refused to a site that the settings do not name', async () => {
    const page = await openPortal(1);
    const frame = page.locator('askfolio-chat iframe');
    await frame.waitFor({ state: 'attached' });
    // What the browser shows in place of what it refused stands at no address of ours.
    const hasAddress =
      "document.querySelector('askfolio-chat').shadowRoot.querySelector('iframe').src !== ''";
    await until(() => page.evaluate<boolean>(hasAddress), 30_000);
    expect(
      await page.frameLocator('askfolio-chat iframe').getByRole('heading', { name: /Hello/ }).count(),
    ).toBe(0);
    expect(await page.evaluate('window.asked')).toBe(0);
    await page.context().close();
  });
});
