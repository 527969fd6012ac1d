import { describe, expect, test } from 'vitest';
import { HAS_CHROMIUM, openPage } from './chromium.ts';
import { useSignedIn, violations } from './signed-in.ts';

describe.skipIf(!HAS_CHROMIUM)('the page in German, in Chromium', () => {
  const { open, askfolio, browser, watch } = useSignedIn({ accounts: 6, years: 2, seed: 5 });

  test('is German for a reader of German, figures and days with it', async () => {
    const page = await open('', { locale: 'de-DE' });
    expect(await page.evaluate('document.documentElement.lang')).toBe('de');
    await page.getByRole('heading', { name: /^Guten Tag/ }).waitFor();
    await page.getByLabel('Ihre Frage').fill('What is the market value?');
    await page.keyboard.press('Enter');
    const answer = page.locator('.turn:last-child .answer[aria-busy="false"]');
    await answer.waitFor();
    expect(await answer.locator('[data-figure]').first().innerText()).toMatch(/\d\.\d{3},\d{2}/);
    expect(await answer.locator('.basis-day').innerText()).toMatch(/^Daten bis \d{1,2}\.\d{1,2}\.\d{4}$/);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test('signs a reader of German in with German pages', async () => {
    const page = await openPage(browser(), askfolio().origin, watch, { locale: 'de-DE' });
    await page.goto(`${askfolio().origin}/signin`);
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('de');
    await page.getByLabel('Benutzer').fill('ann');
    await page.getByLabel('Passwort').fill('nicht das richtige');
    await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
    await page.getByRole('alert').getByText('Benutzer oder Passwort stimmt nicht').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test('changes by a press, keeps what was typed, and stays so', async () => {
    const page = await open();
    await page.getByLabel('Your question').fill('half a question');
    await page.getByRole('button', { name: 'DE: Auf Deutsch anzeigen' }).click();
    await page.getByLabel('Ihre Frage').waitFor();
    expect(await page.getByLabel('Ihre Frage').inputValue()).toBe('half a question');
    await page.goto(`${new URL(page.url()).origin}/#/deliveries`);
    await page.reload();
    await page.getByRole('heading', { name: 'Stand je Depotbank' }).waitFor();
    await page.getByRole('button', { name: 'EN: Show in English' }).click();
    await page.getByRole('heading', { name: 'Freshness by custodian' }).waitFor();
    await page.context().close();
  });
});
