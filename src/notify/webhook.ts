import { Problem } from '../vocabulary/problem.ts';
import type { Notifier } from './port.ts';

const SECONDS_MAX = 10;

/**
 * Sends word as JSON to hosts that the installation lists, and to no other: whoever saves a question must not be able
 * to reach into the firm's network. Redirects are not followed. `hosts`: names, with a port where it is not the usual.
 */
export function createWebhook(hosts: readonly string[]): Notifier {
  const check = (address: string): void => {
    const url = URL.canParse(address) ? new URL(address) : null;
    const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
    if (url && isWeb && url.username === '' && hosts.includes(url.host)) return;
    throw new Problem(
      'usage',
      'Word can be sent to the hosts of ASKFOLIO_WEBHOOK_HOSTS only; ask whoever runs Askfolio to add this one.',
    );
  };
  return {
    check,
    send: async (address, notice) => {
      check(address);
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(notice),
        redirect: 'error',
        signal: AbortSignal.timeout(SECONDS_MAX * 1_000),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the webhook answered with ${response.status}`);
    },
  };
}
