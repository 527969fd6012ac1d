import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { z } from 'zod';
import { type Firm, type Parts, type RunningAskfolio, startAskfolio } from './askfolio-process.ts';
import { launchChromium, openPage, type Watch } from './chromium.ts';

export const DESKTOP = { viewport: { width: 1440, height: 900 } } as const;
export const TABLET = { viewport: { width: 820, height: 1180 }, hasTouch: true } as const;
export const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;

const PASSWORD = 'seven green lamps in the attic';

type Cookies = Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>;

export interface SignedIn {
  /** A page of a fresh context, signed in as the owner, at `place` (a hash such as `#/overview`). */
  readonly open: (place?: string, options?: BrowserContextOptions) => Promise<Page>;
  /** The same, signed in as somebody who has no password yet. */
  readonly openAs: (user: string, place?: string) => Promise<Page>;
  readonly askfolio: () => RunningAskfolio;
  readonly browser: () => Browser;
  readonly cookies: () => Cookies;
  /** What no page may ever do, seen over all of them. */
  readonly watch: Watch;
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it has not started');
  return value;
}

/** An Askfolio and a browser for the tests of one file, started before and ended after them. */
export function useSignedIn(firm: Firm, parts?: Parts): SignedIn {
  const held: { askfolio?: RunningAskfolio; browser?: Browser; cookies: Cookies } = { cookies: [] };
  const watch: Watch = { policy: [], foreign: [], thrown: [] };
  beforeAll(async () => {
    [held.askfolio, held.browser] = await Promise.all([startAskfolio(firm, {}, parts), launchChromium()]);
    const page = await openPage(held.browser, held.askfolio.origin, watch, DESKTOP);
    await page.goto(held.askfolio.signInLink);
    await page.getByLabel('Your question').waitFor();
    held.cookies = await page.context().cookies();
    await page.context().close();
  });
  afterAll(async () => {
    await held.browser?.close();
    await held.askfolio?.stop();
    expect(watch).toEqual({ policy: [], foreign: [], thrown: [] });
  });
  return {
    open: async (place = '', options = DESKTOP) => {
      const { origin } = there(held.askfolio);
      const page = await openPage(there(held.browser), origin, watch, options);
      await page.context().addCookies(held.cookies);
      await page.goto(`${origin}/${place}`);
      await page.locator('.main').waitFor();
      return page;
    },
    openAs: async (user, place = '') => {
      const askfolio = there(held.askfolio);
      const { origin } = askfolio;
      const invited: unknown = JSON.parse(await askfolio.command(['users', 'invite', user, '--json']));
      const { address } = z.object({ address: z.string() }).parse(invited);
      const page = await openPage(there(held.browser), origin, watch, DESKTOP);
      await page.goto(address);
      for (const field of ['New password', 'The same again']) await page.getByLabel(field).fill(PASSWORD);
      await page.getByRole('button', { name: 'Set the password' }).click();
      await page.getByLabel('User').fill(user);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByLabel('Your question').waitFor();
      await page.goto(`${origin}/${place}`);
      await page.locator('.main').waitFor();
      return page;
    },
    askfolio: () => there(held.askfolio),
    browser: () => there(held.browser),
    cookies: () => held.cookies,
    watch,
  };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong with the page as it stands: a line a rule, with where. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate<readonly string[]>(`axe
    .run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] })
    .then(({ violations }) => violations.map(({ id, nodes }) =>
      id + ': ' + nodes.slice(0, 3).map(({ target, failureSummary }) =>
        target.join(' ') + ' (' + failureSummary.replaceAll('\\n', ' ') + ')').join('; ')))`);
}
