import type { Locator, Page } from 'playwright-core';

/** What a reader does on the page, in the reader's words. */

export function lastAnswer(page: Page): Locator {
  return page.locator('.turn').last().locator('.answer');
}

/** Waits until the newest question has an outcome. */
export async function waitForOutcome(page: Page): Promise<Locator> {
  await page.locator('.turn:last-child .answer[aria-busy="false"]').waitFor();
  return lastAnswer(page);
}

export async function askByTyping(page: Page, question: string): Promise<Locator> {
  const turns = await page.locator('.turn').count();
  await page.getByLabel('Your question').fill(question);
  await page.keyboard.press('Enter');
  await page.locator('.turn').nth(turns).waitFor();
  return waitForOutcome(page);
}

/** Picks the option at `index` among those of `group` that hold `query`; gives its name. */
export async function pickScope(page: Page, group: string, query: string, index = 0): Promise<string> {
  const field = page.getByRole('combobox', { name: 'Ask about' });
  await field.click();
  await field.fill(query);
  const option = page.getByRole('group', { name: group }).getByRole('option').nth(index);
  const name = await option.locator('.scope-option-label').innerText();
  await option.click();
  return name;
}

/** Waits until the answer's chart is drawn, and gives its text alternative. */
export async function drawnChart(answer: Locator): Promise<string> {
  const chart = answer.getByRole('img');
  await chart.locator('svg path').first().waitFor({ state: 'attached' });
  return (await chart.getAttribute('aria-label')) ?? '';
}

/** Pixels by which the page is wider than the window: 0 unless something sticks out. */
export async function overhang(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** What has the focus: its id, its role, its label or its text. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const element = document.activeElement;
    const label = element.tagName === 'BUTTON' ? element.getAttribute('aria-label') : null;
    return label || element.getAttribute('role') || element.id || element.textContent;
  })()`);
}

const STEPS_MAX = 80;

/** Goes back through the page by Shift+Tab until `what` has the focus. Throws when it never has. */
export async function shiftTabTo(page: Page, what: string): Promise<void> {
  for (let step = 0; step < STEPS_MAX; step += 1) {
    if ((await focused(page)) === what) return;
    await page.keyboard.press('Shift+Tab');
  }
  throw new Error(`'${what}' cannot be reached by Shift+Tab`);
}

/** Goes by Tab alone to a control of the page. Throws when it never has the focus. */
export async function tabTo(control: Locator): Promise<void> {
  await control.waitFor();
  for (let step = 0; step < STEPS_MAX * 2; step += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await control.page().keyboard.press('Tab');
  }
  throw new Error(`${String(control)} cannot be reached by Tab`);
}

export async function pressByKey(control: Locator): Promise<void> {
  await tabTo(control);
  await control.page().keyboard.press('Enter');
}

/** Types in place of what a field holds; of a list of choices, chooses the one that begins so. */
export async function typeInto(control: Locator, text: string): Promise<void> {
  await tabTo(control);
  if (await control.evaluate((element) => element.tagName === 'INPUT')) {
    await control.page().keyboard.press('ControlOrMeta+a');
  }
  await control.page().keyboard.type(text);
}

/** Types a day so many days from now into a field for one, as it is written in the United States. */
export async function typeDayAhead(control: Locator, days: number): Promise<void> {
  const [year, month, day] = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).split('-');
  await tabTo(control);
  await control.page().keyboard.type(`${month}${day}${year}`);
}

/** Waits until every panel of the page has its answer, and gives their texts. */
export async function answeredPanels(page: Page): Promise<readonly string[]> {
  await page.locator('.panel[aria-busy="false"]').first().waitFor();
  await page.locator('.panel[aria-busy="true"]').first().waitFor({ state: 'detached' });
  return page.locator('.panel[data-panel]').allInnerTexts();
}
