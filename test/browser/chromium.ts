import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

export const HAS_CHROMIUM = existsSync(CHROMIUM);

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** What a page must never do, as it was seen to happen. */
export interface Watch {
  /** Breaches of the content security policy. */
  readonly policy: string[];
  /** Addresses outside the page's own origin. */
  readonly foreign: string[];
  /** Exceptions that nobody caught. */
  readonly thrown: string[];
}

const POLICY_MARK = 'policy breach:';
const REPORT_BREACHES = `addEventListener('securitypolicyviolation', (event) => {
  console.error('${POLICY_MARK} ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample);
});`;

/** A page of a fresh context; what it must not do is noted in `watch`. */
export async function openPage(
  browser: Browser,
  origin: string,
  watch: Watch,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', timezoneId: 'UTC', ...options });
  await context.addInitScript({ content: REPORT_BREACHES });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.text().includes(POLICY_MARK) || /Content Security Policy/i.test(message.text())) {
      watch.policy.push(message.text());
    }
  });
  page.on('pageerror', (error) => watch.thrown.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== origin) watch.foreign.push(request.url());
  });
  return page;
}
