import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { HAS_CHROMIUM } from './chromium.ts';
import { businessDayBefore, dayOf } from '../../src/vocabulary/day.ts';
import {
  askByTyping,
  overhang,
  pickScope,
  pressByKey,
  shiftTabTo,
  tabTo,
  typeDayAhead,
  typeInto,
  waitForOutcome,
} from './page-actions.ts';
import { PHONE, useSignedIn, violations } from './signed-in.ts';

const BAD_LINE = 'T-BAD,<script>alert(1)</script>,not a day,BUY,,,,,,,,,,,,,\n';

const SCHWAB = new URL(
  '../statements/samples/Individual_XXX123_Transactions_20260401-101500.csv',
  import.meta.url,
).pathname;

const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true }).first();

describe.skipIf(!HAS_CHROMIUM)('the pages of those who look after an installation, in Chromium', () => {
  // Whether data are late is told by today: these reach to yesterday, or to the Friday before.
  const end = businessDayBefore(dayOf(new Date().toISOString().slice(0, 10)));
  const { open, openAs, askfolio } = useSignedIn({ accounts: 12, years: 2, seed: 5, end });
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-operations-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('a source is run now: its bar moves, its run is listed with counts, and a bad row with why, by keyboard alone', async () => {
    cpSync(askfolio().delivery, folder, { recursive: true });
    appendFileSync(join(folder, 'transactions.csv'), BAD_LINE);
    await askfolio().command(['sources', 'add', 'nightly', folder, '--schedule', '30 6 * * *']);
    const page = await open('#/deliveries');
    await card(page, 'Freshness by custodian').getByRole('row').nth(1).waitFor();
    expect(await card(page, 'Freshness by custodian').getByText('up to date').count()).toBeGreaterThan(0);
    const sources = card(page, 'Sources');
    await sources.getByText('30 6 * * *').waitFor();
    await pressByKey(sources.getByRole('button', { name: 'Pause nightly' }));
    await sources.getByRole('cell', { name: 'paused' }).waitFor();
    await pressByKey(sources.getByRole('button', { name: 'Let nightly run again' }));
    await sources.getByRole('cell', { name: 'paused' }).waitFor({ state: 'detached' });
    await pressByKey(sources.getByRole('button', { name: 'Change when nightly runs' }));
    await typeInto(sources.getByLabel('Schedule (cron)'), 'every morning');
    await page.keyboard.press('Enter');
    await sources.getByRole('alert').getByText('The schedule is not well formed').waitFor();
    await typeInto(sources.getByLabel('Schedule (cron)'), '45 5 * * 1-5');
    await page.keyboard.press('Enter');
    await sources.getByText('45 5 * * 1-5').waitFor();
    await pressByKey(sources.getByRole('button', { name: 'Run nightly now' }));
    await sources.getByText('nightly is being taken in.').waitFor();
    await page.getByRole('progressbar', { name: /^nightly: Step \d of 6/ }).waitFor();
    await page.getByText('Nothing is being taken in just now.').waitFor({ timeout: 90_000 });

    await pressByKey(page.getByRole('link', { name: /^Run of nightly/ }).first());
    const tables = card(page, 'Rows by table');
    const transactions = tables.getByRole('row', { name: /^transactions/ });
    expect(await transactions.locator('td').last().innerText()).toBe('1');
    const quarantine = card(page, 'Rows set aside');
    await quarantine.getByText(/transactions\.csv, line \d+/).waitFor();
    expect(await quarantine.getByRole('row').nth(1).innerText()).toContain('T-BAD');
    await pressByKey(page.getByRole('button', { name: 'Run again' }));
    await page.getByText('It is being taken in once more').waitFor();
    await pressByKey(page.getByRole('link', { name: /All deliveries/ }));
    await page
      .getByRole('link', { name: /^Run of nightly/ })
      .nth(1)
      .waitFor();
    await page.context().close();
  });

  test('files are handed in by keyboard, go on after a broken line, are looked over and become a run', async () => {
    const page = await open('#/deliveries');
    const handIn = card(page, 'Hand in files');
    const broken: string[] = [];
    await page.route('**/files/1', async (route) => {
      if (route.request().method() !== 'PATCH' || broken.length > 0) return route.continue();
      broken.push(route.request().url());
      return route.abort('connectionreset');
    });
    const file = join(folder, 'Individual <img src=x>_Transactions.csv');
    cpSync(SCHWAB, file);
    const chosen = page.waitForEvent('filechooser');
    await handIn.getByLabel('Drop files here, or choose them').focus();
    await page.keyboard.press('Enter');
    await (await chosen).setFiles(file);
    const item = handIn.getByRole('article', { name: 'Individual <img src=x>_Transactions.csv' });
    await item.getByText('export (Charles Schwab)').waitFor();
    expect(broken).toHaveLength(1);
    await item.getByText('ready to be taken in').waitFor();
    expect(await item.getByRole('row').count()).toBeGreaterThan(4);
    expect(await item.locator('img').count()).toBe(0);
    await item.getByLabel('Take in as source').focus();
    await page.keyboard.press('Enter');
    await item.getByRole('link', { name: 'Open the run' }).waitFor();
    await item.getByRole('link', { name: 'Open the run' }).press('Enter');
    await page.getByRole('heading', { name: 'Run of schwab' }).first().waitFor();
    await page.context().close();
  });

  test('a person is added, changed, granted an account, kept from signing in and forgotten, by keyboard alone', async () => {
    const page = await open('#/people');
    const form = card(page, 'Add a person');
    await typeInto(form.getByLabel('Sign-in name'), 'ann');
    await typeInto(form.getByLabel('Name', { exact: true }), 'Ann <i>Example</i>');
    await typeInto(form.getByLabel('Role'), 'operations');
    await pressByKey(form.getByRole('button', { name: 'Save' }));
    await page.getByText('Ann <i>Example</i> was added.').waitFor();
    const person = page.locator('[data-person="ann"]');
    await pressByKey(person.getByRole('button', { name: 'Change Ann <i>Example</i>' }));
    await typeInto(person.getByLabel('Name', { exact: true }), 'Ann Example');
    await pressByKey(person.getByRole('button', { name: 'Save' }));
    await person.locator('.person-row', { hasText: 'Ann Example' }).waitFor();
    await typeInto(person.getByLabel('Id', { exact: true }), 'A0001');
    await pressByKey(person.getByRole('button', { name: 'Grant access' }));
    await person.getByText('account A0001 · until it is taken back').waitFor();
    await pressByKey(person.getByRole('button', { name: /^Take back: account A0001/ }));
    await person.getByText('Sees what the role opens').waitFor();
    await pressByKey(person.getByRole('button', { name: 'Do not let sign in' }));
    await person.getByText('may not sign in').waitFor();
    await pressByKey(person.getByRole('button', { name: 'Forget this person' }));
    await pressByKey(person.getByRole('button', { name: 'Forget', exact: true }));
    await person.waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('a code to share an account is made, shown once and taken back, by keyboard alone', async () => {
    const page = await open('#/sharing');
    const form = card(page, 'Make a code');
    await typeDayAhead(form.getByLabel('Until'), 20);
    await pressByKey(form.getByRole('button', { name: 'Make a code' }));
    expect((await form.locator('code').innerText()).length).toBeGreaterThan(20);
    const given = card(page, 'What you share');
    await given.getByText('not taken yet').waitFor();
    await pressByKey(given.getByRole('button', { name: /^Stop sharing/ }));
    await given.getByText('You share nothing.').waitFor();
    await page.context().close();
  });

  test('keys are turned after a question back, while everything stays readable, by keyboard alone', async () => {
    const page = await open('#/keys');
    await page.getByText('fields of the records').waitFor();
    await pressByKey(page.getByRole('button', { name: 'Turn the keys' }));
    await pressByKey(page.getByRole('button', { name: 'Turn', exact: true }));
    await page.getByText(/values were sealed under new keys/).waitFor();
    await page.context().close();
  });

  test('a key of the API is made, shown once, opens what it may, and is ended, by keyboard alone', async () => {
    await askfolio().command(['users', 'add', 'pat', '--name', 'Pat', '--role', 'firm']);
    const page = await open('#/keys');
    const form = card(page, 'Make a key');
    await typeInto(form.getByLabel('Sign-in name'), 'pat');
    await typeInto(form.getByLabel('What it is for'), 'report <b>nightly</b>');
    await typeDayAhead(form.getByLabel('Until'), 20);
    await tabTo(form.getByLabel('see deliveries'));
    await page.keyboard.press('Space');
    await pressByKey(form.getByRole('button', { name: 'Make a key' }));
    const secret = await form.locator('code').innerText();
    const status = (path: string) =>
      fetch(`${askfolio().origin}/api/v1/${path}`, { headers: { authorization: `Bearer ${secret}` } }).then(
        (reply) => reply.status,
      );
    expect([await status('accounts'), await status('runs'), await status('audit')]).toEqual([200, 200, 403]);
    const keys = card(page, 'Keys of the API');
    await keys.getByRole('cell', { name: 'ask, read figures, see deliveries' }).waitFor();
    expect(await keys.innerText()).not.toContain(secret);
    await pressByKey(keys.getByRole('button', { name: /^End “report/ }));
    await pressByKey(keys.getByRole('button', { name: 'End', exact: true }));
    await keys.getByText('opens nothing any more').waitFor();
    expect(await status('accounts')).toBe(401);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test('the audit log is read, narrowed, verified and taken away, by keyboard alone', async () => {
    const page = await open('#/audit');
    await pressByKey(page.getByRole('button', { name: 'Verify the chain' }));
    await page.getByText(/The log is whole: \d+ entries/).waitFor();
    await typeInto(page.getByLabel('What', { exact: true }), 'people and rights');
    const log = card(page, 'Audit log');
    await log.getByRole('cell', { name: 'people and rights' }).first().waitFor();
    await expect
      .poll(async () => new Set(await log.locator('tbody tr td:nth-child(4)').allInnerTexts()))
      .toEqual(new Set(['people and rights']));
    const download = page.waitForEvent('download');
    await pressByKey(page.getByRole('button', { name: 'Take away (JSON)' }));
    expect((await download).suggestedFilename()).toBe('askfolio-audit.jsonl');
    await page.context().close();
  });

  test('an answer is verified in the chat, stands on its page, answers whoever asks, and is taken back', async () => {
    const page = await open();
    const question = 'What is the income by sector?';
    const answer = await askByTyping(page, question);
    await pressByKey(answer.getByRole('button', { name: 'Verify' }));
    await answer.getByText('Verified for all').waitFor();
    await page.goto(`${askfolio().origin}/#/verified`);
    const verified = card(page, 'Verified questions');
    const row = verified.getByRole('row', { name: new RegExp(question.replace('?', '')) });
    await row.getByText(/^Income · by Sector · /).focus();
    expect(await row.innerText()).toContain('Owner');
    await page.keyboard.press('Enter');
    await row.getByRole('region', { name: 'The plan of the question' }).waitFor();
    await row.getByRole('button', { name: `Ask “${question}”` }).press('Enter');
    const again = await waitForOutcome(page);
    await again.getByText(/^Verified by Owner on/).waitFor();
    await page.goto(`${askfolio().origin}/#/verified`);
    await row.getByRole('button', { name: 'Take back' }).press('Enter');
    await row.getByRole('button', { name: 'Take back', exact: true }).press('Enter');
    await verified.getByText('No question has been verified yet.').waitFor();
    await page.context().close();
  });

  test('budgets say what the language model took, of oneself and of everybody', async () => {
    const page = await open('#/usage');
    await card(page, 'Your budget today').getByText('No language model is set up').waitFor();
    expect(
      await card(page, 'The firm’s budget today').locator('.tile', { hasText: 'Tokens' }).innerText(),
    ).toMatch(/^Tokens\n0/);
    await card(page, 'Day by day').getByText('Nothing was taken.').waitFor();
    await page.context().close();
  });

  test('a conversation is shared with a colleague, who reads only what he may see, by keyboard alone', async () => {
    await askfolio().command(['users', 'add', 'ben', '--name', 'Ben', '--role', 'operations']);
    const page = await open();
    const account = await page.evaluate<{ id: string; name: string }>(
      "fetch('/api/v1/accounts').then((reply) => reply.json()).then(({ items }) => items[0])",
    );
    await askfolio().command(['users', 'grant', 'ben', 'account', account.id]);
    await pickScope(page, 'Accounts', account.name);
    await askByTyping(page, 'What is the market value?');
    const shown = await page.locator('[data-figure]').innerText();
    await pickScope(page, 'All', '');
    await askByTyping(page, 'How many accounts are there?');
    await page.locator('.conversation.is-current').waitFor();
    await shiftTabTo(page, 'Share “What is the market value?”');
    await page.keyboard.press('Enter');
    const share = card(page, 'Share this conversation');
    await share.getByLabel('Sign-in name of a colleague').focus();
    await page.keyboard.type('nobody');
    await page.keyboard.press('Enter');
    await share.getByRole('alert').getByText('There is no colleague of that sign-in name').waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('ben');
    await page.keyboard.press('Enter');
    await share.getByText('ben can read it now.').waitFor();

    const colleague = await openAs('ben', '#/sharing');
    const link = card(colleague, 'Conversations shared with you').getByRole('link');
    expect(await link.innerText()).toBe('What is the market value?');
    await link.press('Enter');
    await colleague.getByRole('heading', { name: 'A conversation of Owner' }).waitFor();
    expect(await colleague.locator('[data-figure]').allInnerTexts()).toEqual([shown]);
    await colleague.getByText('An answer about accounts that you may not see.').waitFor();
    expect(await colleague.locator('main').innerText()).not.toContain('How many');
    expect(await violations(colleague)).toEqual([]);
    await colleague.getByRole('button', { name: 'Ask this myself' }).press('Enter');
    expect(await (await waitForOutcome(colleague)).locator('[data-figure]').innerText()).toBe(shown);

    await share.getByRole('button', { name: 'Take it back from ben' }).press('Enter');
    await share.getByText('Nobody besides you may read it.').waitFor();
    await colleague.goBack();
    await colleague.reload();
    await colleague.goto(`${askfolio().origin}/#/sharing`);
    await colleague.getByText('No colleague shares a conversation with you.').waitFor();
    await colleague.context().close();
    await page.context().close();
  });

  test('the status shows what is measured', async () => {
    const page = await open('#/status');
    await page.getByText('Questions can be answered.').waitFor();
    expect(
      Number(
        await page
          .locator('.tile', { hasText: 'Requests' })
          .locator('dd')
          .innerText()
          .then((text) => text.split('\n')[0]),
      ),
    ).toBeGreaterThan(5);
    await card(page, 'Requests by route').getByRole('rowheader', { name: '/api/v1/me' }).waitFor();
    const asked = page.waitForResponse('**/metrics');
    await pressByKey(page.getByRole('button', { name: 'Load anew' }));
    expect((await asked).ok()).toBe(true);
    await page.context().close();
  });

  test.each(['deliveries', 'people', 'sharing', 'verified', 'usage', 'keys', 'audit', 'status'])(
    'the page %s fits a phone',
    async (place) => {
      const page = await open(`#/${place}`, PHONE);
      await page.locator('.panel').first().waitFor();
      expect(await overhang(page)).toBe(0);
      await page.context().close();
    },
  );
});
