import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ROOT, startAskfolio } from './askfolio-process.ts';
import { askByTyping, drawnChart } from './page-actions.ts';
import { launchChromium, openPage } from './chromium.ts';

/** Takes the README's picture of the page: `node test/browser/take-screenshot.ts docs/images/chat.png`. */
async function takeScreenshot(path: string): Promise<void> {
  const [askfolio, browser] = await Promise.all([
    startAskfolio({ accounts: 60, years: 5, seed: 3 }),
    launchChromium(),
  ]);
  try {
    const page = await openPage(
      browser,
      askfolio.origin,
      { policy: [], foreign: [], thrown: [] },
      { viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce', deviceScaleFactor: 1.5 },
    );
    await page.goto(askfolio.signInLink);
    await page.getByLabel('Your question').waitFor();
    await askByTyping(page, 'What is the market value?');
    await drawnChart(await askByTyping(page, 'Show the market value by asset class'));
    mkdirSync(dirname(path), { recursive: true });
    await page.screenshot({ path });
  } finally {
    await browser.close();
    await askfolio.stop();
  }
}

const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write(
    'Say where the picture goes: node test/browser/take-screenshot.ts docs/images/chat.png\n',
  );
  process.exitCode = 2;
} else {
  await takeScreenshot(resolve(ROOT, path));
}
