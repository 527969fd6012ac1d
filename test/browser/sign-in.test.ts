import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningAskfolio, startAskfolio } from './askfolio-process.ts';
import { authority, certificateFor } from '../services/certificates.ts';
import { HAS_CHROMIUM, launchChromium, openPage, type Watch } from './chromium.ts';

const PASSWORD = 'seven green lamps in the attic';

async function fillPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel('New password').fill(password);
  await page.getByLabel('The same again').fill(password);
}

async function signIn(page: Page, user: string, password: string): Promise<void> {
  await page.getByLabel('User').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

describe.skipIf(!HAS_CHROMIUM)('signing in over TLS, in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-tls-page-'));
  let askfolio: RunningAskfolio;
  let browser: Browser;
  const watch: Watch = { policy: [], foreign: [], thrown: [] };
  const open = (): Promise<Page> => openPage(browser, askfolio.origin, watch, { ignoreHTTPSErrors: true });

  beforeAll(async () => {
    authority(folder, 'ca');
    certificateFor(folder, 'page', 'DNS:localhost,IP:127.0.0.1', 'ca');
    const served = {
      ASKFOLIO_TLS_CERT: join(folder, 'page.pem'),
      ASKFOLIO_TLS_KEY: join(folder, 'page.key'),
    };
    [askfolio, browser] = await Promise.all([
      startAskfolio({ accounts: 6, years: 1, seed: 11 }, served),
      launchChromium(),
    ]);
    await askfolio.command(['users', 'add', 'ann', '--name', 'Ann', '--role', 'firm']);
  });

  afterAll(async () => {
    await browser?.close();
    await askfolio?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('an invitation sets a password, and the password opens the page', async () => {
    const invitation = JSON.parse(await askfolio.command(['users', 'invite', 'ann', '--json'])) as {
      address: string;
    };
    const page = await open();
    await page.goto(invitation.address);
    await fillPassword(page, PASSWORD);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(page, 'ann', 'not the password');
    expect(await page.getByRole('alert').innerText()).toContain('not right');
    await signIn(page, 'ann', PASSWORD);
    await page.getByLabel('Your question').waitFor();
    const cookies = await page.context().cookies();
    const session = cookies.find(({ name }) => name === '__Host-askfolio_session');
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict', secure: true });
    expect(await page.evaluate<string>('document.cookie')).toBe('');
    const kept = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }])';
    expect(await page.evaluate<string>(kept)).not.toContain('eyJ');
    await page.context().close();
  });

  test('a page that is signed out offers to sign in, and signing out everywhere ends both browsers', async () => {
    const [first, second] = [await open(), await open()];
    for (const page of [first, second]) {
      await page.goto(`${askfolio.origin}/`);
      await page.getByRole('link', { name: 'Sign in' }).click();
      await signIn(page, 'ann', PASSWORD);
      await page.getByLabel('Your question').waitFor();
    }
    await first.getByRole('link', { name: 'Ann' }).click();
    await first.getByRole('heading', { name: 'Signing in as Ann' }).waitFor();
    await first.getByRole('button', { name: 'Sign out everywhere' }).click();
    await first.getByRole('heading', { name: 'Sign in' }).waitFor();
    await second.goto(`${askfolio.origin}/`);
    await second.getByRole('link', { name: 'Sign in' }).waitFor();
    await first.context().close();
    await second.context().close();
  });

  test('the owner signs in by the link that start printed, and sets a password there', async () => {
    const page = await open();
    await page.goto(askfolio.signInLink);
    await page.getByLabel('Your question').waitFor();
    await page.goto(`${askfolio.origin}/account`);
    await fillPassword(page, PASSWORD);
    await page.getByRole('button', { name: 'Set it' }).click();
    await signIn(page, 'owner', PASSWORD);
    await page.getByLabel('Your question').waitFor();
    await page.context().close();
  });

  test('nothing broke the policy, went elsewhere or was thrown', () => {
    expect(watch).toEqual({ policy: [], foreign: [], thrown: [] });
  });
});
