import type { Page } from 'playwright-core';
import { answeredPanels } from './page-actions.ts';

export interface PageOfAll {
  readonly name: string;
  readonly hash: string;
  /** Waits until it stands still. */
  readonly isThere: (page: Page) => Promise<unknown>;
}

const settled = async (page: Page): Promise<void> => {
  await page.locator('.panel').first().waitFor();
  await page.locator('.panel[aria-busy="true"]').first().waitFor({ state: 'detached' });
};

/** Every page that there is. */
export const ALL_PAGES: readonly PageOfAll[] = [
  { name: 'ask', hash: '', isThere: (page) => page.locator('.example').first().waitFor() },
  { name: 'overview', hash: '#/overview', isThere: answeredPanels },
  { name: 'board', hash: '#/board', isThere: (page) => page.locator('.watch-form').waitFor() },
  { name: 'deliveries', hash: '#/deliveries', isThere: settled },
  { name: 'people', hash: '#/people', isThere: settled },
  { name: 'sharing', hash: '#/sharing', isThere: settled },
  { name: 'verified', hash: '#/verified', isThere: settled },
  { name: 'usage', hash: '#/usage', isThere: settled },
  { name: 'keys', hash: '#/keys', isThere: settled },
  { name: 'audit', hash: '#/audit', isThere: settled },
  { name: 'status', hash: '#/status', isThere: settled },
];
