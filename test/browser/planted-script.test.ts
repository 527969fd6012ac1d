import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALL_PAGES } from './all-pages.ts';
import { HAS_CHROMIUM } from './chromium.ts';
import { useSignedIn } from './signed-in.ts';

const PLANT = `"'><img src=x onerror=top.planted=1><script>top.planted=1</script>`;

/** Every text that somebody can enter, entered: by the interface, by the command line and in deliveries. */
const ENTERED: Readonly<Record<string, object>> = {
  '/people': {
    items: [{ user: 'planted', name: `Person ${PLANT}`, role: 'client', advisorId: null, clientId: 'CP' }],
  },
  '/api-keys': {
    user: 'planted',
    label: `Key ${PLANT}`,
    rights: ['ask'],
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  },
  '/saved': { title: `Saved ${PLANT}`, question: 'What is my market value?' },
  '/grants': { user: 'planted', kind: 'account', target: 'AP', expiresAt: null },
};

const DELIVERED: Readonly<Record<string, string>> = {
  custodians: `custodian_id,name\nKP,${quoted('Custodian')}\n`,
  advisors: `advisor_id,name,email\nDP,${quoted('Advisor')},\n`,
  clients: `client_id,name,email,advisor_id\nCP,${quoted('Client')},,DP\n`,
  portfolios: `portfolio_id,client_id,name,base_currency,benchmark_id,inception_date\nPP,CP,${quoted('Portfolio')},USD,,\n`,
  accounts: `account_id,portfolio_id,custodian_id,account_number,name,account_type,currency,cost_method,opened_on,closed_on\nAP,PP,KP,1,${quoted('Account')},taxable,USD,FIFO,2026-01-05,\n`,
  securities: `security_id,symbol,name,isin,cusip,asset_class,sector,country,currency,maturity_date,coupon_rate\nSP,PLNT,${quoted('Security')},,,Equity,${quoted('Sector')},US,USD,,\n`,
  prices: 'security_id,price_date,close\nSP,2026-01-06,10\n',
  transactions:
    'transaction_id,account_id,trade_date,settle_date,type,security_id,quantity,price,fee,tax,amount,currency,description,related_security_id,cost_fraction,updated_at\n' +
    `TP1,AP,2026-01-05,,DEPOSIT,,,,,,1000,USD,${quoted('Memo')},,,\n` +
    'TP2,AP,2026-01-06,,BUY,SP,50,10,1,,-501,USD,,,,\n' +
    `TP3,AP,2026-01-06,,DEPOSIT,,,,,,${quoted('not a number')},USD,,,,\n`,
};

function quoted(what: string): string {
  return `"${`${what} ${PLANT}`.replaceAll('"', '""')}"`;
}

const planted = (page: Page): Promise<readonly unknown[]> =>
  page.evaluate<readonly unknown[]>(
    `[window.planted ?? null, document.querySelectorAll('img[src="x"], [onerror]').length]`,
  );

describe.skipIf(!HAS_CHROMIUM)('a script in every text that somebody can enter, in Chromium', () => {
  const signedIn = useSignedIn({ accounts: 3, years: 1, seed: 3 });
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-planted-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeAll(async () => {
    for (const [table, text] of Object.entries(DELIVERED)) writeFileSync(join(folder, `${table}.csv`), text);
    // Rows of it are bad on purpose; what it took in is published.
    await signedIn
      .askfolio()
      .command(['import', folder, '--source', 'planted', '--json'])
      .catch(() => '');
    const page = await signedIn.open();
    for (const [path, data] of Object.entries(ENTERED)) {
      const answer = await page.request.post(`${signedIn.askfolio().origin}/api/v1${path}`, { data });
      expect([path, answer.status(), answer.ok() ? '' : await answer.text()]).toEqual([path, 200, '']);
    }
    const conversationId = crypto.randomUUID();
    const asked = await page.request.post(`${signedIn.askfolio().origin}/api/v1/ask`, {
      data: { question: `How much is Client ${PLANT} worth?`, conversationId },
    });
    const { id } = (await asked.json()) as { id: string };
    const api = `${signedIn.askfolio().origin}/api/v1`;
    await page.request.patch(`${api}/conversations/${conversationId}`, { data: { title: `Title ${PLANT}` } });
    await page.request.post(`${api}/answers/${id}/feedback`, { data: { verdict: 'down', comment: PLANT } });
    await page.context().close();
  });

  test.each(ALL_PAGES)('is text on the page $name', async ({ hash, isThere }) => {
    const page = await signedIn.open(hash);
    await isThere(page);
    expect(await planted(page)).toEqual([null, 0]);
    await page.context().close();
  });
});
