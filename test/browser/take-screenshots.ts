// `npm run screenshots`: every page in both themes at three widths into test-artifacts/pages; with `-- --readme` the
// pictures of the README instead, into docs/images.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { ALL_PAGES, type PageOfAll } from './all-pages.ts';
import { ROOT, type RunningAskfolio, startAskfolio } from './askfolio-process.ts';
import { askByTyping, drawnChart } from './page-actions.ts';
import { launchChromium, openPage } from './chromium.ts';

const ARTIFACTS = join(ROOT, 'test-artifacts', 'pages');
const README = join(ROOT, 'docs', 'images');
const THEMES = ['light', 'dark'] as const;
const WIDTHS = {
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true },
  desktop: { viewport: { width: 1440, height: 900 } },
} as const;
const PICTURE = { viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1.5 } as const;

const chat: PageOfAll = {
  name: 'answer',
  hash: '',
  isThere: async (page) => {
    await askByTyping(page, 'What is the market value?');
    await drawnChart(await askByTyping(page, 'Show the market value by asset class'));
  },
};

// Data of long ago would be a picture of alarms.
const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

type Opened = (place: PageOfAll, options: BrowserContextOptions) => Promise<Page>;

async function opener(askfolio: RunningAskfolio, browser: Browser): Promise<Opened> {
  const watch = { policy: [], foreign: [], thrown: [] };
  const first = await openPage(browser, askfolio.origin, watch);
  await first.goto(askfolio.signInLink);
  await first.getByLabel('Your question').waitFor();
  const cookies = await first.context().cookies();
  await first.context().close();
  return async ({ hash, isThere }, options) => {
    const page = await openPage(browser, askfolio.origin, watch, { ...options, reducedMotion: 'reduce' });
    await page.context().addCookies(cookies);
    await page.goto(`${askfolio.origin}/${hash}`);
    await page.locator('.main').waitFor();
    await isThere(page);
    return page;
  };
}

async function picture(open: Opened, place: PageOfAll, options: BrowserContextOptions, path: string) {
  const page = await open(place, options);
  await page.screenshot({ path });
  await page.context().close();
}

async function takeAll(open: Opened): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  for (const place of [chat, ...ALL_PAGES]) {
    for (const [width, options] of Object.entries(WIDTHS)) {
      for (const colorScheme of THEMES) {
        const path = join(ARTIFACTS, `${place.name}-${width}-${colorScheme}.png`);
        await picture(open, place, { ...options, colorScheme }, path);
      }
    }
  }
}

async function takeForReadme(open: Opened): Promise<void> {
  mkdirSync(README, { recursive: true });
  await picture(open, chat, PICTURE, join(README, 'chat.png'));
  for (const place of ALL_PAGES.filter(({ name }) => name === 'overview' || name === 'deliveries')) {
    await picture(open, place, PICTURE, join(README, `${place.name}.png`));
  }
}

const [askfolio, browser] = await Promise.all([
  startAskfolio({ accounts: 60, years: 5, seed: 3, end: YESTERDAY }),
  launchChromium(),
]);
try {
  const open = await opener(askfolio, browser);
  await (process.argv.includes('--readme') ? takeForReadme(open) : takeAll(open));
} finally {
  await browser.close();
  await askfolio.stop();
}
