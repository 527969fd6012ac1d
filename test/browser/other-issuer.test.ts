import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePort } from '../services/private-server.ts';
import { ROOT, type RunningAskfolio, startAskfolio } from './askfolio-process.ts';
import { HAS_CHROMIUM, launchChromium } from './chromium.ts';

describe.skipIf(!HAS_CHROMIUM)('signing in with another issuer, in Chromium', () => {
  let askfolio: RunningAskfolio;
  let browser: Browser;
  let issuer: ChildProcess;
  let name = '';
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-issuer-'));

  beforeAll(async () => {
    const [port, issuerPort] = [await freePort(), await freePort()];
    name = `127.0.0.1:${issuerPort}`;
    const callback = `http://127.0.0.1:${port}/signin/callback`;
    const script = join(ROOT, 'test', 'signin', 'other-issuer.ts');
    issuer = spawn(process.execPath, [script, String(issuerPort), callback], { cwd: ROOT });
    let said = '';
    issuer.stdout?.on('data', (data: Buffer) => (said += data.toString()));
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'a secret of the other issuer\n');
    [askfolio, browser] = await Promise.all([
      startAskfolio(
        { accounts: 6, years: 1, seed: 12 },
        {
          ASKFOLIO_PORT: String(port),
          OIDC_ISSUER: `http://${name}`,
          OIDC_CLIENT_ID: 'askfolio-here',
          OIDC_CLIENT_SECRET_FILE: secret,
        },
      ),
      launchChromium(),
      vi.waitFor(() => expect(said).toContain('ready'), { timeout: 60_000 }),
    ]);
    await askfolio.command(['users', 'add', 'ann', '--name', 'Ann', '--role', 'firm']);
  });

  afterAll(async () => {
    await browser?.close();
    await askfolio?.stop();
    issuer?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  async function signInAs(page: Page, subject: string): Promise<void> {
    await page.getByRole('link', { name: `Sign in with ${name}` }).click();
    await page.getByLabel('Subject').fill(subject);
    await page.getByRole('button', { name: 'Be it' }).click();
  }

  test('nobody is let in whom no invitation has named, whatever address of mail the issuer tells', async () => {
    const page = await browser.newPage();
    await page.goto(`${askfolio.origin}/signin`);
    await signInAs(page, 'somebody-else');
    await page.getByText('This did not work').waitFor();
    await page.context().close();
  });

  test('an invitation makes a subject stand for its person, from then on', async () => {
    const invitation = JSON.parse(await askfolio.command(['users', 'invite', 'ann', '--json'])) as {
      address: string;
    };
    const first = await browser.newPage();
    await first.goto(invitation.address);
    await signInAs(first, 'subject-of-ann');
    await first.getByLabel('Your question').waitFor();
    await first.context().close();
    const again = await browser.newPage();
    await again.goto(`${askfolio.origin}/signin`);
    await signInAs(again, 'subject-of-ann');
    await again.getByLabel('Your question').waitFor();
    await again.getByRole('link', { name: 'Ann' }).waitFor();
    await again.context().close();
    const other = await browser.newPage();
    await other.goto(invitation.address);
    await other.getByText('used already').waitFor();
    await other.context().close();
  });
});
