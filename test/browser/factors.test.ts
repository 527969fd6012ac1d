import { Secret, TOTP } from 'otpauth';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../services/private-server.ts';
import { type RunningAskfolio, startAskfolio } from './askfolio-process.ts';
import { HAS_CHROMIUM, launchChromium, openPage, type Watch } from './chromium.ts';

const PASSWORD = 'seven green lamps in the attic';

/** A device of a browser's own that answers at once, as one with a finger on it does. */
async function withDevice(page: Page): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId: id } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, id };
}

async function enterPassword(page: Page, user: string): Promise<void> {
  await page.getByLabel('User').fill(user);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const signOut = (page: Page): Promise<void> => page.context().clearCookies();

describe.skipIf(!HAS_CHROMIUM)('second factors, in Chromium', () => {
  let askfolio: RunningAskfolio;
  let browser: Browser;
  const watch: Watch = { policy: [], foreign: [], thrown: [] };
  const open = async (): Promise<Page> => {
    const page = await openPage(browser, askfolio.origin, watch);
    await page.goto(`${askfolio.origin}/signin`);
    return page;
  };

  beforeAll(async () => {
    const port = await freePort();
    [askfolio, browser] = await Promise.all([
      startAskfolio(
        { accounts: 6, years: 1, seed: 13 },
        {
          ASKFOLIO_PORT: String(port),
          // Browsers have passkeys for names, not for numbers.
          ASKFOLIO_URL: `http://localhost:${port}`,
          ASKFOLIO_SECOND_FACTOR: 'firm',
        },
      ),
      launchChromium(),
    ]);
    for (const [user, role] of [
      ['ann', 'firm'],
      ['bob', 'auditor'],
    ] as const) {
      await askfolio.command(['users', 'add', user, '--name', user, '--role', role]);
      const invitation = JSON.parse(await askfolio.command(['users', 'invite', user, '--json'])) as {
        address: string;
      };
      const page = await openPage(browser, askfolio.origin, watch);
      await page.goto(invitation.address);
      await page.getByLabel('New password').fill(PASSWORD);
      await page.getByLabel('The same again').fill(PASSWORD);
      await page.getByRole('button', { name: 'Set the password' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await page.context().close();
    }
  });

  afterAll(async () => {
    await browser?.close();
    await askfolio?.stop();
  });

  test('a role that asks for one has an app set up at sign-in, then asks for its code or a recovery code', async () => {
    const page = await open();
    await enterPassword(page, 'ann');
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
    expect(await page.locator('.qr svg').count()).toBe(1);
    const secret = (await page.locator('p > code').first().innerText()).replaceAll(' ', '');
    const app = new TOTP({ secret: Secret.fromBase32(secret) });
    await page.getByLabel('Code of the app').fill(app.generate());
    await page.getByRole('button', { name: 'Set it up' }).click();
    const codes = await page.locator('ul.codes code').allInnerTexts();
    expect(codes).toHaveLength(10);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByLabel('Your question').waitFor();
    await signOut(page);
    await page.goto(`${askfolio.origin}/signin`);
    await enterPassword(page, 'ann');
    await page.getByLabel('Code of your app, or a recovery code').fill(codes[0] ?? '');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByLabel('Your question').waitFor();
    await page.goto(`${askfolio.origin}/account`);
    await page.getByText('with a password and a second factor').first().waitFor();
    await page.getByText('9 recovery codes are left').waitFor();
    await page.context().close();
  });

  test('a passkey made on the own page signs in besides the password, and alone', async () => {
    const page = await open();
    await withDevice(page);
    await enterPassword(page, 'bob');
    await page.getByRole('link', { name: 'bob' }).first().waitFor();
    await page.goto(`${askfolio.origin}/account`);
    await page.getByLabel('What you call it').fill('This <b>laptop</b>');
    await page.getByRole('button', { name: 'Make a passkey' }).click();
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
    await page.getByRole('link', { name: 'I have kept them' }).click();
    await page.getByText('Passkey “This <b>laptop</b>”').waitFor();

    await signOut(page);
    await page.goto(`${askfolio.origin}/signin`);
    await enterPassword(page, 'bob');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('link', { name: 'bob' }).first().waitFor();

    await signOut(page);
    await page.goto(`${askfolio.origin}/signin`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('link', { name: 'bob' }).first().waitFor();
    await page.goto(`${askfolio.origin}/account`);
    await page.getByText('with a passkey', { exact: false }).first().waitFor();
    await page.context().close();
  });

  test('a device that does not ask its holder, or that nobody knows, opens nothing alone', async () => {
    const page = await open();
    const { cdp, id } = await withDevice(page);
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false });
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('That did not work').waitFor();
    await page.context().close();
  });

  test('a reset by an administrator lets a password set up another one', async () => {
    await askfolio.command(['users', 'reset-factors', 'ann']);
    const page = await open();
    await enterPassword(page, 'ann');
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
    await withDevice(page);
    await page.getByRole('button', { name: 'Make a passkey' }).click();
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByLabel('Your question').waitFor();
    await page.context().close();
    const log = await askfolio.command(['audit', 'list', '--kind', 'people', '--json']);
    expect(log).toContain('reset_factors');
    expect(log).toContain('recovery code');
  });

  test('nothing broke the policy, went elsewhere or was thrown', () => {
    expect(watch).toEqual({ policy: [], foreign: [], thrown: [] });
  });
});
